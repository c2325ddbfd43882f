using System.Globalization;
using Hippogriff.Cli.Views;
using Hippogriff.Insight.Attention;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>The attention of one picture.</summary>
/// <param name="Story">What was read where.</param>
/// <param name="Struck">What goes away without each word; empty if that was not asked.</param>
internal sealed record ShownAttention(AttentionStory Story, IReadOnlyList<StruckWord> Struck);

/// <summary>Attention to words as tables and as JSON.</summary>
internal static class AttentionView
{
    /// <summary>How much each word was read, and what goes away without it.</summary>
    public static void Write(Terminal terminal, ShownAttention shown)
    {
        (AttentionStory story, IReadOnlyList<StruckWord> struck) = (shown.Story, shown.Struck);
        TextTable table = new("word", "read", "changes without it");
        for (int i = 0; i < story.Words.Count; i++)
            table.Add(
                story.Words[i].Word,
                Number(100 * story.Words[i].Share, "0.00") + " %",
                struck.Count > 0 ? Number(struck[i].Difference.Strength, "0.0") : ""
            );
        table.Write(terminal);
    }

    /// <summary>How well attention localises things.</summary>
    public static void Write(Terminal terminal, TextWriter output, AttentionScore raw, AttentionScore contrasted)
    {
        TextTable table = new(
            "maps",
            "inside the box",
            "by chance",
            "+-",
            "peak inside",
            "own box before the other's",
            "names"
        );
        foreach ((string name, AttentionScore s) in new[] { ("as read", raw), ("against the other words", contrasted) })
            table.Add(
                name,
                Percent(s.Inside),
                Percent(s.Chance),
                Percent(s.Error),
                Percent(s.PeakInside),
                Percent(s.OwnBeforeOther),
                $"{s.Names} in {Counted.Of(s.Scenes, "scene")}"
            );
        table.Write(terminal);
        output.WriteLine(
            "Scenes of two different things that training never saw together. By chance a box holds the share "
                + "that it covers, and own before other is one half."
        );
    }

    public static object Document(InspectionFlow flow, ShownAttention shown) =>
        new
        {
            flow.Seconds,
            Files = flow.Written,
            shown.Story.Settings,
            Words = shown.Story.Words.Select(
                (w, i) =>
                    new
                    {
                        w.Word,
                        Share = InspectionFlow.Round(w.Share),
                        Map = new
                        {
                            w.Map.Width,
                            w.Map.Height,
                            Values = w.Map.Values.Select(v => InspectionFlow.Round(v, 5)),
                        },
                        ChangesWithout = shown.Struck.Count > 0
                            ? InspectionFlow.Round(shown.Struck[i].Difference.Strength, 2)
                            : (double?)null,
                    }
            ),
        };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
