using System.Text.Json;
using Hippogriff.Files;

namespace Hippogriff.Insight.Spread;

/// <summary>Result of many ladders in one space.</summary>
/// <param name="Ratio">The last rung's spread divided by the first's: geometric mean over ladders, with its 95 %
/// interval.</param>
/// <param name="Shrunk">Number of ladders whose last rung spreads less than the first.</param>
/// <param name="Ladders">Number of ladders.</param>
/// <param name="RungsShrunk">Number of steps between rungs at which the spread shrank.</param>
/// <param name="Rungs">Number of steps between rungs.</param>
/// <param name="ByChance">Probability of at least this many shrinking ladders if each were a coin toss.</param>
public sealed record LadderFigure(Measured Ratio, int Shrunk, int Ladders, int RungsShrunk, int Rungs, double ByChance);

/// <summary>Ladders of prompts, each from vague to specific, and whether the spread shrinks along them.</summary>
/// <param name="Stories">One per ladder, without pictures.</param>
/// <param name="Figures">Figures by the name of the space.</param>
public sealed record LadderResult(
    IReadOnlyList<SpreadStory> Stories,
    IReadOnlyDictionary<string, LadderFigure> Figures
);

/// <summary>Tests whether the spread shrinks with every added word.</summary>
public static class LadderExperiment
{
    /// <summary>Twenty ladders of four rungs in the words of the first world.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> First => s_first.Value;

    private static readonly Lazy<IReadOnlyList<IReadOnlyList<string>>> s_first = new(() =>
    {
        using StreamReader reader = new(typeof(LadderExperiment).Assembly.GetManifestResourceStream("ladders.json")!);
        return Parse(reader.ReadToEnd(), "ladders.json");
    });

    /// <summary>Reads ladders: a JSON list of lists of prompts.</summary>
    /// <exception cref="HippogriffException">The file cannot be read or holds no ladders.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Load(string path) =>
        Parse(RegularFile.ReadText(path, what: "ladders file"), path);

    internal static IReadOnlyList<IReadOnlyList<string>> Parse(string json, string origin)
    {
        List<List<string>> ladders = JsonText.Read<List<List<string>>>(
            json,
            null,
            fault => $"The ladders file '{origin}' is not a list of lists of prompts: {fault}."
        );
        if (ladders.Count == 0 || ladders.Any(l => l.Count is < 2 or > 16))
            throw new HippogriffException(
                $"The ladders file '{origin}' holds no ladders; it is a list of lists of 2 to 16 prompts, the "
                    + "vaguest first.",
                FaultKind.DamagedFile
            );
        return ladders;
    }

    /// <summary>Measures every ladder.</summary>
    /// <param name="measure">Measures the prompts of one ladder.</param>
    /// <param name="ladders">The ladders.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Stops before the next ladder.</param>
    public static LadderResult Run(
        Func<IReadOnlyList<string>, IProgress<double>?, SpreadStory> measure,
        IReadOnlyList<IReadOnlyList<string>> ladders,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        List<SpreadStory> stories = [];
        for (int i = 0; i < ladders.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SpreadStory story = measure(
                ladders[i],
                progress is null
                    ? null
                    : new PromptSpread.Part(progress, i / (double)ladders.Count, 1.0 / ladders.Count)
            );
            stories.Add(story with { Prompts = [.. story.Prompts.Select(p => p with { Images = [] })] });
        }
        return new LadderResult(
            stories,
            stories[0].Spaces.ToDictionary(space => space, space => Figure(space, stories))
        );
    }

    internal static LadderFigure Figure(string space, IReadOnlyList<SpreadStory> stories)
    {
        double[][] spreads =
        [
            .. stories.Select(s => s.Prompts.Select(p => Math.Max(1e-12, p.Spreads[space].Value)).ToArray()),
        ];
        double[] logs = [.. spreads.Select(s => Math.Log(s[^1] / s[0]))];
        double mean = logs.Average(),
            deviation = logs.Length < 2 ? 0 : Math.Sqrt(logs.Sum(v => (v - mean) * (v - mean)) / (logs.Length - 1));
        double reach =
            logs.Length < 2
                ? double.PositiveInfinity
                : Jackknife.Student(logs.Length - 1) * deviation / Math.Sqrt(logs.Length);
        int shrunk = logs.Count(v => v < 0),
            rungs = spreads.Sum(s => s.Length - 1),
            fell = spreads.Sum(s => s.Zip(s.Skip(1)).Count(pair => pair.Second < pair.First));
        return new LadderFigure(
            new Measured(Math.Exp(mean), Math.Exp(mean - reach), Math.Exp(mean + reach)),
            shrunk,
            logs.Length,
            fell,
            rungs,
            AtLeast(shrunk, logs.Length)
        );
    }

    /// <summary>Probability of at least this many heads in n tosses.</summary>
    internal static double AtLeast(int heads, int tosses)
    {
        double term = Math.Pow(0.5, tosses),
            sum = 0; // term: the chance of exactly k heads
        for (int k = 0; k <= tosses; k++)
        {
            if (k >= heads)
                sum += term;
            term = term * (tosses - k) / (k + 1);
        }
        return Math.Min(1, sum);
    }
}
