using Hippogriff.Evaluation;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

public class LayerTests
{
    /// <summary>
    /// TorchSharp 0.107 leaves them uninitialised, which is NaN at the first step on some machines and nothing on
    /// others.
    /// </summary>
    [Fact]
    public void All_group_norms_are_one_and_zero_at_birth()
    {
        using DisposeScope scope = NewDisposeScope();
        nn.Module[] networks =
        [
            .. TinyNetworks.Names.Select(row => (nn.Module)TinyNetworks.Config(row.Data).Build()),
            new Autoencoder(new AutoencoderConfig(4, [16, 32, 32])),
            new JudgeNetwork(new JudgeLabels(["cat"], [], [], ["grass"]), 16),
        ];
        GroupNorm[] norms = [.. networks.SelectMany(n => n.named_modules()).Select(m => m.module).OfType<GroupNorm>()];
        Assert.True(norms.Length > 20, $"only {norms.Length}");
        Assert.All(
            norms,
            norm =>
            {
                Assert.True(norm.weight!.eq(Held(1)).all().item<bool>());
                Assert.True(norm.bias!.eq(Held(0)).all().item<bool>());
            }
        );
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(12, 1)]
    [InlineData(48, 4)]
    [InlineData(96, 8)]
    [InlineData(128, 16)]
    [InlineData(256, 16)]
    public void Groups_have_at_least_eight_channels_and_are_at_most_sixteen(int channels, int groups)
    {
        using GroupNorm norm = Normalization.Group(channels);
        Assert.Equal(groups, norm.num_groups);
    }

    [Fact]
    public void Positions_are_sines_and_cosines_of_row_and_column()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = GridPositions.For(3, 4, 8, zeros(1));
        Assert.Equal([12, 8], p.shape);
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                // rates of a half of 4 numbers: 1 and 100^(-1/2)
                double[] expected =
                [
                    Math.Sin(row),
                    Math.Sin(row * 0.1),
                    Math.Cos(row),
                    Math.Cos(row * 0.1),
                    Math.Sin(column),
                    Math.Sin(column * 0.1),
                    Math.Cos(column),
                    Math.Cos(column * 0.1),
                ];
                for (int i = 0; i < 8; i++)
                    Assert.Equal(expected[i], p[row * 4 + column, i].item<float>(), 1e-5);
            }
        }
        Assert.Equal(ScalarType.BFloat16, GridPositions.For(2, 2, 8, zeros(1, dtype: ScalarType.BFloat16)).dtype);
    }

    [Fact]
    public void Modulation_scales_around_one_and_shifts()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = TinyNetworks.Noise(1, 2, 3, 4),
            shift = TinyNetworks.Noise(2, 2, 4),
            scale = TinyNetworks.Noise(3, 2, 4);
        Tensor y = Normalization.Modulate(x, shift, scale);
        for (int n = 0; n < 2; n++)
        for (int t = 0; t < 3; t++)
            Assert.True(TinyNetworks.LargestDifference(y[n, t], (x[n, t] * scale[n].Plus(1)).Plus(shift[n])) < 1e-5);
    }

    [Fact]
    public void A_residual_block_begins_as_its_shortcut()
    {
        using DisposeScope scope = NewDisposeScope();
        using ResidualBlock same = new(8, 8, 4);
        Tensor x = TinyNetworks.Noise(1, 2, 8, 4, 4);
        Assert.Equal(0, TinyNetworks.LargestDifference(x, same.call(x, TinyNetworks.Noise(2, 2, 4))));
        using ResidualBlock wider = new(8, 12);
        Assert.Equal([2, 12, 4, 4], wider.call(x, null).shape);
    }

    [Fact]
    public void Noise_levels_that_differ_a_little_get_vectors_that_differ()
    {
        using DisposeScope scope = NewDisposeScope();
        using TimeEmbedding embedding = TinyNetworks.Seeded(new TimeEmbedding(16));
        Tensor v = embedding.call(tensor([0f, 0.001f, 0.002f, 0.5f, 0.501f, 1f]));
        Assert.Equal([6, 16], v.shape);
        for (int i = 0; i < 5; i++)
            Assert.True(TinyNetworks.LargestDifference(v[i], v[i + 1]) > 0.01, $"{i}");
    }
}
