using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Schedules;

namespace Hippogriff.Golden.Tests.Schedulers;

/// <summary>
/// Schedules of k-diffusion, A1111 and ComfyUI against recorded ones. Left out are two that no program offers by a name
/// (polyexponential of 1.7, vp), and those of ComfyUI's flow models that no model here has.
/// </summary>
public sealed class NamedScheduleTests
{
    /// <summary>Recorded names that are schedules of ours.</summary>
    private static readonly Dictionary<string, (string Own, NoiseFamily Family)> s_ours = new()
    {
        ["karras"] = ("karras", new VariancePreserving()),
        ["exponential"] = ("exponential", new VariancePreserving()),
        ["polyexponential_rho1"] = ("exponential", new VariancePreserving()),
        ["normal"] = ("uniform", new VariancePreserving()),
        ["sgm_uniform"] = ("sgm_uniform", new VariancePreserving()),
        ["simple"] = ("simple", new VariancePreserving()),
        ["kl_optimal_comfy"] = ("kl_optimal", new VariancePreserving()),
        ["kl_optimal_a1111"] = ("kl_optimal_a1111", new VariancePreserving()),
        ["ddim_uniform"] = ("ddim_uniform", new VariancePreserving()),
        ["beta_comfy"] = ("beta_comfy", new VariancePreserving()),
        ["beta_a1111"] = ("beta_a1111", new VariancePreserving()),
        ["align_your_steps_sd15"] = ("align_your_steps", new VariancePreserving()),
        ["align_your_steps_sdxl"] = ("align_your_steps_sdxl", new VariancePreserving()),
        ["align_your_steps_sd15_comfy"] = ("align_your_steps_comfy", new VariancePreserving()),
        ["align_your_steps_sdxl_comfy"] = ("align_your_steps_sdxl_comfy", new VariancePreserving()),
        ["linear_quadratic"] = ("linear_quadratic", new VariancePreserving()),
        ["flow_shift1.simple"] = ("simple", new Flow()),
        ["flow_shift3.simple"] = ("simple", new Flow(3)),
        ["flow_shift1.beta_comfy"] = ("beta_comfy", new Flow()),
        ["flow_shift3.beta_comfy"] = ("beta_comfy", new Flow(3)),
        ["karras_0.1_10"] = ("karras", new VarianceExploding(0.1, 10)),
    };

    public static TheoryData<string> Schedules() =>
        RecordedSchedules.Names("k_schedules", name => s_ours.ContainsKey(Kind(name)));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Schedules))]
    public void A_schedule_visits_the_recorded_levels(string name)
    {
        (string own, NoiseFamily family) = s_ours[Kind(name)];
        double[] recorded = RecordedSchedules.Tensors("ksamplers").Numbers(name);
        Near.RequireEach(recorded, ScheduleRegistry.Default.Get(own)(family, Steps(name)), 1e-5, name);
    }

    [Fact]
    public void Karras_with_another_exponent_visits_the_recorded_levels()
    {
        foreach (string name in RecordedSchedules.Entries("k_schedules").Keys.Where(n => Kind(n) == "karras_rho5"))
            Near.RequireEach(
                RecordedSchedules.Tensors("ksamplers").Numbers(name),
                SigmaSchedules.Karras(new VariancePreserving(), Steps(name), rho: 5),
                1e-5,
                name
            );
    }

    /// <summary>"schedule/karras.n10": karras.</summary>
    private static string Kind(string name) =>
        name["schedule/".Length..name.LastIndexOf(".n", StringComparison.Ordinal)];

    private static int Steps(string name) => int.Parse(name[(name.LastIndexOf(".n", StringComparison.Ordinal) + 2)..]);
}
