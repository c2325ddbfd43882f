using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

public sealed class SlicedNormSiluTests
{
    [Theory]
    [InlineData(1, 32, 8, 6, ScalarType.Float32, 1e-5)]
    [InlineData(2, 40, 12, 8, ScalarType.Float32, 1e-5)]
    [InlineData(1, 320, 64, 40, ScalarType.Float32, 1e-5)] // several slices
    [InlineData(1, 320, 64, 40, ScalarType.BFloat16, 2e-2)]
    [InlineData(1, 24, 5, 7, ScalarType.Float32, 1e-5)] // no whole vectors
    [InlineData(1, 32, 8, 6, ScalarType.Float16, 1e-2)]
    public void It_is_the_norm_and_then_SiLU(
        int count,
        int channels,
        int height,
        int width,
        ScalarType type,
        double tolerance
    )
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        (GroupNorm norm, Tensor x) = Made(count, channels, height, width);
        Tensor wanted = nn.functional.silu(norm.call(x));
        norm.to(type);
        Tensor found = SlicedNormSilu.Of(norm, x.to(type)).to(ScalarType.Float32);
        Assert.Equal(wanted.shape, found.shape);
        double most = wanted.abs().max().item<float>();
        Assert.InRange((wanted - found).abs().max().item<float>() / most, 0, tolerance);
    }

    [Fact]
    public void A_picture_does_not_depend_on_its_batch_or_on_the_threads()
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        (GroupNorm norm, Tensor x) = Made(3, 320, 64, 40);
        Tensor together = SlicedNormSilu.Of(norm, x),
            alone = SlicedNormSilu.Of(norm, x.narrow(0, 1, 1));
        Assert.True(together.narrow(0, 1, 1).Equals(alone));
    }

    [Fact]
    public void Its_input_is_not_changed()
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        foreach (int side in new[] { 8, 7 })
        {
            (GroupNorm norm, Tensor x) = Made(1, 32, side, side);
            Tensor before = x.clone();
            SlicedNormSilu.Of(norm, x);
            Assert.True(before.Equals(x));
        }
    }

    private static (GroupNorm Norm, Tensor X) Made(int count, int channels, int height, int width)
    {
        using Generator random = new(5, CPU);
        GroupNorm norm = Layer.GroupNorm(8, channels);
        norm.weight!.copy_(randn([channels], generator: random));
        norm.bias!.copy_(randn([channels], generator: random));
        return (norm, randn([count, channels, height, width], generator: random).Plus(2));
    }
}
