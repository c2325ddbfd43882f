using Hippogriff.Denoising;

namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>
/// Samplers and schedules under ComfyUI's names. Where two methods of almost the same name exist here, it is the one
/// that draws as ComfyUI does.
/// </summary>
internal static class SamplerNames
{
    private static readonly string[] s_samplers =
    [
        "euler",
        "euler_ancestral",
        "heun",
        "dpm_2",
        "dpm_2_ancestral",
        "lms",
        "dpmpp_2s_ancestral",
        "dpmpp_sde",
        "dpmpp_sde_gpu",
        "dpmpp_2m",
        "dpmpp_2m_sde",
        "dpmpp_2m_sde_gpu",
        "dpmpp_2m_sde_heun",
        "dpmpp_2m_sde_heun_gpu",
        "dpmpp_3m_sde",
        "dpmpp_3m_sde_gpu",
        "ddpm",
        "lcm",
        "deis",
        "sa_solver",
        "ddim",
        "uni_pc",
        "uni_pc_bh2",
    ];

    private static readonly string[] s_schedules =
    [
        "simple",
        "sgm_uniform",
        "karras",
        "exponential",
        "ddim_uniform",
        "beta",
        "normal",
        "linear_quadratic",
        "kl_optimal",
    ];

    /// <summary>Names of ComfyUI's own form of a method that is a little different here.</summary>
    private static readonly Dictionary<string, string> s_own = new(StringComparer.Ordinal)
    {
        ["lms"] = "k_lms",
        ["dpmpp_sde"] = "k_dpmpp_sde",
        ["dpmpp_3m_sde"] = "k_dpmpp_3m_sde",
        ["beta"] = "beta_comfy",
    };

    /// <summary>The samplers: ComfyUI's names, then those of methods that it does not have.</summary>
    public static NameList Samplers => new(Listed(s_samplers, Sampler, SamplerRegistry.Default.Names), Sampler);

    /// <summary>The schedules, which ComfyUI calls schedulers.</summary>
    public static NameList Schedules => new(Listed(s_schedules, Schedule, ScheduleRegistry.Default.Names), Schedule);

    private static string? Sampler(string name)
    {
        string plain = name.EndsWith("_gpu", StringComparison.Ordinal) ? name[..^4] : name;
        return SamplerRegistry.Default.TryFind(s_own.GetValueOrDefault(plain, plain))?.Name;
    }

    private static string? Schedule(string name) =>
        ScheduleRegistry.Default.TryFind(s_own.GetValueOrDefault(name, name))?.Name;

    private static string[] Listed(string[] theirs, Func<string, string?> meant, IReadOnlyList<string> own)
    {
        HashSet<string?> known = [.. theirs.Select(meant)];
        return [.. theirs.Where(name => meant(name) is not null), .. own.Where(name => !known.Contains(meant(name)))];
    }
}
