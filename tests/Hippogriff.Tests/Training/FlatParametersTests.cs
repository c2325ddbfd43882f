using Hippogriff.Conditioning;
using Hippogriff.Models;
using Hippogriff.Tests.Models;
using Hippogriff.Training.Optimisation;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;
using AdamW = Hippogriff.Training.Optimisation.AdamW;

namespace Hippogriff.Tests.Training;

public class FlatParametersTests
{
    public static TheoryData<ScalarType> Types => [ScalarType.Float32, ScalarType.BFloat16];

    private static DenoiserNetwork Network(ScalarType type)
    {
        DenoiserNetwork network = TinyNetworks.Awake("u_net");
        network.to(type);
        return network;
    }

    [Theory, MemberData(nameof(Types))]
    public void Flattening_keeps_every_weight_and_parameters_become_views(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        using DenoiserNetwork network = Network(type),
            untouched = Network(type);
        using FlatParameters flat = new(network, type);
        Assert.Equal(untouched.parameters().Sum(p => p.numel()), flat.Count);
        Assert.Equal(ScalarType.Float32, flat.Master.dtype);
        Dictionary<string, Parameter> before = untouched.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach ((string name, Parameter parameter) in network.named_parameters())
            Assert.True(TinyNetworks.Same(parameter, before[name]), name);

        using (no_grad())
            flat.Working.fill_(Held(3));
        Assert.All(network.parameters(), p => Assert.True(p.eq(Held(3)).all().item<bool>()));
        using (no_grad())
            network.parameters().First().fill_(Held(5));
        Assert.Equal(network.parameters().First().numel(), flat.Working.eq(Held(5)).sum().item<long>());
    }

    [Theory, MemberData(nameof(Types))]
    public void Gradients_land_in_the_one_buffer_and_add_up_until_cleared(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        using DenoiserNetwork network = Network(type),
            plain = Network(type);
        using FlatParameters flat = new(network, type);
        Backward(plain);
        Dictionary<string, Tensor> expected = plain
            .named_parameters()
            .ToDictionary(p => p.name, p => p.parameter.grad!);
        Backward(network);
        foreach ((string name, Tensor gradient) in flat.Named(flat.Gradient))
            Assert.True(TinyNetworks.Same(gradient, expected[name]), name);
        Tensor once = flat.Gradient.clone();
        Backward(network);
        Assert.True(flat.Gradient.allclose(once * Held(2), rtol: 1e-2, atol: 1e-4));
        flat.ClearGradient();
        Assert.All(network.parameters(), p => Assert.True(p.grad!.eq(Held(0)).all().item<bool>()));

        void Backward(DenoiserNetwork n)
        {
            using Condition words = TinyNetworks.Words(1);
            Tensor y = n.call(
                TinyNetworks.Noise(1, 1, 3, 16, 16).to(type),
                tensor([0.4f]),
                new Condition(words.Tokens.to(type), words.RequirePooled().to(type))
            );
            y.to(ScalarType.Float32).Squared().sum().backward();
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void A_flat_vector_goes_into_another_network_without_passing_through_the_working_type(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        using DenoiserNetwork network = Network(type),
            other = Network(ScalarType.Float32);
        using FlatParameters flat = new(network, type);
        byte[] working = flat.Working.bytes.ToArray();
        Tensor values = TinyNetworks.Noise(6, flat.Count);
        flat.CopyTo(other, values);
        Dictionary<string, Parameter> taken = other.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach ((string name, Tensor part) in flat.Named(values))
            Assert.True(TinyNetworks.Same(part, taken[name]), name);
        Assert.Equal(working, flat.Working.bytes.ToArray());
    }

    [Fact]
    public void Named_parts_are_the_networks_own_tensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using DenoiserNetwork network = Network(ScalarType.Float32);
        using FlatParameters flat = new(network, ScalarType.Float32);
        Dictionary<string, Tensor> parts = flat.Named(flat.Master).ToDictionary(p => p.Key, p => p.Value);
        Assert.Equal(network.named_parameters().Select(p => p.name).Order(), parts.Keys.Order());
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            Assert.Equal(parameter.shape, parts[name].shape);
            Assert.True(TinyNetworks.Same(parts[name], parameter), name);
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Letting_go_frees_everything(ScalarType type)
    {
        long before = TinyNetworks.Live;
        using (DisposeScope scope = NewDisposeScope())
        {
            using DenoiserNetwork network = Network(type);
            long with = TinyNetworks.Live;
            using (FlatParameters flat = new(network, type))
            using (AdamW optimiser = new(flat))
                flat.CopyTo(network, optimiser.Average);
            Assert.Equal(with, TinyNetworks.Live);
        }
        Assert.Equal(before, TinyNetworks.Live);
    }

    [Fact]
    public void A_network_of_another_type_is_turned_away()
    {
        using DenoiserNetwork network = Network(ScalarType.Float32);
        Assert.Throws<InvalidOperationException>(() => new FlatParameters(network, ScalarType.BFloat16));
    }
}
