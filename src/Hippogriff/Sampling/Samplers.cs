using Hippogriff.Texts;

namespace Hippogriff.Sampling;

/// <summary>The samplers by name.</summary>
public static class Samplers
{
    private static readonly (string Name, Sampler Sampler)[] all =
    [
        ("euler", Euler.Sample),
        ("euler_ancestral", EulerAncestral.Sample),
        ("heun", Heun.Sample),
        ("dpm2", Dpm2.Sample),
        ("dpm2_ancestral", Dpm2Ancestral.Sample),
        ("dpmpp_2m", DpmPlusPlus2M.Sample),
        ("dpmpp_2m_sde", DpmPlusPlus2MSde.Sample),
        ("dpmpp_sde", DpmPlusPlusSde.Sample),
        ("dpmpp_3m_sde", DpmPlusPlus3MSde.Sample),
        ("unipc", UniPc.Sample),
        ("ddim", Ddim.Sample),
        ("ddpm", Ddpm.Sample),
        ("lms", Lms.Sample),
        ("lcm", Lcm.Sample),
    ];

    /// <summary>Names as the command line and the HTTP interfaces take them, for example "euler" or "dpmpp_2m".</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(all, entry => entry.Name);

    /// <summary>
    /// The sampler called <paramref name="name"/>. Case, spaces, dashes and underscores do not matter, and "++" is "pp", so the spellings
    /// of other programs ("DPM++ 2M SDE", "Euler a", "uni_pc") are understood.
    /// </summary>
    /// <exception cref="HippogriffException">No sampler has that name; the message lists them.</exception>
    public static Sampler Get(string name) => Find(name).Sampler;

    /// <summary>The name in <see cref="Names"/> of the sampler that <paramref name="name"/>, in any spelling, means.</summary>
    /// <inheritdoc cref="Get" path="/exception"/>
    public static string NameOf(string name) => Find(name).Name;

    private static (string Name, Sampler Sampler) Find(string name)
    {
        string wanted = Bare(name) switch
        {
            "eulera" => "eulerancestral",
            "dpm2a" => "dpm2ancestral",
            var other => other,
        };
        foreach (var entry in all) if (Bare(entry.Name) == wanted) return entry;
        throw new HippogriffException($"There is no sampler '{Fit.Piece(name)}'; there are {string.Join(", ", Names)}.");
    }

    private static string Bare(string name) =>
        name.ToLowerInvariant().Replace("++", "pp").Replace(" ", "").Replace("_", "").Replace("-", "");
}
