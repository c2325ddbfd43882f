using Hippogriff.Conditioning;
using Hippogriff.Models;
using Hippogriff.Models.UNet2D;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Networks;

public class ConditionalUNetTests
{
    public static TheoryData<string> All => RecordedNetwork.Of("UNet2DConditionModel");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(All))]
    public void Every_block_of_a_public_U_Net_gives_what_was_recorded(string name)
    {
        RecordedNetwork recorded = new(name);
        ConditionalUNetConfig config = ConditionalUNetJson.Read(recorded.Config);
        config.CheckSizes(new ConfigCheck(name));
        recorded.RequireEveryCall(
            () => new ConditionalUNet(config),
            (network, call, golden) =>
            {
                Tensor guess = network.call(golden["in.sample"], golden["in.timestep"], ConditionOf(golden));
                recorded.RequireOutput(call, "out.sample", guess);
            },
            ConditionalUNetKeys.Diffusers,
            mayLack: "time_proj"
        );
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(All))]
    public void The_operations_of_a_pass_are_those_of_its_products(string name)
    {
        RecordedNetwork recorded = new(name);
        ConditionalUNetConfig config = ConditionalUNetJson.Read(recorded.Config);
        using ConditionalUNet network = FreshModule.OnMeta(() => new ConditionalUNet(config));
        double small = network.FlopsPerPass(16, 16),
            large = network.FlopsPerPass(32, 32);
        Assert.InRange(large / small, 3.9, 16);
    }

    private static Condition ConditionOf(Support.GoldenTensors golden)
    {
        Dictionary<string, Tensor> extra = [];
        Add("in.timestep_cond", ExtraInputs.Guidance);
        Add("in.class_labels", ExtraInputs.Classes);
        Add("in.added_cond_kwargs.time_ids", ExtraInputs.TimeIds);
        return new Condition(
            golden["in.encoder_hidden_states"],
            golden.Has("in.added_cond_kwargs.text_embeds") ? golden["in.added_cond_kwargs.text_embeds"] : null
        )
        {
            Extra = extra,
        };

        void Add(string from, string to)
        {
            if (golden.Has(from))
                extra[to] = golden[from];
        }
    }
}
