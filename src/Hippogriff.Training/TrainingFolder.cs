using System.Globalization;
using System.Text.RegularExpressions;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Recipes;
using Hippogriff.Weights;

namespace Hippogriff.Training;

/// <summary>
/// Reads a training run's folder, which <see cref="TrainingRun"/> writes: stages, curves, sheets, checkpoints and
/// model. For views of runs in other processes or finished ones. Reads the current files; caches nothing.
/// </summary>
/// <param name="path">The folder, which need not exist yet.</param>
public sealed partial class TrainingFolder(string path)
{
    /// <summary>The stages of a run, in order; a run may skip some.</summary>
    public static IReadOnlyList<string> Stages => TrainingRecipe.Stages;

    /// <summary>Whether the training has begun, so that it can only be resumed.</summary>
    public bool HasBegun => File.Exists(In(TrainingRecipe.FileName));

    /// <summary>Folder of the latest model; null before the first one.</summary>
    public string? Model =>
        File.Exists(In($"{ModelFolder.OfRun}/{ModelFolder.IndexFile}")) ? In(ModelFolder.OfRun) : null;

    /// <summary>Steps of the existing sheets, in order.</summary>
    public IReadOnlyList<long> Sheets => [.. Steps("sheets", "step-*.png", SheetName()).Order()];

    /// <summary>Full path of a sheet; null if there is none for that step.</summary>
    public string? Sheet(long step) =>
        In(string.Create(CultureInfo.InvariantCulture, $"sheets/step-{step:D7}.png")) is var file && File.Exists(file)
            ? file
            : null;

    /// <summary>The recorded curve of a stage, in order; empty if there is no readable one.</summary>
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

    /// <summary>The last stage with a checkpoint, and the step of its newest one; null if there is none.</summary>
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
