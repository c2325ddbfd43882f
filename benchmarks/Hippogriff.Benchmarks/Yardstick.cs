using System.Runtime.Intrinsics;
using Hippogriff.Training.Throughput;

namespace Hippogriff.Benchmarks;

/// <summary>
/// The float32 multiply-adds a second that all threads reach together when nothing else is asked of them. Shares are
/// given of the best, whatever its vector width: a library that stops at 256 bits leaves half of a processor with full
/// 512-bit units, and that must show.
/// </summary>
/// <param name="Narrow">With 256-bit vectors, GFLOP/s; 0 where there are none.</param>
/// <param name="Wide">With 512-bit vectors, GFLOP/s; 0 where there are none.</param>
/// <param name="Plain">With 128-bit vectors, GFLOP/s, where there is nothing wider.</param>
internal sealed record Yardstick(double Narrow, double Wide, double Plain)
{
    /// <summary>What shares are given of, GFLOP/s.</summary>
    public double Peak => Math.Max(Plain, Math.Max(Narrow, Wide));

    /// <summary>Vector width that reached it.</summary>
    public int Bits =>
        Peak == Wide ? 512
        : Peak == Narrow ? 256
        : 128;

    public static Yardstick Measure(TimeSpan each)
    {
        double narrow = Vector256.IsHardwareAccelerated ? FmaPeak.Measure(each, bits: 256) : 0;
        double wide = Vector512.IsHardwareAccelerated ? FmaPeak.Measure(each, bits: 512) : 0;
        return new Yardstick(narrow, wide, narrow == 0 ? FmaPeak.Measure(each, bits: 128) : 0);
    }

    /// <summary>The better of two measurements: a neighbour can only make the machine look slower than it is.</summary>
    public Yardstick Or(Yardstick other) =>
        new(Math.Max(Narrow, other.Narrow), Math.Max(Wide, other.Wide), Math.Max(Plain, other.Plain));

    public override string ToString()
    {
        string[] found =
        [
            .. new[] { (128, Plain), (256, Narrow), (512, Wide) }
                .Where(p => p.Item2 > 0)
                .Select(p => $"{p.Item2:0} GFLOP/s with {p.Item1}-bit vectors"),
        ];
        return $"FMA peak, float32, {Environment.ProcessorCount} threads: {string.Join(", ", found)}; shares are of "
            + $"the best, {Peak:0}.";
    }
}
