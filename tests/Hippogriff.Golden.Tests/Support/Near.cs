using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Support;

/// <summary>Compares with recorded values as their tolerances are meant.</summary>
internal static class Near
{
    /// <summary>
    /// Requires the largest difference, relative to max(1, largest recorded value), to be within a tolerance.
    /// </summary>
    public static void Require(Tensor recorded, Tensor found, double tolerance, string what)
    {
        Assert.True(
            recorded.shape.SequenceEqual(found.shape),
            $"{what}: [{string.Join(", ", found.shape)}] instead of [{string.Join(", ", recorded.shape)}]"
        );
        RequireNumbers(Doubles(recorded), Doubles(found), tolerance, what);
    }

    /// <inheritdoc cref="Require(Tensor, Tensor, double, string)"/>
    public static void RequireNumbers(
        IReadOnlyList<double> recorded,
        IReadOnlyList<double> found,
        double tolerance,
        string what
    )
    {
        Assert.True(recorded.Count == found.Count, $"{what}: {found.Count} numbers instead of {recorded.Count}");
        double largest = 1,
            off = 0;
        int worst = 0;
        for (int i = 0; i < recorded.Count; i++)
        {
            largest = Math.Max(largest, Math.Abs(recorded[i]));
            double difference = Math.Abs(recorded[i] - found[i]);
            if (!(difference <= off))
                (off, worst) = (difference, i);
        }
        Assert.True(
            off / largest <= tolerance,
            $"{what}: off by {off / largest:g3} where {tolerance:g3} is allowed; number {worst} is "
                + $"{(recorded.Count > 0 ? found[worst] : 0)} instead of {(recorded.Count > 0 ? recorded[worst] : 0)}"
        );
    }

    /// <summary>
    /// Requires every number to be within a tolerance relative to itself, or to <paramref name="least"/>.
    /// </summary>
    public static void RequireEach(
        IReadOnlyList<double> recorded,
        IReadOnlyList<double> found,
        double tolerance,
        string what,
        double least = 1e-3
    )
    {
        Assert.True(recorded.Count == found.Count, $"{what}: {found.Count} numbers instead of {recorded.Count}");
        for (int i = 0; i < recorded.Count; i++)
            Assert.True(
                Math.Abs(recorded[i] - found[i]) <= tolerance * Math.Max(least, Math.Abs(recorded[i])),
                $"{what}: number {i} is {found[i]:r} instead of {recorded[i]:r}"
            );
    }

    private static double[] Doubles(Tensor tensor)
    {
        using Tensor here = tensor.to(ScalarType.Float64).cpu().contiguous();
        return [.. here.data<double>()];
    }
}
