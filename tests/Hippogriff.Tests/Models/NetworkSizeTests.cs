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
        DenoiserConfig config = TinyNetworks.Config(name, 4);
        Assert.Equal(Held(config.Build), config.Numbers());
    }

    [Fact]
    public void So_does_everything_else_that_is_read_from_a_folder()
    {
        foreach (
            DenoiserConfig wide in new DenoiserConfig[]
            {
                new UNetConfig(4, 1, [12], 20, 3, 0, 8, 7),
                new UNetConfig(3, 4, [8, 12, 16, 24], 20, 2, 3, 8, 7),
                new PatchTransformerConfig(3, 3, 20, 28, 5, 14, 7),
                new HourglassConfig(4, 2, 12, 20, 9, 2, 3, 4, 7),
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
        JudgeLabels outdoors = labels with { Backgrounds = ["x, day, clear", "x, day, rain", "x, night, rain", "z"] };
        Assert.Equal(Held(() => new JudgeNetwork(outdoors, 16, 4)), JudgeNetwork.Numbers(outdoors, 16, 4));
    }

    private static long Held(Func<nn.Module> build)
    {
        using nn.Module network = build();
        using DisposeScope scope = NewDisposeScope();
        return network.state_dict().Values.Sum(tensor => tensor.numel());
    }
}
