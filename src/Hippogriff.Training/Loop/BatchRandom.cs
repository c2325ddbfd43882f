using static TorchSharp.torch;

namespace Hippogriff.Training.Loop;

/// <summary>
/// The randomness of an update. Each worker draws the numbers of the whole batch and takes those of its own rows. So a
/// picture gets the same noise however many workers there are.
/// </summary>
/// <param name="generator">The generator, seeded alike in all workers.</param>
/// <param name="rank">Number of this worker, from 0.</param>
/// <param name="size">Number of workers.</param>
public sealed class BatchRandom(Generator generator, int rank = 0, int size = 1)
{
    /// <summary>The generator itself, for a process that trains alone.</summary>
    public Generator Generator => generator;

    /// <summary>Number of this worker's first row in the whole batch.</summary>
    /// <param name="rows">Rows of a worker.</param>
    public long FirstOf(long rows) => rank * rows;

    /// <summary>Rows of the whole batch.</summary>
    /// <param name="rows">Rows of a worker.</param>
    public long AllOf(long rows) => size * rows;

    /// <summary>A generator as the randomness of a process that trains alone.</summary>
    public static implicit operator BatchRandom(Generator generator) => new(generator);

    /// <summary>Standard normal numbers in float32 for this worker's rows.</summary>
    /// <param name="shape">Shape, rows first.</param>
    /// <param name="device">The generator's device.</param>
    public Tensor Normal(long[] shape, Device device) =>
        Own(shape, all => randn(all, dtype: ScalarType.Float32, device: device, generator: generator));

    /// <summary>Uniform numbers from 0 to 1 in float32 for this worker's rows.</summary>
    /// <param name="shape">Shape, rows first.</param>
    /// <param name="device">The generator's device.</param>
    public Tensor Uniform(long[] shape, Device device) =>
        Own(shape, all => rand(all, dtype: ScalarType.Float32, device: device, generator: generator));

    /// <summary>One uniform number [1] in float32 that all workers share.</summary>
    /// <param name="device">The generator's device.</param>
    public Tensor Common(Device device) => rand([1], dtype: ScalarType.Float32, device: device, generator: generator);

    private Tensor Own(long[] shape, Func<long[], Tensor> draw) =>
        size == 1 ? draw(shape) : draw([AllOf(shape[0]), .. shape[1..]]).narrow(0, FirstOf(shape[0]), shape[0]);
}
