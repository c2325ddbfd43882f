using System.Globalization;
using System.Text.RegularExpressions;
using Hippogriff.Training.Loop;
using Hippogriff.Weights;

namespace Hippogriff.Training;

/// <summary>
/// The one reader of a training run's folder (<see cref="TrainingRun"/> writes it): its stages, their curves, the
/// sheets, the checkpoints and the model. For whoever shows a run that is trained elsewhere, or was. Reads what lies
/// there at the moment; nothing is kept.
/// </summary>
/// <param name="path">The folder; it need not be there yet.</param>
public sealed partial class TrainingFolder(string path)
{
    /// <summary>The stages of a run, in their order; a run need not have all of them.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["autoencoder", "words", "denoiser"];

    /// <summary>The training has begun, so it can only be gone on with.</summary>
    public bool HasBegun => File.Exists(In(RunContext.RecipeFile));

    /// <summary>Folder of the model as it was written last; null before the first time.</summary>
    public string? Model =>
        File.Exists(In($"{ModelFolder.OfRun}/{ModelFolder.IndexFile}")) ? In(ModelFolder.OfRun) : null;

    /// <summary>Steps of the sheets that lie there, in order.</summary>
    public IReadOnlyList<long> Sheets => [.. Steps("sheets", "step-*.png", SheetName()).Order()];

    /// <summary>Full path of a sheet; null where there is none of that step.</summary>
    public string? Sheet(long step) =>
        In(string.Create(CultureInfo.InvariantCulture, $"sheets/step-{step:D7}.png")) is var file && File.Exists(file)
            ? file
            : null;

    /// <summary>
    /// The curve of a stage as it was written down, in order; empty where there is none that can be read.
    /// </summary>
    public IReadOnlyList<LossRow> Curve(string stage)
    {
        string file = In($"{stage}/{LossRow.FileName}");
        try
        {
            return File.Exists(file) ? [.. LossRow.Read(file)] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        } // a curve that cannot be read is not worth a run
    }

    /// <summary>The last stage that has a checkpoint, and the step of its newest one; null before the first.</summary>
    public (string Stage, long Step)? Checkpoint()
    {
        foreach (string stage in Stages.Reverse())
            if (Steps(stage, "step-*.safetensors", CheckpointName()) is { Count: > 0 } steps)
                return (stage, steps.Max());
        return null;
    }

    private List<long> Steps(string folder, string pattern, Regex name) =>
        Directory.Exists(In(folder))
            ?
            [
                .. Directory
                    .GetFiles(In(folder), pattern)
                    .Select(file => name.Match(Path.GetFileName(file)))
                    .Where(match => match.Success)
                    .Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)),
            ]
            : [];

    private string In(string relative) => Path.Combine(path, relative);

    [GeneratedRegex(@"^step-([0-9]{7,15})\.png\z")]
    private static partial Regex SheetName();

    [GeneratedRegex(@"^step-([0-9]{9,15})\.safetensors\z")]
    private static partial Regex CheckpointName();
}
