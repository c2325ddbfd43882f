using Hippogriff.Conditioning;
using Hippogriff.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

/// <summary>What every denoiser network owes its callers, whatever is inside.</summary>
public class DenoiserNetworkTests
{
    public static TheoryData<string> Names => TinyNetworks.Names;

    [Theory, MemberData(nameof(Names))]
    public void The_prediction_has_the_shape_of_the_input_at_any_size_that_divides(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using DenoiserNetwork network = TinyNetworks.Awake(name);
        int m = network.SizeMultiple;
        foreach ((int height, int width) in new[] { (1, 1), (2, 2), (1, 3), (4, 2) })
        {
            Tensor x = TinyNetworks.Noise(1, 2, 3, height * m, width * m);
            Tensor y = network.call(x, tensor([0.3f, 0.9f]), TinyNetworks.Words(2));
            Assert.Equal(x.shape, y.shape);
            Assert.True(y.isfinite().all().item<bool>());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_new_network_says_nothing(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using DenoiserNetwork network = TinyNetworks.Config(name).Build();
        Tensor y = network.call(TinyNetworks.Noise(1, 1, 3, 16, 16), tensor([0.5f]), TinyNetworks.Words(1));
        Assert.Equal(0, y.abs().max().item<float>());
    }

    [Theory, MemberData(nameof(Names))]
    public void Picture_time_each_word_and_the_pooled_words_all_matter(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using DenoiserNetwork network = TinyNetworks.Awake(name);
        Tensor x = TinyNetworks.Noise(1, 1, 3, 16, 16),
            time = tensor([0.5f]);
        Condition words = TinyNetworks.Words(1);
        Tensor y = network.call(x, time, words);
        Tensor spot = x.clone();
        spot[0, 1, 3, 5] = spot[0, 1, 3, 5].Plus(1);
        Changes(network.call(spot, time, words), "one pixel");
        Changes(network.call(x, tensor([0.6f]), words), "the time");
        Changes(network.call(x, time, words with { Pooled = words.RequirePooled().Plus(1) }), "the pooled words");
        for (int word = 0; word < TinyNetworks.TextLength; word++)
        {
            Tensor tokens = words.Tokens.clone();
            tokens[0, word] = tokens[0, word].Plus(1);
            Changes(network.call(x, time, words with { Tokens = tokens }), $"word {word}");
        }

        void Changes(Tensor other, string what) =>
            Assert.True(TinyNetworks.LargestDifference(y, other) > 1e-5, $"{name} is deaf to {what}");
    }

    [Theory, MemberData(nameof(Names))]
    public void A_pixel_is_heard_in_every_corner(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using DenoiserNetwork network = TinyNetworks.Awake(name);
        Tensor x = TinyNetworks.Noise(1, 1, 3, 16, 32),
            time = tensor([0.5f]);
        Condition words = TinyNetworks.Words(1);
        Tensor spot = x.clone();
        spot[0, 0, 0, 0] = spot[0, 0, 0, 0].Plus(3);
        Tensor change = (network.call(spot, time, words) - network.call(x, time, words)).abs();
        Assert.True(change[0, .., 15, 31].max().item<float>() > 0, "the far corner hears nothing");
        Assert.True(
            change[0, .., 0, 0].max().item<float>() > change[0, .., 15, 31].max().item<float>(),
            "the near corner hears less than the far one"
        );
    }

    [Theory, MemberData(nameof(Names))]
    public void A_row_does_not_depend_on_its_batch(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using DenoiserNetwork network = TinyNetworks.Awake(name);
        Tensor x = TinyNetworks.Noise(1, 3, 3, 16, 32),
            time = tensor([0.2f, 0.5f, 0.9f]);
        Condition words = TinyNetworks.Words(3);
        Tensor all = network.call(x, time, words);
        for (int i = 0; i < 3; i++)
        {
            Tensor alone = network.call(
                x[i..(i + 1)],
                time[i..(i + 1)],
                new Condition(words.Tokens[i..(i + 1)], words.RequirePooled()[i..(i + 1)])
            );
            Assert.True(TinyNetworks.LargestDifference(all[i], alone[0]) < 1e-4, $"row {i}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_parameter_gets_a_gradient(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using DenoiserNetwork network = TinyNetworks.Awake(name);
        Tensor y = network.call(TinyNetworks.Noise(1, 2, 3, 16, 16), tensor([0.3f, 0.8f]), TinyNetworks.Words(2));
        (y * TinyNetworks.Noise(9, 2, 3, 16, 16)).sum().backward();
        foreach ((string parameter, Parameter value) in network.named_parameters())
            Assert.True(
                value.grad is { } gradient && gradient.abs().max().item<float>() > 0,
                $"{parameter} gets no gradient"
            );
    }

    [Theory, MemberData(nameof(Names))]
    public void Passes_leave_no_tensor_behind(string name)
    {
        using DenoiserNetwork network = TinyNetworks.Awake(name);
        using Tensor x = TinyNetworks.Noise(1, 2, 3, 16, 16),
            time = tensor([0.3f, 0.9f]);
        using Condition words = TinyNetworks.Words(2);
        network.call(x, time, words).Dispose();
        long before = TinyNetworks.Live;
        for (int i = 0; i < 3; i++)
            network.call(x, time, words).Dispose();
        Assert.Equal(before, TinyNetworks.Live);
    }

    [Theory, MemberData(nameof(Names))]
    public void It_also_works_in_bfloat16(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using DenoiserNetwork network = TinyNetworks.Awake(name);
        Tensor x = TinyNetworks.Noise(1, 1, 3, 16, 16),
            time = tensor([0.4f]);
        Condition words = TinyNetworks.Words(1);
        Tensor exact = network.call(x, time, words);
        network.to(ScalarType.BFloat16);
        Tensor rounded = network.call(
            x.to(ScalarType.BFloat16),
            time,
            new Condition(words.Tokens.to(ScalarType.BFloat16), words.RequirePooled().to(ScalarType.BFloat16))
        );
        Assert.Equal(ScalarType.BFloat16, rounded.dtype);
        double scale = exact.std().item<float>();
        Assert.True((exact - rounded.to(ScalarType.Float32)).std().item<float>() < 0.1 * scale); // 8 bits a number
    }
}
