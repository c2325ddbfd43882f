using System.Globalization;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Texts;

namespace Hippogriff.Training.Diagnosis;

/// <summary>
/// A sheet of drawn pictures, each next to its nearest training picture, and a warning if the model copies training
/// pictures. Copies are detected by <see cref="CopyRatio"/>.
/// </summary>
/// <param name="source">The training pictures. Without a folder or with too many pictures, nothing is reported.</param>
public sealed class CopyReport(IExampleSource source)
{
    private const int Least = 8,
        Most = 4_096,
        MostShown = 24;
    private const double Ratio = 1.0 / 3,
        Many = 0.2;
    private CopyCheck? _check;

    /// <summary>Writes the sheet and returns remarks on it; does nothing if copies cannot be detected.</summary>
    /// <param name="path">The .png to write.</param>
    /// <param name="samples">Drawn pictures with their prompts.</param>
    /// <param name="lora">Whether a LoRA is trained, which needs other advice.</param>
    public IReadOnlyList<string> Write(string path, IReadOnlyList<SheetPicture> samples, bool lora = false)
    {
        if (source.Count is not { } count || count > Most || samples.Count == 0)
            return [];
        _check ??= CopyCheck.Of(source, (int)count);
        RgbImage[] images = [.. samples.Select(s => s.Image)];
        IReadOnlyList<Neighbour> nearest = _check.Nearest(images);
        IReadOnlyList<double> ratios = count < Least ? [.. images.Select(_ => 1.0)] : _check.Ratios(images);
        int[] order = [.. Enumerable.Range(0, images.Length).OrderBy(i => nearest[i].Distance).Take(MostShown)];
        SheetPicture[] cells =
        [
            .. order.SelectMany(i =>
                new[]
                {
                    samples[i],
                    new SheetPicture(source.Get(nearest[i].Training).Image, Label(nearest[i], ratios[i])),
                }
            ),
        ];
        PngFile.Write(
            path,
            ContactSheet.Grid(cells, columns: 6, title: "Drawn, and the training picture nearest to it"),
            generated: true
        );
        int copies = ratios.Count(ratio => ratio < Ratio);
        List<string> said =
        [
            count < Least
                ? $"Wrote {path}; with {Counted.Of(count, "training picture")} likeness and copying cannot be "
                    + "distinguished."
                : Figures(path, copies, [.. nearest.Select(n => n.Distance)]),
        ];
        if (copies > Many * images.Length)
            said.Add(Advice(lora, count));
        return said;
    }

    private static string Figures(string path, int copies, double[] distances) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Wrote {path}: {copies} of {Counted.Of(distances.Length, "drawn picture")} "
                + $"{Counted.Noun(copies, "is a copy", "are copies")} of a training picture; the nearest lies "
                + $"{distances.Min():0} of 255 away, the middle one {CopyCheck.Quantile(distances, 0.5):0}."
        );

    private string Label(Neighbour neighbour, double ratio) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(ratio < Ratio ? "copy" : "nearest")}, {neighbour.Distance:0} "
                + $"away{((source as FolderSource)?.PathOf(neighbour.Training) is { } path ? ": " + Path.GetFileName(path) : "")}"
        );

    private static string Advice(bool lora, long count) =>
        lora
            ? $"It copies: it draws its {Counted.Of(count, "picture")} instead of new ones. What helps: more "
                + "and more varied pictures, fewer --minutes, a smaller --lora-rank, captions that also name the "
                + "surroundings, and drawing with --lora FILE:0.7."
            : $"It copies: it draws its {Counted.Of(count, "training picture")} instead of new ones. What "
                + "helps: more pictures, fewer --minutes, a smaller network in the recipe, or a LoRA instead of a "
                + "new model.";
}
