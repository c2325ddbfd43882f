using Hippogriff.Devices;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>
/// Mean absolute error at full, half and quarter size, and of the differences between neighbouring pixels. On a CPU
/// value and gradient are computed together in one pass, instead of twenty operations over all pixels.
/// </summary>
internal sealed class PixelError : autograd.SingleTensorFunction<PixelError>
{
    /// <inheritdoc/>
    public override string Name => nameof(PixelError);

    /// <summary>The error of painted pictures [N, 3, H, W], a scalar in float32.</summary>
    /// <param name="painted">What was painted; gets the gradient.</param>
    /// <param name="truth">What should have been, of the same shape and type.</param>
    /// <param name="edgeWeight">Weight of the differences between neighbouring pixels; 0 for none.</param>
    public static Tensor Of(Tensor painted, Tensor truth, double edgeWeight) =>
        Serves(painted) && painted.dtype == truth.dtype
            ? apply(painted, truth, edgeWeight)
            : ByOperations(painted, truth, edgeWeight);

    /// <summary>The same by libtorch's operations, for other devices, types and sizes.</summary>
    internal static Tensor ByOperations(Tensor painted, Tensor truth, double edgeWeight)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor error = (painted - truth).to(ScalarType.Float32);
        Tensor half = nn.functional.avg_pool2d(error, 2),
            quarter = nn.functional.avg_pool2d(half, 2);
        Tensor missed = error.abs().mean().Plus(half.abs().mean()).Plus(quarter.abs().mean());
        if (edgeWeight > 0)
            missed = missed.Plus(
                Held(edgeWeight) * error.diff(dim: 2).abs().mean().Plus(error.diff(dim: 3).abs().mean())
            );
        return missed.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor painted = ((Tensor)vars[0]).detach().contiguous(),
            truth = ((Tensor)vars[1]).detach().contiguous(),
            gradient = empty_like(painted);
        int planes = checked((int)(painted.shape[0] * painted.shape[1]));
        PixelErrorKernel kernel = new(
            (int)painted.shape[2],
            (int)painted.shape[3],
            planes,
            (double)vars[2],
            painted.dtype == ScalarType.BFloat16
        );
        double[] errors = new double[planes];
        (Tensor a, Tensor b, Tensor c) = (painted.flatten(0, 1), truth.flatten(0, 1), gradient.flatten(0, 1));
        TensorThreads.Each(
            planes,
            i =>
            {
                using Tensor one = a.narrow(0, i, 1),
                    two = b.narrow(0, i, 1),
                    three = c.narrow(0, i, 1);
                errors[i] = kernel.Compute(one.bytes, two.bytes, three.bytes);
            }
        );
        ctx.save_for_backward([gradient]);
        return tensor((float)errors.Sum());
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using Tensor gradient = ctx.get_saved_variables()[0],
            factor = grad_output.to(gradient.dtype);
        return [gradient.mul(factor), null!, null!];
    }

    private static bool Serves(Tensor painted) =>
        painted.device_type == DeviceType.CPU
        && painted.dtype is ScalarType.Float32 or ScalarType.BFloat16
        && painted.shape[2] % 4 == 0
        && painted.shape[3] % 16 == 0
        && BitConverter.IsLittleEndian;
}
