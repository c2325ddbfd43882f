using System.Globalization;
using System.Text.RegularExpressions;
using Hippogriff.Training.Optimisation;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run: <c>step-000001200.safetensors</c> with weights, average and both moments, written
/// atomically. The two newest are kept, so that one is always valid.
/// </summary>
public sealed partial class CheckpointFolder(string folder)
{
    private const int Kept = 2;
    private const string Files = "step-*.safetensors";
    private static readonly string[] s_parts = ["weights", "average", "first_moment", "second_moment"];

    /// <summary>Writes a checkpoint and deletes all but the two newest. Files with other names stay.</summary>
    public void Save(TrainingState state, FlatParameters parameters, AdamW optimiser)
    {
        Dictionary<string, string> metadata = new()
        {
            ["step"] = Text(state.Step),
            ["samples"] = Text(state.Samples),
            ["seconds"] = Text(state.Seconds),
            ["smooth_loss"] = Text(state.SmoothLoss),
            ["best_loss"] = Text(state.BestLoss),
        };
        if (state.Workers > 1)
        {
            metadata["workers"] = Text(state.Workers);
            metadata["average_every"] = Text(state.AverageEvery);
        }
        Tensor[] tensors = [parameters.Master, optimiser.Average, optimiser.FirstMoment, optimiser.SecondMoment];
        SafetensorsWriter.Write(
            Path.Combine(folder, $"step-{state.Step:D9}.safetensors"),
            s_parts.Zip(tensors, KeyValuePair.Create),
            metadata: metadata
        );
        foreach (string old in Newest().Skip(Kept))
            File.Delete(old);
    }

    /// <summary>Restores the newest readable checkpoint; damaged ones are reported and skipped.</summary>
    /// <returns>Its state, or null if there is none.</returns>
    /// <exception cref="HippogriffException">The checkpoint belongs to another network, or no existing checkpoint can
    /// be read.</exception>
    public TrainingState? Restore(FlatParameters parameters, AdamW optimiser, Action<string>? warn = null)
    {
        int warned = 0;
        foreach (string path in Newest())
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            (TrainingState State, Tensor[] Parts) read;
            try
            {
                read = Read(path);
            }
            catch (Exception error)
                when (error is HippogriffException or KeyNotFoundException or FormatException or OverflowException)
            {
                warn?.Invoke($"The checkpoint '{path}' cannot be read and is passed over: {error.Message}");
                warned++;
                continue;
            }
            if (read.Parts[0].numel() != parameters.Count)
                throw new HippogriffException(
                    $"The checkpoint '{path}' has {read.Parts[0].numel()} parameters and this recipe's "
                        + $"network {parameters.Count}; resume with the recipe the run began with.",
                    FaultKind.Incompatible
                );
            Tensor[] targets = [parameters.Master, optimiser.Average, optimiser.FirstMoment, optimiser.SecondMoment];
            for (int i = 0; i < targets.Length; i++)
                targets[i].copy_(read.Parts[i]);
            parameters.PublishMaster();
            return read.State;
        }
        return warned == 0
            ? null
            : throw new HippogriffException(
                $"No checkpoint in '{folder}' can be read, so the run cannot be resumed; begin a new one elsewhere, or "
                    + "delete them to begin again."
            );
    }

    /// <summary>
    /// Reads a whole checkpoint before it is used, so that a damaged one does not change the network partially.
    /// </summary>
    private static (TrainingState State, Tensor[] Parts) Read(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        TrainingState state = StateOf(file);
        Tensor[] parts = [.. s_parts.Select(name => file.Read(name))];
        return parts.All(p => p.dim() == 1 && p.numel() == parts[0].numel())
            ? (state, parts)
            : throw new HippogriffException("its parts are vectors of different lengths.", FaultKind.DamagedFile);
    }

    private static TrainingState StateOf(SafetensorsFile file) =>
        new(
            long.Parse(file.Metadata["step"], CultureInfo.InvariantCulture),
            long.Parse(file.Metadata["samples"], CultureInfo.InvariantCulture),
            Number(file.Metadata["seconds"]),
            Number(file.Metadata["smooth_loss"]),
            Number(file.Metadata["best_loss"])
        )
        {
            Workers = Whole(file, "workers"),
            AverageEvery = Whole(file, "average_every"),
        };

    /// <summary>A number of workers, which checkpoints of one process leave out.</summary>
    private static int Whole(SafetensorsFile file, string name) =>
        file.Metadata.TryGetValue(name, out string? text)
            ? Math.Max(1, int.Parse(text, CultureInfo.InvariantCulture))
            : 1;

    /// <summary>The state in the newest checkpoint, without its weights; null if there is none.</summary>
    /// <exception cref="HippogriffException">The newest checkpoint cannot be read.</exception>
    public TrainingState? NewestState()
    {
        if (Newest().FirstOrDefault() is not { } path)
            return null;
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            return StateOf(file);
        }
        catch (Exception error) when (error is KeyNotFoundException or FormatException or OverflowException)
        {
            throw new HippogriffException($"The checkpoint '{path}' does not say how far it is.", error);
        }
    }

    /// <summary>Whether there is no checkpoint.</summary>
    public bool IsEmpty => !Newest().Any();

    /// <summary>Whether a file is called like a checkpoint.</summary>
    public static bool IsName(string file) => Name().IsMatch(file);

    private IEnumerable<string> Newest() =>
        Directory.Exists(folder)
            ? Directory
                .GetFiles(folder, Files)
                .Where(file => IsName(Path.GetFileName(file)))
                .OrderDescending(StringComparer.Ordinal)
            : [];

    [GeneratedRegex(@"^step-[0-9]{9,19}\.safetensors\z")]
    private static partial Regex Name();

    private static string Text(IFormattable value) =>
        value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
