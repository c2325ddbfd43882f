using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static Hippogriff.Models.Layers.PictureRows;

namespace Hippogriff.Models.Layers;

/// <summary>
/// y = silu(scale (weight x' + bias) + shift), x' the normalised x, over one picture that lies channels last [H W, C].
/// Forward reads the picture twice and writes it once. Backward writes the gradient before the activation first, then
/// the gradient of x in its place. Sums are added in a fixed order, so results do not depend on the number of threads.
/// Coefficients are repeated until they fill whole vectors, so C need not be a multiple of the vector's length.
/// </summary>
internal static class GroupNormSiluKernel
{
    /// <summary>Whether pictures of this size are whole vectors, and chunks whole periods.</summary>
    public static bool Serves(long places, long channels) =>
        Period((int)channels) <= Chunk && places * channels % Period((int)channels) == 0;

    /// <summary>Writes y, and the mean and inverse deviation of each group.</summary>
    public static void Forward(ReadOnlySpan<byte> x, Span<byte> y, NormPicture picture, double epsilon)
    {
        NormSizes sizes = picture.Sizes;
        double[] sums = new double[Period(sizes.Channels)],
            squares = new double[Period(sizes.Channels)];
        AddSums(x, sizes, sums, squares);
        Settle(sums, squares, sizes, epsilon, picture.Statistics);
        Activate(x, y, picture);
    }

    /// <summary>Writes y of a picture or of a part of it, whose statistics are known.</summary>
    public static void Activate(ReadOnlySpan<byte> x, Span<byte> y, NormPicture picture)
    {
        NormSizes sizes = picture.Sizes;
        (Vector512<float>[] slope, Vector512<float>[] start) = Lines(picture);
        Span<float> buffer = stackalloc float[Chunk],
            written = stackalloc float[Chunk];
        for (int at = 0; at < sizes.Count; at += Step(sizes))
        {
            ReadOnlySpan<float> from = Read(x, sizes, at, buffer);
            Span<float> to = Target(y, sizes, at, written);
            Activate(from, to, slope, start);
            Write(to, y, sizes, at);
        }
    }

    /// <summary>
    /// Writes the gradient of x, and what the picture adds to the gradients of weight, bias and modulation.
    /// </summary>
    public static void Backward(
        ReadOnlySpan<byte> x,
        ReadOnlySpan<byte> dy,
        Span<byte> dx,
        NormPicture picture,
        NormGradients gradients
    )
    {
        NormSizes sizes = picture.Sizes;
        (Vector512<float>[] slope, Vector512<float>[] start) = Lines(picture);
        double[] sums = new double[Period(sizes.Channels)],
            products = new double[Period(sizes.Channels)];
        Span<float> first = stackalloc float[Chunk],
            second = stackalloc float[Chunk],
            written = stackalloc float[Chunk];
        for (int at = 0; at < sizes.Count; at += Step(sizes))
        {
            Span<float> to = Target(dx, sizes, at, written);
            Deactivate(Read(x, sizes, at, first), Read(dy, sizes, at, second), to, (slope, start), (sums, products));
            Write(to, dx, sizes, at);
        }
        Fold(sums, sizes.Channels);
        Fold(products, sizes.Channels);
        (float[] ofX, float[] constant) = gradients.Set(picture, sums, products);
        (Vector512<float>[] factor, Vector512<float>[] rest) = (Repeated(ofX), Repeated(constant));
        for (int at = 0; at < sizes.Count; at += Step(sizes))
        {
            Span<float> to = Target(dx, sizes, at, written);
            Centre(Read(x, sizes, at, first), Read(dx, sizes, at, second), to, slope, factor, rest);
            Write(to, dx, sizes, at);
        }
    }

    // y = silu(slope x + start)
    private static void Activate(
        ReadOnlySpan<float> x,
        Span<float> y,
        ReadOnlySpan<Vector512<float>> slope,
        ReadOnlySpan<Vector512<float>> start
    )
    {
        ReadOnlySpan<Vector512<float>> from = Wide(x);
        Span<Vector512<float>> to = MemoryMarshal.Cast<float, Vector512<float>>(y)[..from.Length];
        for (int i = 0, k = 0; i < from.Length; i++, k = k + 1 == slope.Length ? 0 : k + 1)
        {
            Vector512<float> h = Vector512.MultiplyAddEstimate(from[i], slope[k], start[k]);
            to[i] = h * Sigmoid(h);
        }
    }

