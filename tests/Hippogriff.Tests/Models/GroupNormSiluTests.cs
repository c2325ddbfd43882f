using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

public class GroupNormSiluTests
{
    private const int Pictures = 3;

    [Theory]
    [InlineData(16, 2, 8, 12, ScalarType.Float32, false, 1e-5)]
    [InlineData(24, 2, 4, 4, ScalarType.Float32, true, 1e-5)] // not a multiple of a vector
    [InlineData(160, 16, 6, 6, ScalarType.Float32, true, 1e-5)]
    [InlineData(5, 1, 16, 4, ScalarType.Float32, false, 1e-5)]
    [InlineData(24, 2, 32, 16, ScalarType.BFloat16, true, 2e-2)]
    [InlineData(48, 4, 16, 16, ScalarType.BFloat16, false, 2e-2)]
    public void One_operation_gives_the_values_and_gradients_of_three(
        int channels,
        int groups,
        int height,
        int width,
        ScalarType type,
        bool modulated,
        double tolerance
    )
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new(5, CPU);
        using GroupNorm norm = Filled(channels, groups, type, random),
            same = Filled(channels, groups, ScalarType.Float32, random, norm);
        Tensor x = Normal([Pictures, channels, height, width], type, random),
            towards = Normal(x.shape, type, random);
        Tensor? modulation = modulated ? Normal([Pictures, 2 * channels], type, random) : null;

        (Tensor y, Tensor[] gradients) = Both(norm, x, modulation, towards, GroupNormSilu.Of);
        (Tensor wanted, Tensor[] slopes) = Both(
            same,
            x.to(ScalarType.Float32),
            modulation?.to(ScalarType.Float32),
            towards.to(ScalarType.Float32),
            ByOperations
        );

        AssertClose(wanted, y, tolerance);
        Assert.All(slopes.Zip(gradients), pair => AssertClose(pair.First, pair.Second, tolerance));
    }

    [Fact]
    public void Pictures_drawn_in_float32_keep_the_bytes_of_libtorchs_operations()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Generator random = new(5, CPU);
        using GroupNorm norm = Filled(32, 4, ScalarType.Float32, random);
        Tensor x = Normal([2, 32, 8, 8], ScalarType.Float32, random),
            modulation = Normal([2, 64], ScalarType.Float32, random);
        Assert.Equal(
            ByOperations(norm, x, modulation).data<float>().ToArray(),
            Normalization.GroupSilu(norm, x, modulation).data<float>().ToArray()
        );
    }

    [Fact]
    public void Layouts_in_memory_change_no_number()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new(5, CPU);
        using GroupNorm norm = Filled(16, 2, ScalarType.Float32, random);
        Tensor x = Normal([2, 16, 8, 8], ScalarType.Float32, random),
            last = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        (Tensor y, Tensor[] gradients) = Both(norm, x, null, x, GroupNormSilu.Of);
        (Tensor other, Tensor[] others) = Both(norm, last, null, last, GroupNormSilu.Of);
        Assert.True(y.equal(other).all().item<bool>());
        Assert.All(gradients.Zip(others), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
    }

    private static (Tensor Y, Tensor[] Gradients) Both(
        GroupNorm norm,
        Tensor x,
        Tensor? modulation,
        Tensor towards,
        Func<GroupNorm, Tensor, Tensor?, Tensor> layer
    )
    {
        norm.zero_grad();
        Tensor input = x.detach().requires_grad_();
        Tensor? shift = modulation?.detach().requires_grad_();
        Tensor y = layer(norm, input, shift);
        (y * towards).to(ScalarType.Float32).sum().backward();
        Tensor?[] gradients = [input.grad, norm.weight!.grad!.clone(), norm.bias!.grad!.clone(), shift?.grad];
        return (y, [.. gradients.OfType<Tensor>()]);
    }

    private static Tensor ByOperations(GroupNorm norm, Tensor x, Tensor? modulation)
    {
        Tensor h = norm.call(x);
        if (modulation is not null)
        {
            Tensor[] m = modulation.unsqueeze(-1).unsqueeze(-1).chunk(2, 1);
            h = m[0].addcmul(h, m[1].Plus(1), Held(1));
        }
        return nn.functional.silu(h);
    }

    private static GroupNorm Filled(int channels, int groups, ScalarType type, Generator random, GroupNorm? like = null)
    {
        GroupNorm norm = nn.GroupNorm(groups, channels);
        using (no_grad())
        {
            norm.weight!.copy_(like?.weight ?? Normal([channels], type, random).Plus(1));
            norm.bias!.copy_(like?.bias ?? Normal([channels], type, random));
        }
        norm.to(type);
        return norm;
    }

    private static Tensor Normal(long[] shape, ScalarType type, Generator random) =>
        randn(shape, generator: random).to(type);

    private static void AssertClose(Tensor wanted, Tensor found, double tolerance)
    {
        double most = wanted.abs().max().to(ScalarType.Float32).item<float>(),
            off = (found.to(ScalarType.Float32) - wanted.to(ScalarType.Float32)).abs().max().item<float>();
        Assert.True(off <= tolerance * Math.Max(1, most), $"off by {off}, the largest is {most}");
    }
}
