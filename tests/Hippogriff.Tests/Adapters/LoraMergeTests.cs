using Hippogriff.Adapters;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Adapters;

public sealed class LoraMergeTests
{
    private const long NewWord = 7; // behind the seven of TinyModel

    public static TheoryData<string> Networks => TinyNetworks.Names;

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_lora_beside_the_layers_and_one_within_their_weights_say_the_same_to_rounding(string network)
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel beside = TinyModel.Create(network),
            within = TinyModel.Create(network),
            plain = TinyModel.Create(network);
        using LoraNetwork lora = TinyLora.Awake(beside.Network, words: "rex");
        using Lora written = lora.ToLora("toy", TinyLora.Base);
        using IDisposable attached = lora.Attach(beside.Network);
        using LoraMerge merge = LoraMerge.Into(within.Network, [(written, 1)]);
        Tensor first = TinyLora.Answer(beside.Network, 2, NewWord),
            second = TinyLora.Answer(within.Network, 2, NewWord);
        double size = first.abs().mean().item<float>();
        Assert.True(TinyNetworks.LargestDifference(first, second) < 1e-4 * size + 1e-5);
        // it does change something
        Assert.True(TinyNetworks.LargestDifference(first, TinyLora.Answer(plain.Network, 2, 3)) > 1e-2 * size);
    }

    [Fact]
    public void A_merge_adds_exactly_up_times_down_to_each_weight()
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel model = TinyModel.Create("u_net"),
            plain = TinyModel.Create("u_net");
        using Lora lora = TinyLora.Create();
        using LoraMerge merge = LoraMerge.Into(model.Network, [(lora, -0.5)]);
        Dictionary<string, Parameter> before = plain
            .Network.named_parameters()
            .ToDictionary(p => p.name, p => p.parameter);
        Dictionary<string, Parameter> after = model
            .Network.named_parameters()
            .ToDictionary(p => p.name, p => p.parameter);
        LoraLayer convolution = lora.Layers.First(l => l.Down.dim() == 4 && l.Down.shape[2] == 3);
        foreach (LoraLayer layer in new[] { lora.Layers.First(l => l.Down.dim() == 2), convolution })
        {
            (float[] old, float[] young) = (
                [.. before[layer.Target + ".weight"].data<float>()],
                [.. after[layer.Target + ".weight"].data<float>()]
            );
            float[] up = [.. layer.Up.contiguous().data<float>()],
                down = [.. layer.Down.contiguous().data<float>()];
            int rank = (int)layer.Down.shape[0],
                inputs = down.Length / rank;
            for (int o = 0, i = 0; o < up.Length / rank; o++)
            for (int k = 0; k < inputs; k++, i++)
            {
                double sum = Enumerable.Range(0, rank).Sum(r => (double)up[o * rank + r] * down[r * inputs + k]);
                Assert.Equal(old[i] - 0.5 * sum, young[i], 1e-5);
            }
        }
        Assert.Equal(
            before["text_encoder.position_embedding"].data<float>(),
            after["text_encoder.position_embedding"].data<float>()
        );
    }

    [Fact]
    public void When_a_merge_ends_the_model_is_what_it_was_bit_by_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel model = TinyModel.Create("u_net"),
            plain = TinyModel.Create("u_net");
        using (Lora lora = TinyLora.Create(words: ["rex", "zoe"]))
            for (int i = 0; i < 3; i++)
            {
                using LoraMerge merge = LoraMerge.Into(model.Network, [(lora, 0.7), (lora, 0.1)]);
                Assert.False(
                    TinyNetworks.Same(TinyLora.Answer(model.Network, 2, 3), TinyLora.Answer(plain.Network, 2, 3))
                );
            }
        Assert.All(
            model.Network.named_parameters().Zip(plain.Network.named_parameters()),
            pair => Assert.True(TinyNetworks.Same(pair.First.parameter, pair.Second.parameter), pair.First.name)
        );
    }

    [Fact]
    public void Several_loras_add_up_and_a_negative_one_takes_away()
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel model = TinyModel.Create("u_net"),
            plain = TinyModel.Create("u_net");
        using Lora one = TinyLora.Create(),
            other = TinyLora.Create(seed: 9);
        Tensor before = TinyLora.Answer(plain.Network, 2, 3),
            both = With((one, 1), (other, 0.5));
        Assert.True(TinyNetworks.LargestDifference(With((other, 0.5), (one, 1)), both) < 1e-4);
        Assert.True(
            TinyNetworks.LargestDifference(With((one, 1), (other, 0.5), (one, -1), (other, -0.5)), before) < 1e-4
        );
        Assert.True(TinyNetworks.LargestDifference(With((one, -1)), With((one, 1))) > 1e-2);

        Tensor With(params (Lora, double)[] loras)
        {
            using LoraMerge merge = LoraMerge.Into(model.Network, loras);
            return TinyLora.Answer(model.Network, 2, 3);
        }
    }

    [Fact]
    public void A_new_word_leaves_the_old_ones_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel model = TinyModel.Create("u_net"),
            plain = TinyModel.Create("u_net");
        using Lora lora = TinyLora.Create(words: "rex");
        using Lora wordOnly = lora with { Layers = [] };
        using LoraMerge merge = LoraMerge.Into(model.Network, [(wordOnly, 1)]);
        Assert.Equal(["rex"], merge.Words);
        Assert.True(TinyNetworks.Same(TinyLora.Answer(model.Network, 2, 3), TinyLora.Answer(plain.Network, 2, 3)));
        Assert.False(
            TinyNetworks.Same(TinyLora.Answer(model.Network, 2, NewWord), TinyLora.Answer(plain.Network, 2, 1))
        );
    }

    [Fact]
    public void Drawing_with_loras_leaks_no_tensors()
    {
        using NetworkModel model = TinyModel.Create("u_net");
        using Lora lora = TinyLora.Create(words: "rex");
        for (int i = 0; i < 2; i++)
        {
            long before = TinyNetworks.Live;
            using (LoraMerge.Into(model.Network, [(lora, 1)])) { }
            if (i > 0)
                Assert.Equal(before, TinyNetworks.Live); // what a first time makes for good may stay
        }
    }
}
