using Hippogriff.Training.Objectives;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public class PixelErrorTests
{
    [Theory]
    [InlineData(4, 16, 0.0, ScalarType.Float32, 1e-5)]
    [InlineData(12, 32, 1.0, ScalarType.Float32, 1e-5)]
    [InlineData(32, 48, 2.5, ScalarType.Float32, 1e-5)]
    [InlineData(32, 32, 1.0, ScalarType.BFloat16, 1e-2)]
    [InlineData(10, 20, 1.0, ScalarType.Float32, 1e-5)] // by operations: no whole cells
    public void One_pass_gives_the_value_and_the_gradient_of_all_operations(
        int height,
        int width,
        double edges,
        ScalarType type,
        double tolerance
    )
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new(3, CPU);
        Tensor painted = randn([2, 3, height, width], generator: random).to(type),
            truth = randn([2, 3, height, width], generator: random).to(type);
        (double value, Tensor gradient) = Both(painted, truth, edges, PixelError.Of);
        (double wanted, Tensor slope) = Both(
            painted.to(ScalarType.Float32),
            truth.to(ScalarType.Float32),
            edges,
            PixelError.ByOperations
        );
        Assert.Equal(wanted, value, tolerance * wanted);
        double most = slope.abs().max().item<float>(),
            off = (gradient.to(ScalarType.Float32) - slope).abs().max().item<float>();
        Assert.True(off <= tolerance * most, $"off by {off}, the largest is {most}");
    }

    [Fact]
    public void A_perfect_picture_has_no_error_and_no_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor picture = ones(1, 3, 16, 16);
        (double value, Tensor gradient) = Both(picture, picture, 1, PixelError.Of);
        Assert.Equal(0, value);
        Assert.Equal(0, gradient.abs().max().item<float>());
    }

    private static (double Value, Tensor Gradient) Both(
        Tensor painted,
        Tensor truth,
        double edges,
        Func<Tensor, Tensor, double, Tensor> error
    )
    {
        Tensor learned = painted.detach().requires_grad_();
        Tensor loss = error(learned, truth, edges);
        (loss * Held(3)).backward(); // the gradient of what follows comes along
        return (loss.item<float>(), learned.grad!);
    }
}
