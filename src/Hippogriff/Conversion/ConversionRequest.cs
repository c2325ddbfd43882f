using static TorchSharp.torch;

namespace Hippogriff.Conversion;

/// <summary>How a checkpoint is converted.</summary>
public sealed record ConversionRequest
{
    /// <summary>Float32, Float16 or BFloat16 for all numbers with a point; null keeps their types. Numbers of 8 bits
    /// become Float32.</summary>
    public ScalarType? Type { get; init; }

    /// <summary>
    /// A folder whose config.json files belong to the single file that is converted. Null: they are written by the
    /// shapes of the weights.
    /// </summary>
    public string? Settings { get; init; }

    /// <summary>Receives the share that is done, from 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }
}

/// <summary>What was converted.</summary>
/// <param name="Path">The new file or folder.</param>
/// <param name="Tensors">Number of tensors written.</param>
/// <param name="Notes">What a user should know, one sentence each.</param>
public sealed record ConversionReport(string Path, int Tensors, IReadOnlyList<string> Notes);
