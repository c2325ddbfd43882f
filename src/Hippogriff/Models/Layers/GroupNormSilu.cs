using Hippogriff.Devices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Group norm, modulation and SiLU as one operation with its own gradient, for training on a CPU. libtorch's norm is
/// many times slower channels last than its convolutions gain there, and each activation is another pass over memory.
/// Drawing in float32 stays with libtorch's operations, so pictures keep their bytes.
/// </summary>
internal sealed class GroupNormSilu : autograd.SingleTensorFunction<GroupNormSilu>
{
    private const string Weighted = "weights",
        Measured = "moments";

    // TorchSharp reads returned gradients after the call, so they can be freed at the next one.
    [ThreadStatic]
    private static List<Tensor>? s_returned;

    /// <inheritdoc/>
    public override string Name => nameof(GroupNormSilu);

    /// <summary>Whether <see cref="Of"/> is used for this input.</summary>
    public static bool Serves(GroupNorm norm, Tensor x) =>
        ConvolutionLayout.LastInTraining(x)
        && norm.weight is not null
        && GroupNormSiluKernel.Serves(x.shape[2] * x.shape[3], x.shape[1])
        && BitConverter.IsLittleEndian;

    /// <summary>The result for x [N, C, H, W], channels last in memory.</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="x">Its input.</param>
    /// <param name="modulation">Shift and scale [N, 2 C], of x's type; null for none.</param>
    public static Tensor Of(GroupNorm norm, Tensor x, Tensor? modulation)
    {
        using DisposeScope scope = NewDisposeScope();
        int groups = (int)norm.num_groups;
        Tensor y = is_grad_enabled()
            ? apply(x, norm.weight!, norm.bias!, modulation!, groups, norm.eps)
            : Compute(PlacesFirst(x), Weights(norm.weight!, norm.bias!, modulation), groups, norm.eps).Result;
        return y.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor x = PlacesFirst((Tensor)vars[0]),
            weight = (Tensor)vars[1];
        Numbers numbers = Weights(weight, (Tensor)vars[2], (Tensor?)vars[3]);
        (Tensor y, Moments moments) = Compute(x, numbers, (int)vars[4], (double)vars[5]);
        ctx.save_for_backward([x]);
        ctx.save_data(Weighted, numbers);
        ctx.save_data(Measured, moments);
        return y;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        s_returned?.ForEach(tensor => tensor?.Dispose());
        using DisposeScope scope = NewDisposeScope();
        Numbers numbers = (Numbers)ctx.get_data(Weighted);
        Moments moments = (Moments)ctx.get_data(Measured);
        Tensor x = ctx.get_saved_variables()[0],
            dx = empty_like(x);
        int c = moments.Sizes.Channels;
        Numbers slopes = Slopes(x, PlacesFirst(grad_output), dx, numbers, moments);
        s_returned =
        [
            dx.permute(0, 3, 1, 2),
            tensor(Sum(slopes.Weight, c), dtype: x.dtype),
            tensor(Sum(slopes.Bias, c), dtype: x.dtype),
            slopes.Modulation.Length == 0 ? null! : tensor(slopes.Modulation, [x.shape[0], 2 * c], dtype: x.dtype),
            null!,
            null!,
        ];
        foreach (Tensor tensor in s_returned)
            tensor?.MoveToOuterDisposeScope();
        return s_returned;
    }

    /// <summary>Writes dx; returns the gradients of weights and biases [N, C] and of the modulation [N, 2 C].</summary>
    private static Numbers Slopes(Tensor x, Tensor dy, Tensor dx, Numbers numbers, Moments moments)
    {
        (int count, int c) = ((int)x.shape[0], moments.Sizes.Channels);
        Numbers slopes = new(new float[count * c], new float[count * c], new float[numbers.Modulation.Length]);
        TensorThreads.Each(
            count,
            i =>
            {
                using Tensor part = x.narrow(0, i, 1),
                    given = dy.narrow(0, i, 1),
                    written = dx.narrow(0, i, 1);
                GroupNormSiluKernel.Backward(
                    part.bytes,
                    given.bytes,
                    written.bytes,
                    new NormPicture(moments.Sizes, numbers.Of(i), moments.Of(i)),
                    new NormGradients(
                        slopes.Weight.AsSpan(i * c, c),
                        slopes.Bias.AsSpan(i * c, c),
                        slopes.Modulation.Length == 0 ? [] : slopes.Modulation.AsSpan(2 * i * c, 2 * c)
                    )
                );
            }
        );
        return slopes;
    }

    private static (Tensor Result, Moments Moments) Compute(Tensor x, Numbers numbers, int groups, double epsilon)
    {
        (int count, int c) = ((int)x.shape[0], (int)x.shape[3]);
        NormSizes sizes = new(checked((int)(x.shape[1] * x.shape[2])), c, groups, x.dtype == ScalarType.BFloat16);
        Moments moments = new(sizes, new float[count * groups], new float[count * groups]);
        Tensor y = empty_like(x);
        TensorThreads.Each(
            count,
            i =>
            {
                using Tensor part = x.narrow(0, i, 1),
                    written = y.narrow(0, i, 1);
                NormPicture picture = new(sizes, numbers.Of(i), moments.Of(i));
                GroupNormSiluKernel.Forward(part.bytes, written.bytes, picture, epsilon);
            }
        );
        return (y.permute(0, 3, 1, 2), moments);
    }

    private static Tensor PlacesFirst(Tensor x) => x.detach().permute(0, 2, 3, 1).contiguous();

    private static float[] Sum(float[] rows, int width)
    {
        float[] sums = new float[width];
        for (int i = 0; i < rows.Length; i++)
            sums[i % width] += rows[i];
        return sums;
    }

    private static Numbers Weights(Tensor weight, Tensor bias, Tensor? modulation)
    {
        return new Numbers(Floats(weight), Floats(bias), modulation is null ? [] : Floats(modulation));

        static float[] Floats(Tensor values)
        {
            using DisposeScope scope = NewDisposeScope();
            return TensorNumbers.Of<float>(values.detach().to(ScalarType.Float32));
        }
    }

    /// <summary>The weights as numbers, and the modulation of all pictures.</summary>
    private sealed record Numbers(float[] Weight, float[] Bias, float[] Modulation)
    {
        public NormWeights Of(int picture) =>
            new(
                Weight,
                Bias,
                Modulation.Length == 0 ? [] : Modulation.AsSpan(2 * picture * Weight.Length, 2 * Weight.Length)
            );
    }

    /// <summary>Means and inverse deviations [N, G].</summary>
    private sealed record Moments(NormSizes Sizes, float[] Means, float[] Inverses)
    {
        public Statistics Of(int picture) =>
            new(
                Means.AsSpan(picture * Sizes.Groups, Sizes.Groups),
                Inverses.AsSpan(picture * Sizes.Groups, Sizes.Groups)
            );
    }
}
