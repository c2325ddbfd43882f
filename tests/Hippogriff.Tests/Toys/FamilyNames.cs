using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;

namespace Hippogriff.Tests.Toys;

/// <summary>
/// The families that every sampler and schedule has to work with, by name, so that tests can be asked for one.
/// </summary>
public static class FamilyNames
{
    public static TheoryData<string> All => ["sd", "cosine", "linear", "edm", "flow", "shifted flow"];

    public static NoiseFamily Family(string name) =>
        name switch
        {
            "sd" => new VariancePreserving(),
            "cosine" => new VariancePreserving(BetaSchedule.Cosine),
            "linear" => new VariancePreserving(BetaSchedule.Linear, 1000, 1e-4, 0.02),
            "edm" => new VarianceExploding(),
            "flow" => new Flow(),
            "shifted flow" => new Flow(shift: 3),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
}
