using System.Globalization;
using Hippogriff.Training.Optimisation;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run: <c>step-000001200.safetensors</c> with weights, average and both moments, written whole or not at all.
/// The two newest are kept, so that one is always good.
/// </summary>
public sealed class CheckpointFolder(string folder)
{
    private const int Kept = 2;

    /// <summary>Writes a checkpoint and drops the ones before the last.</summary>
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
        KeyValuePair<string, Tensor>[] tensors =
        [
            new("weights", parameters.Master), new("average", optimiser.Average),
            new("first_moment", optimiser.FirstMoment), new("second_moment", optimiser.SecondMoment),
        ];
        SafetensorsWriter.Write(Path.Combine(folder, $"step-{state.Step:D9}.safetensors"), tensors, metadata: metadata);
        foreach (string old in Newest().Skip(Kept)) File.Delete(old);
    }

    /// <summary>Restores the newest checkpoint that can be read; damaged ones are told and passed over.</summary>
    /// <returns>Its state, or null where there is none.</returns>
    /// <exception cref="HippogriffException">The checkpoint belongs to another network.</exception>
    public TrainingState? Restore(FlatParameters parameters, AdamW optimiser, Action<string>? warn = null)
    {
        foreach (string path in Newest())
        {
            try
            {
                using SafetensorsFile file = SafetensorsFile.Open(path);
                if (file.ByName["weights"].Shape[0] != parameters.Count)
                    throw new HippogriffException($"The checkpoint '{path}' has {file.ByName["weights"].Shape[0]} parameters and this recipe's network {parameters.Count}; resume with the recipe the run began with.");
                TrainingState state = new(
                    long.Parse(file.Metadata["step"], CultureInfo.InvariantCulture), long.Parse(file.Metadata["samples"], CultureInfo.InvariantCulture),
                    Number(file.Metadata["seconds"]), Number(file.Metadata["smooth_loss"]), Number(file.Metadata["best_loss"]));
                Copy(file, "weights", parameters.Master);
                Copy(file, "average", optimiser.Average);
                Copy(file, "first_moment", optimiser.FirstMoment);
                Copy(file, "second_moment", optimiser.SecondMoment);
                parameters.PublishMaster();
                return state;
            }
            catch (Exception error) when (error is KeyNotFoundException or FormatException || (error is HippogriffException && !error.Message.Contains("parameters and this recipe", StringComparison.Ordinal)))
            {
                warn?.Invoke($"The checkpoint '{path}' cannot be read and is passed over: {error.Message}");
            }
        }
        return null;
    }

    private IEnumerable<string> Newest() =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, "step-*.safetensors").OrderDescending(StringComparer.Ordinal) : [];

    private static void Copy(SafetensorsFile file, string name, Tensor target)
    {
        using IDisposable noGradient = no_grad();
        using Tensor source = file.Read(name);
        target.copy_(source);
    }

    private static string Text(IFormattable value) => value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
