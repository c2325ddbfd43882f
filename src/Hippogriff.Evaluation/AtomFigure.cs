namespace Hippogriff.Evaluation;

/// <summary>How much of prompts of 3 to 10 atoms is drawn as asked; intervals by bootstrap over prompts.</summary>
/// <param name="Atoms">Share of atoms that are right.</param>
/// <param name="Whole">Share of pictures of which every atom is right.</param>
/// <param name="Kinds">Share of right atoms of each kind.</param>
/// <param name="Sizes">By number of atoms: share of pictures that are wholly right.</param>
/// <param name="Void">Share of atoms that are wrong because a thing they are said of is missing.</param>
/// <param name="Prompts">Number of prompts.</param>
/// <param name="Pictures">Number of pictures.</param>
public sealed record AtomFigure(
    Rate Atoms,
    Rate Whole,
    IReadOnlyDictionary<AtomKind, Rate> Kinds,
    IReadOnlyDictionary<int, Rate> Sizes,
    double Void,
    int Prompts,
    int Pictures
)
{
    /// <summary>The figure of what was seen in pictures; null if none is of such a prompt.</summary>
    public static AtomFigure? Of(IEnumerable<(EvaluationPrompt Prompt, Sighting Seen)> pictures)
    {
        (string Prompt, IReadOnlyList<AtomVerdict> Verdicts)[] judged =
        [
            .. pictures
                .Where(p => p.Prompt.Atoms.Count > 0)
                .Select(p => (p.Prompt.Words, AtomScoring.Judge(p.Prompt.Atoms, p.Seen))),
        ];
        if (judged.Length == 0)
            return null;
        AtomVerdict[] all = [.. judged.SelectMany(j => j.Verdicts)];
        return new AtomFigure(
            Share(judged, verdicts => verdicts),
            WhollyRight(judged),
            all.Select(v => v.Atom.Kind)
                .Distinct()
                .Order()
                .ToDictionary(kind => kind, kind => Share(judged, v => v.Where(a => a.Atom.Kind == kind))),
            judged
                .GroupBy(j => j.Verdicts.Count)
                .OrderBy(g => g.Key)
                .ToDictionary(g => g.Key, g => WhollyRight([.. g])),
            all.Count(v => v.Void) / (double)all.Length,
            judged.Select(j => j.Prompt).Distinct().Count(),
            judged.Length
        );
    }

    private static Rate Share(
        IReadOnlyList<(string Prompt, IReadOnlyList<AtomVerdict> Verdicts)> judged,
        Func<IReadOnlyList<AtomVerdict>, IEnumerable<AtomVerdict>> which
    ) =>
        Intervals.Bootstrap([
            .. judged
                .GroupBy(j => j.Prompt, j => which(j.Verdicts))
                .Select(g => g.SelectMany(v => v).ToList())
                .Where(verdicts => verdicts.Count > 0)
                .Select(verdicts => ((double)verdicts.Count(v => v.Right), verdicts.Count)),
        ]);

    private static Rate WhollyRight(IReadOnlyList<(string Prompt, IReadOnlyList<AtomVerdict> Verdicts)> judged) =>
        Intervals.Bootstrap([
            .. judged
                .GroupBy(j => j.Prompt)
                .Select(g => ((double)g.Count(j => j.Verdicts.All(v => v.Right)), g.Count())),
        ]);
}
