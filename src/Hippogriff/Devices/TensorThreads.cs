using static TorchSharp.torch;

namespace Hippogriff.Devices;

/// <summary>Our own loops over tensors, on as many threads as libtorch uses for its operations.</summary>
public static class TensorThreads
{
    /// <summary>Does some work for each number from 0 below <paramref name="count"/>, in parallel.</summary>
    /// <param name="count">How often; 0 does nothing.</param>
    /// <param name="work">The work of a number: a picture of a batch, or a plane.</param>
    public static void Each(int count, Action<int> work) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, get_num_threads()) }, work);
}
