using System.Globalization;
using System.Text.Json;
using Hippogriff.Files;

namespace Hippogriff.Benchmarks;

/// <summary>
/// What got worse since a recorded result. Each time is multiplied by the peak of its own run, so a slower hour of the
/// machine does not count, and a tenth is allowed.
/// </summary>
internal static class Comparison
{
    private const double Allowed = 1.1;

    /// <summary>Sentences about it.</summary>
    /// <param name="file">A file that --json wrote.</param>
    /// <param name="machine">The processor's name.</param>
    /// <param name="rows">The results now.</param>
    /// <param name="yardstick">The peak now.</param>
    public static IEnumerable<string> Sentences(
        string file,
        string machine,
        IReadOnlyList<ResultRow> rows,
        Yardstick yardstick
    )
    {
        using JsonDocument recorded = JsonDocument.Parse(RegularFile.ReadText(file, what: "recorded result"));
        string there = recorded.RootElement.GetProperty("machine").GetProperty("cpu").GetProperty("name").GetString()!;
        double peak = recorded.RootElement.GetProperty("fma_peak").GetProperty("yardstick").GetDouble();
        if (there != machine)
            yield return $"Recorded on another processor, {there}; this is {machine}.";
        List<string> worse = [];
        foreach (JsonElement then in recorded.RootElement.GetProperty("results").EnumerateArray())
        {
            string name = then.GetProperty("name").GetString()!;
            if (rows.FirstOrDefault(row => row.Name == name && row.Failure is null) is not { } now)
                continue;
            double times = now.Best * yardstick.Peak / (then.GetProperty("best_seconds").GetDouble() * peak);
            if (times > Allowed)
                worse.Add(
                    string.Create(CultureInfo.InvariantCulture, $"Worse than recorded: {name}, {times:0.00} times.")
                );
        }
        if (worse.Count == 0)
            yield return $"Nothing is worse than in '{file}' by more than a tenth.";
        foreach (string sentence in worse)
            yield return sentence;
    }
}
