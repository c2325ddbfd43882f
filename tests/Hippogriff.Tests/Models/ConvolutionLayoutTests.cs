using Hippogriff.Conditioning;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Layers;
using Hippogriff.Models.UNet;
using Hippogriff.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

/// <summary>How weights lie in memory is nobody's business but the processor's.</summary>
public class ConvolutionLayoutTests
{
    [Theory]
    [InlineData(1, 8, 8)]
    [InlineData(3, 8, 16)]
    public void A_network_predicts_the_same_in_either_layout(int batch, int height, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using UNet network = Seeded(
            new UNet(new UNetConfig(4, 1, [16, 32], TextWidth: 24, Blocks: 1, Depth: 1, HeadWidth: 16, TextLength: 5))
        );
        Tensor x = Noise(batch, 4, height, width),
            time = full([batch], Held(0.3));
        Condition words = new(Noise(batch, 5, 24), Noise(batch, 24));
        Tensor before = network.call(x, time, words);
        ConvolutionLayout.ChannelsLast(network);
        Close(before, network.call(x, time, words));
    }

    [Fact]
    public void An_autoencoder_decodes_the_same_in_either_layout()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Autoencoder network = Seeded(new Autoencoder(new AutoencoderConfig(4, [16, 32])));
        Tensor latents = Noise(2, 4, 4, 6);
        Tensor before = network.Decode(latents);
        ConvolutionLayout.ChannelsLast(network);
        Close(before, network.Decode(latents));
    }

    [Fact]
    public void The_layout_does_not_reach_the_file()
    {
        string folder = Directory.CreateTempSubdirectory("hippogriff-layout-").FullName;
        try
        {
            using DisposeScope scope = NewDisposeScope();
            using Autoencoder network = Seeded(new Autoencoder(new AutoencoderConfig(4, [16, 32])));
            string first = Path.Combine(folder, "first.safetensors"),
                second = Path.Combine(folder, "second.safetensors");
            WeightLoader.Save(network, first);
            ConvolutionLayout.ChannelsLast(network);
            WeightLoader.Save(network, second);
            Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static T Seeded<T>(T network)
        where T : nn.Module
    {
        using IDisposable noGradient = no_grad();
        long seed = 11;
        foreach (Parameter parameter in network.parameters())
        {
            using Generator random = new((ulong)seed++, CPU);
            parameter.copy_(randn(parameter.shape, generator: random) * Held(0.2));
        }
        network.eval();
        return network;
    }

    private static Tensor Noise(params long[] shape)
    {
        using Generator random = new(3, CPU);
        return randn(shape, generator: random);
    }

    private static void Close(Tensor expected, Tensor found) =>
        Assert.True(
            (expected - found).norm().item<float>() <= 1e-5 * expected.norm().item<float>(),
            "differs by more than rounding"
        );
}
