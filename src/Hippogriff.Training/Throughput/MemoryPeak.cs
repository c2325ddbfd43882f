using System.Diagnostics;

namespace Hippogriff.Training.Throughput;

/// <summary>Measures how fast all threads together read and write memory that lies in no cache.</summary>
public static class MemoryPeak
{
    private const int Bytes = 64 << 20, // of each thread, above the caches
        Rounds = 4;

    /// <summary>Bytes a second, read and written together; the best of some rounds.</summary>
    /// <param name="threads">Number of threads; unset: all.</param>
    public static double Measure(int? threads = null)
    {
        int count = threads ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(threads));
        byte[][] from = [.. Enumerable.Range(0, count).Select(_ => new byte[Bytes])],
            to = [.. Enumerable.Range(0, count).Select(_ => new byte[Bytes])];
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long begun = Stopwatch.GetTimestamp();
            Parallel.For(
                0,
                count,
                new ParallelOptions { MaxDegreeOfParallelism = count },
                i => from[i].AsSpan().CopyTo(to[i])
            );
            best = Math.Max(best, 2.0 * count * Bytes / Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }
        return best;
    }
}
