using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Data.Examples;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Training.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Distillation;

/// <summary>The teacher's pictures above the student's: whether the student draws like its teacher.</summary>
internal sealed class DistillationSheet
{
    private const int Pictures = 8;
    private const long Seed = 7;
    private readonly DistillationSettings _lessons;
    private readonly IReadOnlyList<string> _prompts;
    private readonly IReadOnlyList<RgbImage> _goals;

    /// <summary>Draws what the teacher would.</summary>
    public DistillationSheet(NetworkModel teacher, DistillationSettings lessons, IExampleSource source)
    {
        _lessons = lessons;
        _prompts = [.. Enumerable.Range(0, Pictures).Select(i => source.Get((1L << 40) + i).Caption)];
        _goals = Draw(teacher, lessons, _prompts);
    }

    /// <summary>Writes the sheet of a step.</summary>
    /// <returns>How far the pictures are apart: root mean square, of 255.</returns>
    public double Write(string path, NetworkModel student, long step)
    {
        IReadOnlyList<RgbImage> drawn = Draw(student, _lessons, _prompts);
        SheetPicture[] cells =
        [
            .. _goals.Zip(_prompts, (image, prompt) => new SheetPicture(image, $"teacher: {prompt}")),
            .. drawn.Zip(_prompts, (image, prompt) => new SheetPicture(image, $"student: {prompt}")),
        ];
        string title = FormattableString.Invariant(
            $"{student.Name}, step {step:N0}: above the teacher, below the student"
        );
        PngFile.Write(path, ContactSheet.Grid(cells, columns: Pictures, title: title), generated: true);
        return Difference(_goals, drawn);
    }

    /// <summary>Pictures of a model with default settings; the teacher uses its distilled guidance.</summary>
    internal static IReadOnlyList<RgbImage> Draw(
        NetworkModel model,
        DistillationSettings lessons,
        IReadOnlyList<string> prompts
    ) =>
        [
            .. prompts.Select(
                (prompt, i) => TextToImage.Draw(model, Settings(model, lessons, prompt, Seed + i), count: 1)[0].Image
            ),
        ];

    private static GenerationSettings Settings(
        NetworkModel model,
        DistillationSettings lessons,
        string prompt,
        long seed
    )
    {
        GenerationSettings defaults = RequestCheck.Default(model, prompt, seed);
        return model.IsGuidanceDistilled
            ? defaults
            : defaults with
            {
                Guidance = lessons.Guidance,
                GuidanceInterval = lessons.GuidanceInterval ?? GuidanceInterval.Whole,
            };
    }

    internal static double Difference(IReadOnlyList<RgbImage> first, IReadOnlyList<RgbImage> second) =>
        Math.Sqrt(
            first
                .Zip(second)
                .SelectMany(pair => pair.First.Pixels.Zip(pair.Second.Pixels, (a, b) => (double)(a - b) * (a - b)))
                .Average()
        );
}
