using Hippogriff.Models.Autoencoder;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

public class AutoencoderTests
{
    private static Autoencoder Tiny(params int[] widths) =>
        TinyNetworks.Seeded(new Autoencoder(new AutoencoderConfig(4, widths)));

    [Theory]
    [InlineData(2, 16)]
    [InlineData(4, 16, 16)]
    [InlineData(8, 16, 24, 32)]
    public void A_code_is_smaller_by_the_factor_and_comes_back_at_full_size(int factor, params int[] widths)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using Autoencoder network = Tiny(widths);
        Assert.Equal(factor, network.Factor);
        Tensor pixels = TinyNetworks.Noise(1, 2, 3, 2 * factor, 4 * factor);
        Tensor latent = network.Encode(pixels);
        Assert.Equal([2, 4, 2, 4], latent.shape);
        Assert.Equal(pixels.shape, network.Decode(latent).shape);
        Assert.Equal(pixels.shape, network.call(pixels).shape);
    }

    [Fact]
    public void One_that_upscales_reads_reductions_and_paints_the_large_size()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using Autoencoder network = Larger(3);
        Assert.Equal(12, network.Factor);
        Tensor pixels = TinyNetworks.Noise(1, 2, 3, 24, 48),
            latent = network.Encode(pixels);
        Assert.Equal([2, 4, 2, 4], latent.shape);
        Assert.Equal(pixels.shape, network.Decode(latent).shape);
        Assert.True(
            TinyNetworks.LargestDifference(latent, network.EncodeDownsampled(nn.functional.avg_pool2d(pixels, 3)))
                < 1e-6
        );
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void One_that_upscales_begins_with_squares_of_what_a_smaller_one_paints(int times)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using Autoencoder small = Tiny(16, 16),
            large = Larger(times);
        large.BeginWith(small);
        Tensor latent = TinyNetworks.Noise(1, 2, 4, 4, 2),
            squares = small.Decode(latent).repeat_interleave(times, 2).repeat_interleave(times, 3);
        Assert.True(TinyNetworks.LargestDifference(squares, large.Decode(latent)) < 1e-5);
        Tensor pixels = TinyNetworks.Noise(2, 1, 3, 16, 16);
        Assert.True(TinyNetworks.LargestDifference(small.Encode(pixels), large.EncodeDownsampled(pixels)) < 1e-6);
        Assert.Throws<ArgumentException>(() => small.BeginWith(large));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_with_a_finish_spreads_features_first_and_paints_cells_of_two_pixels(int times)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        AutoencoderConfig config = new(4, [16, 16], UpsampleFactor: times, Finish: 8);
        using Autoencoder finished = TinyNetworks.Seeded(new Autoencoder(config), 6),
            plain = Larger(times);
        Tensor latent = TinyNetworks.Noise(1, 2, 4, 4, 2);
        Assert.Equal(plain.Decode(latent).shape, finished.Decode(latent).shape);
        Assert.Equal([12, 8, 3, 3], finished.state_dict()["to_pixels.weight"].shape);
        Assert.Equal(plain.FlopsOfEncoding(32, 32), finished.FlopsOfEncoding(32, 32));
        Assert.NotEqual(plain.FlopsOfDecoding(4, 2), finished.FlopsOfDecoding(4, 2));
        Assert.True(config.CanBecome(config));
        Assert.False(plain.Config.CanBecome(config));
        Assert.False(config.CanBecome(config with { UpsampleFactor = 4 }));
    }

    private static Autoencoder Larger(int times) =>
        TinyNetworks.Seeded(new Autoencoder(new AutoencoderConfig(4, [16, 16], UpsampleFactor: times)), 5);

    [Fact]
    public void Statistics_move_the_codes_and_the_way_back_knows_them()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Autoencoder network = Tiny(16, 16);
        Tensor pixels = TinyNetworks.Noise(1, 8, 3, 16, 16),
            raw = network.RawLatent(pixels);
        Tensor mean = raw.mean([0, 2, 3], keepdim: true),
            std = raw.transpose(0, 1).flatten(1).std(1).view(1, -1, 1, 1);
        network.SetStatistics(mean, std);
        Tensor latent = network.Encode(pixels).transpose(0, 1).flatten(1);
        Assert.True(latent.mean([1]).abs().max().item<float>() < 1e-4);
        Assert.True((latent.std(1) - Held(1)).abs().max().item<float>() < 1e-3);
        Assert.True(
            TinyNetworks.LargestDifference(network.call(pixels), network.Decode(network.Encode(pixels))) < 1e-4
        );
    }

    [Fact]
    public void A_channel_that_says_nothing_does_not_divide_by_zero()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Autoencoder network = Tiny(16);
        network.SetStatistics(zeros(1, 4, 1, 1), zeros(1, 4, 1, 1));
        Assert.True(network.Encode(TinyNetworks.Noise(1, 1, 3, 8, 8)).isfinite().all().item<bool>());
    }

    [Fact]
    public void Statistics_follow_the_network_into_another_type_and_into_its_state()
    {
        using DisposeScope scope = NewDisposeScope();
        using Autoencoder network = Tiny(16);
        Assert.Contains("latent_mean", network.state_dict().Keys);
        Assert.Contains("latent_std", network.state_dict().Keys);
        Assert.DoesNotContain("latent_mean", network.named_parameters().Select(p => p.name));
        network.to(ScalarType.BFloat16);
        using IDisposable inference = inference_mode();
        Assert.Equal(
            ScalarType.BFloat16,
            network.Encode(TinyNetworks.Noise(1, 1, 3, 8, 8).to(ScalarType.BFloat16)).dtype
        );
    }

    [Fact]
    public void Coding_leaves_no_tensor_behind()
    {
        using Autoencoder network = Tiny(16, 16);
        using Tensor pixels = TinyNetworks.Noise(1, 1, 3, 16, 16);
        Once();
        long before = TinyNetworks.Live;
        for (int i = 0; i < 3; i++)
            Once();
        Assert.Equal(before, TinyNetworks.Live);

        void Once()
        {
            using Tensor latent = network.Encode(pixels);
            network.Decode(latent).Dispose();
            network.call(pixels).Dispose();
        }
    }
}
