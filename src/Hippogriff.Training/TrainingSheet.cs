using Hippogriff.Data.Examples;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Texts;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Recipes;

namespace Hippogriff.Training;

/// <summary>A written sheet and its pictures.</summary>
internal sealed record DrawnSheet(string Path, IReadOnlyList<SheetPicture> Pictures);

/// <summary>Draws the same prompts with the same seeds during a run, to show progress.</summary>
internal sealed class TrainingSheet
{
    private const int Pictures = 16;
    private const long Seed = 7;
    private readonly string _folder;
    private readonly IReadOnlyList<string> _prompts;

    public TrainingSheet(TrainingRecipe recipe, IExampleSource source, string folder)
    {
        _folder = folder;
        _prompts =
            recipe.SheetPrompts.Count > 0
                ? recipe.SheetPrompts
                : [.. Enumerable.Range(0, Pictures).Select(i => source.Get(i).Caption)];
    }

    /// <summary>Writes <c>step-N.png</c>.</summary>
    public DrawnSheet Draw(NetworkModel model, TrainingState state)
    {
        SheetPicture[] pictures =
        [
            .. _prompts.Select(
                (prompt, i) =>
                    new SheetPicture(
                        TextToImage.Draw(model, RequestCheck.Default(model, prompt, Seed + i), count: 1)[0].Image,
                        prompt
                    )
            ),
        ];
        string path = Path.Combine(_folder, $"step-{state.Step:D7}.png");
        PngFile.Write(
            path,
            ContactSheet.Grid(
                pictures,
                title: state.Step == 0
                    ? model.Name
                    : $"{model.Name}, step {state.Step:N0}, {Counted.Grouped(state.Samples, "picture")} seen"
            ),
            generated: true
        );
        return new DrawnSheet(path, pictures);
    }
}
