using Hippogriff.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Projection;

/// <summary>
/// The directions of largest variance (principal component analysis, Pearson 1901), by libtorch's singular value
/// decomposition.
/// </summary>
public sealed class PrincipalAxes
{
    private readonly double[] _mean;
    private readonly double[][] _axes;

    private PrincipalAxes(double[] mean, double[][] axes, double[] shares) =>
        (_mean, _axes, Shares) = (mean, axes, shares);

    /// <summary>Share of the variance along each axis, largest first.</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>Finds the axes of rows of one length.</summary>
    /// <param name="rows">At least one row of D numbers.</param>
    /// <param name="count">Number of axes, at most D; if there are fewer directions, the last ones are zero.</param>
    public static PrincipalAxes Of(IReadOnlyList<float[]> rows, int count = 2)
    {
        if (rows.Count == 0)
            throw new ArgumentException("Axes need at least one point.", nameof(rows));
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int width = rows[0].Length;
        // [N, D]
        Tensor x = tensor(rows.SelectMany(row => row).ToArray()).to(ScalarType.Float64).view(rows.Count, width);
        Tensor mean = x.mean([0]);
        (_, Tensor spread, Tensor axes) = linalg.svd(x - mean, fullMatrices: false);
        double[] variances = [.. TensorNumbers.Of<double>(spread).Select(s => s * s)];
        double[][] found = TensorNumbers.Of<double>(axes).Chunk(width).ToArray();
        double all = Math.Max(variances.Sum(), 1e-300);
        return new PrincipalAxes(
            TensorNumbers.Of<double>(mean),
            [.. Enumerable.Range(0, count).Select(i => i < found.Length ? Signed(found[i]) : new double[width])],
            [.. Enumerable.Range(0, count).Select(i => i < variances.Length ? variances[i] / all : 0)]
        );
    }

    /// <summary>The coordinates of a row on the axes.</summary>
    public double[] Place(IReadOnlyList<float> row) =>
        [
            .. _axes.Select(axis =>
            {
                double sum = 0;
                for (int i = 0; i < axis.Length; i++)
                    sum += (row[i] - _mean[i]) * axis[i];
                return sum;
            }),
        ];

    /// <summary>
    /// The sign of an axis is arbitrary: its largest component is made positive, so that maps are reproducible.
    /// </summary>
    private static double[] Signed(double[] axis) =>
        axis[Array.IndexOf(axis, axis.MaxBy(Math.Abs))] < 0 ? [.. axis.Select(a => -a)] : axis;
}
