using Hippogriff.Adapters;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training.Optimisation;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Adapters;

public sealed class LoraNetworkTests
{
    [Fact]
    public void A_fresh_lora_changes_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel model = TinyModel.Create("u_net"),
            plain = TinyModel.Create("u_net");
        using LoraNetwork lora = new(model.Network, 4, [], 1);
        using IDisposable attached = lora.Attach(model.Network);
        Assert.True(TinyNetworks.Same(TinyLora.Answer(model.Network, 2, 3), TinyLora.Answer(plain.Network, 2, 3)));
    }

    [Fact]
    public void Switched_off_or_taken_away_it_is_as_if_it_were_not_there()
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel model = TinyModel.Create("u_net"),
            plain = TinyModel.Create("u_net");
        using LoraNetwork lora = TinyLora.Awake(model.Network, words: "rex");
        Tensor before = TinyLora.Answer(plain.Network, 2, 3);
        using (lora.Attach(model.Network))
        {
            Assert.False(TinyNetworks.Same(TinyLora.Answer(model.Network, 2, 3), before));
            lora.Enabled = false;
            Assert.True(TinyNetworks.Same(TinyLora.Answer(model.Network, 2, 3), before));
            lora.Enabled = true;
        }
        Assert.True(TinyNetworks.Same(TinyLora.Answer(model.Network, 2, 3), before));
    }

    [Fact]
    public void Only_the_lora_learns()
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel model = TinyModel.Create("u_net");
        using LoraNetwork lora = TinyLora.Awake(model.Network, words: "rex");
        using FlatParameters flat = new(lora, ScalarType.Float32);
        using IDisposable attached = lora.Attach(model.Network);
        Assert.All(model.Network.parameters(), p => Assert.False(p.requires_grad));
        using Tensor noise = TinyNetworks.Noise(4, 1, 3, 16, 16),
            words = tensor(new long[] { 2, 7, 0, 0, 0 }, 1, 5);
        model.Network.call(noise, tensor([0.5f]), words).Squared().mean().backward();
        // the new word's vector among them
        Assert.All(flat.Named(flat.Gradient), part => Assert.True(part.Value.abs().max().item<float>() > 0, part.Key));
        Assert.True(flat.Count < model.Network.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void A_new_word_begins_like_the_word_that_it_is_said_to_be_like()
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel model = TinyModel.Create("u_net");
        Tensor table = model
            .Network.named_parameters()
            .First(p => p.name == "text_encoder.token_embedding.weight")
            .parameter;
        using LoraNetwork lora = new(model.Network, 1, ["rex"], 1, like: 4);
        using Lora made = lora.ToLora("toy", TinyLora.Base);
        double[] apart =
        [
            .. Enumerable.Range(2, 5).Select(i => (double)(table[i] - made.Words["rex"]).norm().item<float>()),
        ];
        Assert.Equal(2, Array.IndexOf(apart, apart.Min())); // word 4
    }

    [Fact]
    public void The_same_seed_gives_the_same_lora()
    {
        using DisposeScope scope = NewDisposeScope();
        using NetworkModel model = TinyModel.Create("u_net");
        using LoraNetwork one = new(model.Network, 2, ["rex"], 5),
            same = new(model.Network, 2, ["rex"], 5),
            other = new(model.Network, 2, ["rex"], 6);
        Assert.All(
            one.named_parameters().Zip(same.named_parameters()),
            pair => Assert.True(TinyNetworks.Same(pair.First.parameter, pair.Second.parameter))
        );
        Assert.Contains(
            one.named_parameters().Zip(other.named_parameters()),
            pair => !TinyNetworks.Same(pair.First.parameter, pair.Second.parameter)
        );
    }
}
