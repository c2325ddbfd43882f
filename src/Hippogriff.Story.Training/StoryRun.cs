using System.Text;
using System.Text.Json;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Story.Training;

/// <summary>
/// A training run of a story model. Its folder has <c>story-run.json</c>, <c>words.txt</c>, <c>story/</c> with
/// checkpoints and loss curve, and <c>model/</c>, which is usable at any time. Uses the same loop as for pictures.
/// </summary>
public sealed class StoryRun
{
    private readonly RunFolder<StoryRecipe> _run;
    private readonly StoryStage _stage;

    private StoryRun(RunFolder<StoryRecipe> run, Device? device) =>
        (_run, _stage) = (run, new StoryStage(run, device ?? CPU));

    /// <summary>Folder of the model.</summary>
    public string Model => _run.At(ModelFolder.OfRun);

    /// <summary>Begins a run in an empty or new folder; computes on the CPU if no device is given.</summary>
    /// <exception cref="HippogriffException">The folder is not empty.</exception>
    public static StoryRun Begin(
        StoryRecipe recipe,
        string folder,
        ITrainingObserver observer,
        Device? device = null
    ) => new(RunFolder<StoryRecipe>.Begin(recipe, folder, observer), device);

    /// <summary>Resumes the run in <paramref name="folder"/>, on the CPU if no device is given.</summary>
    /// <exception cref="HippogriffException">There is no run, or its initial files cannot be read.</exception>
    public static StoryRun Resume(string folder, ITrainingObserver observer, Device? device = null) =>
        new(RunFolder<StoryRecipe>.Resume(folder, observer), device);

    /// <summary>Trains to the end or until cancelled; leaves a model unless no step was made.</summary>
    /// <returns>True when the end was reached.</returns>
    /// <exception cref="HippogriffException">The data cannot be read, the run diverged, or a file cannot be
    /// written.</exception>
    public bool Train(TrainingLength length, CancellationToken cancellationToken) =>
        _run.Train(() => [_stage], length, cancellationToken);
}
