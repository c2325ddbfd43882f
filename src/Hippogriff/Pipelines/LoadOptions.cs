using Hippogriff.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>How a model is loaded: onto which device, in which type, with how many threads.</summary>
public sealed record LoadOptions
{
    /// <summary>
    /// The device that the model computes on: "cpu", "cuda" (the first), "cuda:1", or "auto" (CUDA where there is one,
    /// else the CPU). See <see cref="DeviceChoice"/>.
    /// </summary>
    public string Device { get; init; } = "cpu";

    /// <summary>
    /// The type that weights are held and computed in, such as <see cref="ScalarType.BFloat16"/>. Unset: float32, in
    /// which pictures are the same byte for byte on one machine.
    /// </summary>
    public ScalarType? Type { get; init; }

    /// <summary>
    /// Number of threads that libtorch computes with for this model, at least 1. Unset: what libtorch chooses, one a
    /// core. Sums may be split otherwise for another number, so a value of a pixel may differ by 1.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>Told how much is read, on the thread that loads.</summary>
    public IProgress<LoadProgress>? Progress { get; init; }

    /// <summary>What cannot be is refused before anything is looked for.</summary>
    /// <exception cref="HippogriffException">There is no such device, or CUDA is not there.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The type is none that a network computes in, or there is not one
    /// thread.</exception>
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
