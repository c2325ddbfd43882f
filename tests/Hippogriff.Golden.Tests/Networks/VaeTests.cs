using Hippogriff.Models;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.TinyVae;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Networks;

public class VaeTests
{
    public static TheoryData<string> Large => RecordedNetwork.Of("AutoencoderKL");

    public static TheoryData<string> Tiny => RecordedNetwork.Of("AutoencoderTiny");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Large))]
    public void Every_block_of_a_public_autoencoder_gives_what_was_recorded(string name)
    {
        RecordedNetwork recorded = new(name);
        KlAutoencoderConfig config = KlAutoencoderConfig.Read(recorded.Config);
        config.Check(new ConfigCheck(name));
        recorded.RequireEveryCall(
            () => new KlAutoencoder(config),
            (network, call, golden) =>
            {
                if (golden.Has("in.z"))
                {
                    recorded.RequireOutput(call, "out.sample", network.Decode(golden["in.z"]));
                    return;
                }
                (Tensor mean, Tensor logVariance) = network.Encode(golden["in.x"]);
                recorded.RequireOutput(call, "out.latent_dist.moments", cat([mean, logVariance], 1));
            }
        );
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Tiny))]
    public void Every_block_of_a_tiny_autoencoder_gives_what_was_recorded(string name)
    {
        RecordedNetwork recorded = new(name);
        TinyAutoencoderConfig config = TinyAutoencoderConfig.Read(recorded.Config);
        config.Check(new ConfigCheck(name));
        recorded.RequireEveryCall(
            () => new TinyAutoencoder(config),
            (network, call, golden) =>
            {
                if (golden.Has("out.latents"))
                    recorded.RequireOutput(call, "out.latents", network.Encode(golden["in.x"]));
                else
                    recorded.RequireOutput(call, "out.sample", network.Decode(golden["in.x"]));
            }
        );
    }
}
