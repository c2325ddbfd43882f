using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Hippogriff.Training.Throughput;

/// <summary>
/// Measures the peak float32 multiply-add rate of all threads, as the reference for the speed of networks. Twelve
/// independent chains hide the latency of an FMA (4 cycles, 2 per cycle).
/// </summary>
public static class FmaPeak
{
    private const int Chains = 12,
        Rounds = 20_000;

    private static readonly ConcurrentDictionary<int, Lazy<double>> s_known = [];

    /// <summary>The peak in GFLOP/s, measured at the first call in a process and remembered.</summary>
    /// <param name="threads">Number of threads; unset: all.</param>
    public static double Known(int? threads = null) =>
        s_known.GetOrAdd(threads ?? Environment.ProcessorCount, count => new(() => Measure(threads: count))).Value;

    /// <summary>
    /// How many times the float32 peak a data type has: 2 for bfloat16, since an instruction does two in the place of
    /// one; otherwise 1.
    /// </summary>
    public static double TimesFloat32(ScalarType type) => type == ScalarType.BFloat16 ? 2 : 1;

    /// <summary>
    /// Measures for about <paramref name="duration"/> (unset: 100 ms) and returns the best of four windows in GFLOP/s.
    /// An FMA counts as two operations.
    /// </summary>
    /// <param name="duration">Total time of all windows.</param>
    /// <param name="threads">Number of threads; unset: all.</param>
    /// <param name="bits">Vector width, 128, 256 or 512; unset: the processor's widest. 256 is the reference for
    /// libraries limited to AVX2.</param>
    public static double Measure(TimeSpan? duration = null, int? threads = null, int? bits = null)
    {
        int width =
            bits
            ?? (
                Vector512.IsHardwareAccelerated ? 512
                : Vector256.IsHardwareAccelerated ? 256
                : 128
            );
        if (width is not (128 or 256 or 512))
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "128, 256 and 512 are allowed.");
        int count = threads ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(threads));
        TimeSpan window = (duration ?? TimeSpan.FromMilliseconds(100)) / 4;
        double best = 0;
        for (int i = 0; i < 4; i++)
            best = Math.Max(best, Window(window, count, width));
        return best;
    }

    private static double Window(TimeSpan duration, int threads, int width)
    {
        double[] speeds = new double[threads];
        using Barrier start = new(threads);
        Thread[] workers =
        [
            .. Enumerable
                .Range(0, threads)
                .Select(i => new Thread(() =>
                {
                    start.SignalAndWait();
                    speeds[i] = OneThread(duration, width);
                })
                {
                    IsBackground = true,
                }),
        ];
        foreach (Thread worker in workers)
            worker.Start();
        foreach (Thread worker in workers)
            worker.Join();
        return speeds.Sum();
    }

    private static double OneThread(TimeSpan duration, int width)
    {
        long from = Stopwatch.GetTimestamp(),
            blocks = 0;
        double kept = 0;
        TimeSpan elapsed;
        do
        {
            kept += width switch
            {
                512 => Block512(),
                256 => Block256(),
                _ => Block128(),
            };
            blocks++;
            elapsed = Stopwatch.GetElapsedTime(from);
        } while (elapsed < duration);
        GC.KeepAlive(kept); // or the arithmetic could be left out
        return 2.0 * Chains * (width / 32) * Rounds * blocks / elapsed.TotalSeconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Block512()
    {
        Vector512<float> x = Vector512.Create(0.9999f),
            y = Vector512.Create(0.0001f);
        Vector512<float> a = y,
            b = y,
            c = y,
            d = y,
            e = y,
            f = y,
            g = y,
            h = y,
            i = y,
            j = y,
            k = y,
            l = y;
        for (int round = 0; round < Rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Block256()
    {
        Vector256<float> x = Vector256.Create(0.9999f),
            y = Vector256.Create(0.0001f);
        Vector256<float> a = y,
            b = y,
            c = y,
            d = y,
            e = y,
            f = y,
            g = y,
            h = y,
            i = y,
            j = y,
            k = y,
            l = y;
        for (int round = 0; round < Rounds; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y);
            l = Vector256.FusedMultiplyAdd(l, x, y);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Block128()
    {
        Vector128<float> x = Vector128.Create(0.9999f),
            y = Vector128.Create(0.0001f);
        Vector128<float> a = y,
            b = y,
            c = y,
            d = y,
            e = y,
            f = y,
            g = y,
            h = y,
            i = y,
            j = y,
            k = y,
            l = y;
        for (int round = 0; round < Rounds; round++)
        {
            a = Vector128.FusedMultiplyAdd(a, x, y);
            b = Vector128.FusedMultiplyAdd(b, x, y);
            c = Vector128.FusedMultiplyAdd(c, x, y);
            d = Vector128.FusedMultiplyAdd(d, x, y);
            e = Vector128.FusedMultiplyAdd(e, x, y);
            f = Vector128.FusedMultiplyAdd(f, x, y);
            g = Vector128.FusedMultiplyAdd(g, x, y);
            h = Vector128.FusedMultiplyAdd(h, x, y);
            i = Vector128.FusedMultiplyAdd(i, x, y);
            j = Vector128.FusedMultiplyAdd(j, x, y);
            k = Vector128.FusedMultiplyAdd(k, x, y);
            l = Vector128.FusedMultiplyAdd(l, x, y);
        }
        return Vector128.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
