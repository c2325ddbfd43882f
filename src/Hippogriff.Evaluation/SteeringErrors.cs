using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>
/// What a model draws wrongly, thing by thing and look by look, as a table that composes these more often.
/// </summary>
public static class SteeringErrors
{
    // Answers at the mean rate that each name has beforehand, as few pictures say little.
    private const double Prior = 4;

    /// <summary>
    /// The table for a run from a picture on. A factor is how many times more often a name is missed than names are on
    /// average. Where there is a table before it, it is the geometric mean of both factors.
    /// </summary>
    /// <param name="pictures">Judged pictures of prompts that training may see.</param>
    /// <param name="fromPicture">The picture from which on it holds.</param>
    /// <param name="before">The table before; null for none.</param>
    public static SteeringTable Table(
        IReadOnlyList<JudgedPicture> pictures,
        long fromPicture,
        SteeringTable? before = null
    ) =>
        new(
            fromPicture,
            Factors(pictures.SelectMany(Things), before?.Things),
            Factors(pictures.SelectMany(Looks), before?.Looks)
        );

    private static IEnumerable<(string Name, bool Missed)> Things(JudgedPicture picture) =>
        picture
            .Prompt.Scene.Things.Select(t => t.Concept)
            .Distinct()
            .Select(name => (name, picture.Opinion.Seen.Things.All(seen => seen.Thing != name)));

    private static IEnumerable<(string Name, bool Missed)> Looks(JudgedPicture picture) =>
        picture.Prompt.Scene.Look is { } look ? [(look, picture.Opinion.Seen.Look != look)] : [];

    private static Dictionary<string, double> Factors(
        IEnumerable<(string Name, bool Missed)> answers,
        IReadOnlyDictionary<string, double>? before
    )
    {
        (string Name, bool Missed)[] all = [.. answers];
        double mean = all.Count(a => a.Missed) / (double)Math.Max(1, all.Length);
        Dictionary<string, double> factors = new(before ?? new Dictionary<string, double>());
        if (mean == 0)
            return factors;
        foreach (IGrouping<string, (string Name, bool Missed)> name in all.GroupBy(a => a.Name))
        {
            double rate = (name.Count(a => a.Missed) + Prior * mean) / (name.Count() + Prior);
            double now = Math.Clamp(rate / mean, 1 / SteeringTable.Most, SteeringTable.Most);
            factors[name.Key] = Math.Round(
                before is null ? now : Math.Sqrt(now * before.GetValueOrDefault(name.Key, 1)),
                4
            );
        }
        return factors;
    }
}