    // d = dy silu'(slope x + start), and its sums over places, with and without x
    private static void Deactivate(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> dy,
        Span<float> d,
        (Vector512<float>[] Slope, Vector512<float>[] Start) line,
        (double[] D, double[] DX) sums
    )
    {
        ReadOnlySpan<Vector512<float>> from = Wide(x),
            given = Wide(dy);
        Span<Vector512<float>> to = MemoryMarshal.Cast<float, Vector512<float>>(d);
        for (int k = 0; k < line.Slope.Length; k++)
        {
            Vector512<float> sum = default,
                product = default,
                slope = line.Slope[k],
                start = line.Start[k];
            for (int i = k; i < from.Length; i += line.Slope.Length)
            {
                Vector512<float> h = Vector512.MultiplyAddEstimate(from[i], slope, start),
                    s = Sigmoid(h);
                // silu'(h) = s (1 + h (1 - s))
                Vector512<float> one = Vector512<float>.One,
                    value = given[i] * s * Vector512.MultiplyAddEstimate(h, one - s, one);
                to[i] = value;
                sum += value;
                product = Vector512.MultiplyAddEstimate(value, from[i], product);
            }
            AddTo(sums.D, k, sum);
            AddTo(sums.DX, k, product);
        }
    }

    // dx = slope d + ofX x + constant
    private static void Centre(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> d,
        Span<float> dx,
        ReadOnlySpan<Vector512<float>> slope,
        ReadOnlySpan<Vector512<float>> ofX,
        ReadOnlySpan<Vector512<float>> constant
    )
    {
        ReadOnlySpan<Vector512<float>> from = Wide(x),
            given = Wide(d)[..from.Length];
        Span<Vector512<float>> to = MemoryMarshal.Cast<float, Vector512<float>>(dx)[..from.Length];
        for (int i = 0, k = 0; i < from.Length; i++, k = k + 1 == slope.Length ? 0 : k + 1)
            to[i] = Vector512.MultiplyAddEstimate(
                given[i],
                slope[k],
                Vector512.MultiplyAddEstimate(from[i], ofX[k], constant[k])
            );
    }

    /// <summary>Adds the numbers and their squares to the sums of a period.</summary>
    public static void AddSums(ReadOnlySpan<byte> x, NormSizes sizes, double[] sums, double[] squares)
    {
        int width = Period(sizes.Channels) / Vector512<float>.Count;
        Span<float> buffer = stackalloc float[Chunk];
        for (int at = 0; at < sizes.Count; at += Step(sizes))
        {
            ReadOnlySpan<Vector512<float>> from = Wide(Read(x, sizes, at, buffer));
            for (int k = 0; k < width; k++)
            {
                Vector512<float> sum = default,
                    square = default;
                for (int i = k; i < from.Length; i += width)
                {
                    sum += from[i];
                    square = Vector512.MultiplyAddEstimate(from[i], from[i], square);
                }
                AddTo(sums, k, sum);
                AddTo(squares, k, square);
            }
        }
    }

    /// <summary>Mean and inverse deviation of each group, from the sums of the whole picture.</summary>
    public static void Settle(double[] sums, double[] squares, NormSizes sizes, double epsilon, Statistics statistics)
    {
        Fold(sums, sizes.Channels);
        Fold(squares, sizes.Channels);
        for (int group = 0; group < sizes.Groups; group++)
        {
            double sum = 0,
                square = 0;
            for (int c = group * sizes.GroupSize; c < (group + 1) * sizes.GroupSize; c++)
                (sum, square) = (sum + sums[c], square + squares[c]);
            double mean = sum / sizes.GroupCount;
            statistics.Means[group] = (float)mean;
            statistics.Inverses[group] = (float)(
                1 / Math.Sqrt(Math.Max(0, square / sizes.GroupCount - mean * mean) + epsilon)
            );
        }
    }

    /// <summary>The line of each channel: before the activation there is slope x + start.</summary>
    private static (Vector512<float>[] Slope, Vector512<float>[] Start) Lines(NormPicture picture)
    {
        NormWeights weights = picture.Weights;
        Statistics statistics = picture.Statistics;
        float[] slope = new float[picture.Sizes.Channels],
            start = new float[picture.Sizes.Channels];
        for (int c = 0; c < slope.Length; c++)
        {
            int group = c / picture.Sizes.GroupSize;
            slope[c] = statistics.Inverses[group] * weights.Weight[c] * weights.Scale(c);
            start[c] = weights.Bias[c] * weights.Scale(c) + weights.Shift(c) - statistics.Means[group] * slope[c];
        }
        return (Repeated(slope), Repeated(start));
    }

    /// <summary>
    /// 1 / (1 + exp(-h)), to a few units in the last place. exp is 2^n times a polynomial in the rest (Cephes, expf).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Sigmoid(Vector512<float> h)
    {
        Vector512<float> one = Vector512<float>.One,
            rounding = Vector512.Create(12582912f), // 1.5 2^23: what is added to it is rounded to a whole number
            x = Vector512.MaxNative(Vector512.Create(-87f), Vector512.MinNative(Vector512.Create(87f), -h));
        Vector512<float> shifted = Vector512.MultiplyAddEstimate(x, Vector512.Create(1.44269504f), rounding),
            n = shifted - rounding,
            r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(5.0000001201e-1f));
        p = Vector512.MultiplyAddEstimate(p, r * r, r) + one;
        Vector512<float> power = ((shifted.AsInt32() << 23) + Vector512.Create(0x3F800000)).AsSingle();
        return one / Vector512.MultiplyAddEstimate(p, power, one);
    }
}
