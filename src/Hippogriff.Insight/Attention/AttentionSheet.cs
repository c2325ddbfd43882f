using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;

namespace Hippogriff.Insight.Attention;

/// <summary>Draws attention maps as one picture.</summary>
public static class AttentionSheet
{
    /// <summary>The picture, and one column per word: its attention map, and the picture without the word.</summary>
    /// <param name="story">The maps. They are shown contrasted, on the same scale.</param>
    /// <param name="struck">Pictures without the words; may be empty.</param>
    public static RgbImage Draw(AttentionStory story, IReadOnlyList<StruckWord> struck)
    {
        AttentionStory shown = story.Contrasted();
        double hottest = shown.Words.Count == 0 ? 0 : shown.Words.Max(w => (double)w.Map.Peak);
        List<IReadOnlyList<SheetPicture>> rows =
        [
            [
                new SheetPicture(story.Image, "the picture"),
                .. shown.Words.Select(
                    (w, i) =>
                        new SheetPicture(
                            w.Map.Over(story.Image, hottest),
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{w.Word}, read {100 * story.Words[i].Share:0.0} %"
                            )
                        )
                ),
            ],
        ];
        List<string> names = ["where it is read"];
        if (struck.Count > 0)
        {
            double most = struck.Max(s => (double)s.Difference.Peak);
            rows.Add([
                new SheetPicture(story.Image, "all words"),
                .. struck.Select(s => new SheetPicture(s.Image, $"without {s.Word}")),
            ]);
            rows.Add([
                new SheetPicture(story.Image),
                .. struck.Select(s => new SheetPicture(
                    s.Difference.ToImage(most),
                    string.Create(CultureInfo.InvariantCulture, $"changes {s.Difference.Strength:0}")
                )),
            ]);
            names.AddRange(["struck out", "what went with it"]);
        }
        return ContactSheet.Strip(
            rows,
            $"{(story.Settings.Prompt.Length == 0 ? "no words" : story.Settings.Prompt)}, seed {story.Settings.Seed}",
            names
        );
    }
}
