using Hippogriff.Evaluation;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Hourglass;
using Hippogriff.Models.Text;
using Hippogriff.Models.Transformer;
using Hippogriff.Models.UNet;
using Hippogriff.Pipelines;
using Hippogriff.Story;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

public class NetworkSizeTests
{
    [Theory]
    [MemberData(nameof(TinyNetworks.Names), MemberType = typeof(TinyNetworks))]
    public void A_denoiser_holds_as_many_numbers_as_are_reckoned(string name)
    {
        NetworkConfig config = TinyNetworks.Config(name, 4);
        Assert.Equal(Held(config.Build), config.Numbers());
    }

    [Fact]
    public void So_does_everything_else_that_is_read_from_a_folder()
    {
        foreach (
            TextEncoderConfig text in new[]
            {
                new TextEncoderConfig(7, 5, 16, 1),
                new TextEncoderConfig(9, 6, 130, 3, true),
                new TextEncoderConfig(2, 1, 1, 0),
            }
        )
            Assert.Equal(Held(() => new TextEncoder(text)), NetworkSize.Of(text));
        foreach (
            AutoencoderConfig codec in new[]
            {
                new AutoencoderConfig(4, [16, 16]),
                new AutoencoderConfig(3, [8, 16, 24], 2, 2),
                new AutoencoderConfig(1, [5], 0),
            }
        )
            Assert.Equal(Held(() => new Autoencoder(codec)), NetworkSize.Of(codec));
        foreach (
            NetworkConfig wide in new NetworkConfig[]
            {
                new(UNet: new UNetConfig(4, 1, [12], 20, 3, 0, 8, 7)),
                new(UNet: new UNetConfig(3, 4, [8, 12, 16, 24], 20, 2, 3, 8, 7)),
                new(Transformer: new PatchTransformerConfig(3, 3, 20, 28, 5, 14, 7)),
                new(Hourglass: new HourglassConfig(4, 2, 12, 20, 9, 2, 3, 4, 7)),
            }
        )
            Assert.Equal(Held(wide.Build), wide.Numbers());
        StoryConfig story = new(8, 6, 12, 32, 2, 16, 64, 8);
        Assert.Equal(
            Held(() => new StoryNetwork(story, new WordList(["a", "b", "c", "d", "e", "f", "g", "h"]))),
            StoryNetwork.Numbers(story)
        );
        JudgeLabels labels = new(["a", "b", "c"], ["red"], ["l", "m"], ["x", "y", "z"]);
        Assert.Equal(Held(() => new JudgeNetwork(labels, 16)), JudgeNetwork.Numbers(labels, 16));
    }

    [Fact]
    public void What_cannot_be_counted_is_an_overflow_and_no_small_number() =>
        Assert.Throws<OverflowException>(() =>
            NetworkSize.Of(new TextEncoderConfig(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue))
        );

    private static long Held(Func<nn.Module> build)
    {
        using nn.Module network = build();
        using DisposeScope scope = NewDisposeScope();
        return network.state_dict().Values.Sum(tensor => tensor.numel());
    }
}
