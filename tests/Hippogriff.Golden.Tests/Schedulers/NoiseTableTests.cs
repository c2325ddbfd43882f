using System.Text.Json;
using Hippogriff.Denoising.Families;

namespace Hippogriff.Golden.Tests.Schedulers;

/// <summary>The tables of trained noise levels against recorded ones.</summary>
public sealed class NoiseTableTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> s_entries = RecordedSchedules.Entries("noising");

    public static TheoryData<string> Tables() =>
        RecordedSchedules.Names(
            "noising",
            name =>
                name.StartsWith("table/", StringComparison.Ordinal)
                && !name.Contains("zero")
                && !name.Contains("sigmoid")
        );

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Tables))]
    public void The_trained_levels_are_the_recorded_ones(string name)
    {
        JsonElement config = s_entries[name].GetProperty("config");
        double start = config.TryGetProperty("beta_start", out JsonElement first) ? first.GetDouble() : 0.0001,
            end = config.TryGetProperty("beta_end", out JsonElement last) ? last.GetDouble() : 0.02;
        BetaSchedule betas = config.GetProperty("beta_schedule").GetString() switch
        {
            "linear" => BetaSchedule.Linear,
            "scaled_linear" => BetaSchedule.ScaledLinear,
            "squaredcos_cap_v2" => BetaSchedule.Cosine,
            string other => throw new NotSupportedException(other),
            null => throw new NotSupportedException("null"),
        };
        double[] recorded = RecordedSchedules.Tensors("noising").Numbers(name + "/alphas_cumprod");
        VariancePreserving family = new(betas, recorded.Length, start, end);
        Near.RequireNumbers(recorded, family.AlphaBars, s_entries[name].Tolerance(), name);
    }
}
