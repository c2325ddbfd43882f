using System.Runtime.ExceptionServices;
using Hippogriff.Models.Layers;
using Hippogriff.Tests.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

/// <summary>
/// Truth: libtorch's own linear layer on the same numbers, whichever way the product went. With one thread, as the
/// other tests run, the faster way is never taken. The number of threads is the process's, and every thread that
/// computes for the first time takes it over for good. So these tests run alone, on a thread of their own that ends
/// with them: else another test would round otherwise than before, and two runs that are compared would differ.
/// </summary>
[Collection(nameof(Alone))]
public sealed class DenseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(200)]
    public void Rows_times_weights_come_out_however_many_rows_there_are(int tokens) =>
        OnTwoThreads(() =>
        {
            using DisposeScope scope = NewDisposeScope();
            using Dense layer = Seeded(24, 40);
            Tensor x = Noise(2, tokens, 24);
            Tensor y = layer.call(x);
            Assert.Equal([2, tokens, 40], y.shape);
            Close(Plain(layer, x), y);
        });

    [Fact]
    public void Rows_that_do_not_lie_side_by_side_are_taken_in_order() =>
        OnTwoThreads(() =>
        {
            using DisposeScope scope = NewDisposeScope();
            using Dense layer = Seeded(24, 40);
            Tensor x = Noise(24, 2, 64).permute(1, 2, 0);
            Close(Plain(layer, x), layer.call(x));
        });

    [Fact]
    public void Gradients_are_those_of_a_linear_layer() =>
        OnTwoThreads(() =>
        {
            using DisposeScope scope = NewDisposeScope();
            using Dense layer = Seeded(24, 40);
            Tensor x = Noise(2, 64, 24).requires_grad_(),
                pull = Noise(2, 64, 40);
            Tensor[] found = Gradients(layer.call(x)),
                expected = Gradients(Plain(layer, x));
            for (int i = 0; i < found.Length; i++)
                Close(expected[i], found[i]);

            Tensor[] Gradients(Tensor y) => [.. autograd.grad([(y * pull).sum()], [x, .. layer.parameters()])];
        });

    [Fact]
    public void Names_shapes_and_range_of_initial_values_are_those_of_a_linear_layer() =>
        OnTwoThreads(() =>
        {
            using DisposeScope scope = NewDisposeScope();
            using Dense layer = new(300, 200);
            using Linear typical = nn.Linear(300, 200);
            Assert.Equal(
                typical.state_dict().Select(p => (p.Key, string.Join(',', p.Value.shape))),
                layer.state_dict().Select(p => (p.Key, string.Join(',', p.Value.shape)))
            );
            // uniform in +-1/sqrt(300), so its deviation is that over sqrt(3)
            foreach (Tensor values in layer.parameters())
                Assert.InRange(values.std().item<float>() * Math.Sqrt(900), 0.9, 1.1);
            Assert.True(layer.parameters().Max(p => p.abs().max().item<float>()) <= 1 / Math.Sqrt(300) + 1e-6);
        });

    [Fact]
    public void A_layer_that_passes_the_first_half_gives_it_back() =>
        OnTwoThreads(() =>
        {
            using DisposeScope scope = NewDisposeScope();
            using Dense layer = new Dense(48, 24).PassFirst();
            Tensor first = Noise(2, 64, 24),
                second = Noise(2, 64, 24);
            Close(first, layer.call(cat([first, second], -1)));
        });

    [Fact]
    public void Nothing_but_the_result_outlives_a_call() =>
        OnTwoThreads(() =>
        {
            using DisposeScope scope = NewDisposeScope();
            using Dense layer = Seeded(24, 40);
            Tensor x = Noise(2, 64, 24);
            layer.call(x).Dispose();
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            layer.call(x).Dispose();
            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        });

    private static void OnTwoThreads(Action test)
    {
        ExceptionDispatchInfo? failed = null;
        Thread own = new(() =>
        {
            int before = get_num_threads();
            set_num_threads(2);
            try
            {
                test();
            }
            catch (Exception error)
            {
                failed = ExceptionDispatchInfo.Capture(error);
            }
            finally
            {
                set_num_threads(before);
            }
        });
        own.Start();
        own.Join();
        failed?.Throw();
    }

    private static Tensor Plain(Dense layer, Tensor x)
    {
        Dictionary<string, Tensor> state = layer.state_dict();
        return nn.functional.linear(x, state["weight"], state["bias"]);
    }

    private static Dense Seeded(int input, int output)
    {
        Dense layer = new(input, output);
        using IDisposable noGradient = no_grad();
        long seed = 7;
        foreach (Parameter parameter in layer.parameters())
        {
            using Generator random = new((ulong)seed++, CPU);
            parameter.copy_(randn(parameter.shape, generator: random));
        }
        return layer;
    }

    private static Tensor Noise(params long[] shape)
    {
        using Generator random = new(3, CPU);
        return randn(shape, generator: random);
    }

    private static void Close(Tensor expected, Tensor found) =>
        Assert.True(
            (expected - found).norm().item<float>() <= 1e-6 * expected.norm().item<float>(),
            "differs by more than rounding"
        );
}
