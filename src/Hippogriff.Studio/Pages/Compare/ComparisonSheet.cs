using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Gallery;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Pages.Compare;

/// <summary>
/// Draws a comparison as one picture: cells are labelled with varying settings, and the title has the common ones.
/// </summary>
internal static class ComparisonSheet
{
    /// <exception cref="HippogriffException">The sheet would be too large, or a picture's file is missing.</exception>
    public static RgbImage Draw(
        IReadOnlyList<GalleryPicture> pictures,
        IGallery gallery,
        int columns,
        Axis? down,
        Axis? across
    )
    {
        SheetPicture[] cells =
        [
            .. pictures.Select(picture => new SheetPicture(
                ImageFile.Decode(
                    gallery.Png(picture.Id)
                        ?? throw new HippogriffException(
                            $"The picture {picture.Id} is no longer there.",
                            FaultKind.NotFound
                        ),
                    $"picture {picture.Id}"
                ),
                Label(picture.Settings, down, across)
            )),
        ];
        return ContactSheet.Grid(cells, columns, Title(pictures[0].Settings, down, across));
    }

    private static string Label(GenerationSettings settings, params Axis?[] axes) =>
        string.Join(
            ", ",
            axes.OfType<Axis>()
                .Select(axis =>
                    axis.Key == Axes.Prompts || axis.Key is "sampler" or "schedule"
                        ? axis.Read(settings)
                        : $"{axis.Key} {axis.Read(settings)}"
                )
        );

    private static string Title(GenerationSettings settings, params Axis?[] axes)
    {
        bool Varies(string key) => axes.Any(axis => axis?.Key == key);
        List<string> parts = [];
        if (!Varies(Axes.Prompts) && settings.Prompt.Length > 0)
            parts.Add(settings.Prompt);
        if (!Varies("sampler"))
            parts.Add(settings.Sampler);
        if (!Varies(Axes.Steps))
            parts.Add(Counted.Of(settings.Steps, "step"));
        if (!Varies("guidance"))
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"guidance {settings.Guidance:0.##}"));
        if (!Varies(Axes.Seeds))
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"seed {settings.Seed}"));
        if (settings.Loras is { } loras)
            parts.AddRange(
                loras.Select(
                    (lora, i) =>
                        i == 0 && Varies(Axes.Loras)
                            ? $"LoRA {lora.Name}"
                            : string.Create(CultureInfo.InvariantCulture, $"LoRA {lora.Name} {lora.Weight:0.###}")
                )
            );
        return string.Join(", ", parts);
    }
}
