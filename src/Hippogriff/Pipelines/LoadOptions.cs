using Hippogriff.Devices;
using Hippogriff.Pipelines.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>Options for loading a model: device, data type and threads.</summary>
public sealed record LoadOptions
{
    /// <summary>
    /// The device: "cpu", "cuda" (the first), "cuda:1", or "auto" (CUDA if available, otherwise the CPU). See
    /// <see cref="DeviceChoice"/>.
    /// </summary>
    public string Device { get; init; } = "cpu";

    /// <summary>
    /// Data type of weights and computation, such as <see cref="ScalarType.BFloat16"/>. Unset: float32, with which
    /// pictures are reproducible byte for byte on one machine.
    /// </summary>
    public ScalarType? Type { get; init; }

    /// <summary>
    /// Number of libtorch threads for this model, at least 1. Unset: libtorch's default, one per core. Another number
    /// may split sums differently, so a pixel value may differ by 1.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>Parts from other files and what the files do not tell, for public checkpoints.</summary>
    public CheckpointChoices Choices { get; init; } = CheckpointChoices.None;

    /// <summary>Receives the progress, on the loading thread.</summary>
    public IProgress<LoadProgress>? Progress { get; init; }

    /// <summary>Validates the options before anything is loaded.</summary>
    /// <exception cref="HippogriffException">The device does not exist, or CUDA is not available.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The type is not supported, or the number of threads is below
    /// 1.</exception>
    internal Device Check()
    {
        if (Threads is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(Threads));
        if (Type is not (null or ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16))
            throw new ArgumentOutOfRangeException(
                nameof(Type),
                Type,
                "A model is loaded in Float32, BFloat16 or Float16."
            );
        return DeviceChoice.Parse(Device);
    }
}
