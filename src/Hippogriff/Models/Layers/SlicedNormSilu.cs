using System.Runtime.Intrinsics;
using Hippogriff.Devices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// SiLU of a group norm for the networks of public checkpoints, while they draw. At full size a picture is hundreds of
/// megabytes. libtorch's two operations read it three times and write it twice. This reads it twice and writes it once,
/// and the threads share a picture. Slices have a fixed size, so sums do not depend on threads or batch.
/// </summary>
internal static class SlicedNormSilu
{
    private const int Slice = 1 << 19, // numbers
        Whole = 16; // places of a slice are a multiple: then its numbers are whole periods

    /// <summary>silu(norm(x)) of x [N, C, H, W]; owned by the caller's scope.</summary>
    public static Tensor Of(GroupNorm norm, Tensor x)
    {
        if (NormBook.Open is null && !is_grad_enabled() && Serves(norm, x))
            return Compute(norm, x);
        return Watched(norm, x);
    }

    /// <summary>The same by a call of the norm, whose output others may watch: that of a whole network.</summary>
    public static Tensor Watched(GroupNorm norm, Tensor x)
    {
        if (NormBook.Open is { } book)
            return book.Silu(norm, x);
        using Tensor normal = BatchRows.Norm(norm, x);
        return nn.functional.silu(normal);
    }

    private static bool Serves(GroupNorm norm, Tensor x) =>
        Vector512.IsHardwareAccelerated
        && BitConverter.IsLittleEndian
        && x.device_type == DeviceType.CPU
        && x.dtype is ScalarType.Float32 or ScalarType.BFloat16
        && norm.weight is not null
        && x.shape[2] * x.shape[3] % Whole == 0
        && x.shape[2] * x.shape[3] * x.shape[1] <= int.MaxValue / sizeof(float)
        && GroupNormSiluKernel.Serves(x.shape[2] * x.shape[3], x.shape[1]);

    private static Tensor Compute(GroupNorm norm, Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor from = x.permute(0, 2, 3, 1).contiguous(), // [N, H, W, C]
            to = empty_like(from);
        int channels = (int)x.shape[1],
            places = (int)(x.shape[2] * x.shape[3]),
            groups = (int)norm.num_groups;
        float[] weight = Floats(norm.weight!),
            bias = Floats(norm.bias!);
        NormSizes whole = new(places, channels, groups, x.dtype == ScalarType.BFloat16);
        for (int i = 0; i < x.shape[0]; i++)
        {
            using Tensor picture = from.select(0, i).view(places, channels),
                written = to.select(0, i).view(places, channels);
            float[] means = new float[groups],
                inverses = new float[groups];
            Measure(picture, whole, norm.eps, means, inverses);
            Each(
                whole,
                (sizes, first, _) =>
                {
                    using Tensor part = picture.narrow(0, first, sizes.Places),
                        result = written.narrow(0, first, sizes.Places);
                    NormPicture known = new(sizes, new NormWeights(weight, bias, []), new Statistics(means, inverses));
                    GroupNormSiluKernel.Activate(part.bytes, result.bytes, known);
                }
            );
        }
        return to.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    private static void Measure(Tensor picture, NormSizes whole, double epsilon, float[] means, float[] inverses)
    {
        int period = PictureRows.Period(whole.Channels);
        double[][] sums = new double[Count(whole)][],
            squares = new double[Count(whole)][];
        Each(
            whole,
            (sizes, first, number) =>
            {
                using Tensor part = picture.narrow(0, first, sizes.Places);
                (sums[number], squares[number]) = (new double[period], new double[period]);
                GroupNormSiluKernel.AddSums(part.bytes, sizes, sums[number], squares[number]);
            }
        );
        GroupNormSiluKernel.Settle(Total(sums), Total(squares), whole, epsilon, new Statistics(means, inverses));
    }

    private static double[] Total(double[][] parts)
    {
        double[] total = new double[parts[0].Length];
        foreach (double[] part in parts)
            for (int i = 0; i < total.Length; i++)
                total[i] += part[i];
        return total;
    }

    /// <summary>Does some work for each slice: its sizes, its first place and its number.</summary>
    private static void Each(NormSizes whole, Action<NormSizes, int, int> work) =>
        TensorThreads.Each(
            Count(whole),
            number =>
            {
                int first = number * PlacesOf(whole);
                work(whole with { Places = Math.Min(PlacesOf(whole), whole.Places - first) }, first, number);
            }
        );

    private static int Count(NormSizes whole) => (whole.Places + PlacesOf(whole) - 1) / PlacesOf(whole);

    private static int PlacesOf(NormSizes whole) => Math.Max(1, Slice / whole.Channels / Whole) * Whole;

    private static float[] Floats(Tensor values)
    {
        using Tensor wide = values.detach().to(ScalarType.Float32);
        return TensorNumbers.Of<float>(wide);
    }
}
