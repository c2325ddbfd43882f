using Hippogriff.Tests.Models;
using Hippogriff.Training.Optimisation;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;
using AdamW = Hippogriff.Training.Optimisation.AdamW;

namespace Hippogriff.Tests.Training;

public class AdamWTests
{
    /// <summary>Lengths around the vector width and around the chunk of 32,768.</summary>
    public static TheoryData<int, ScalarType> Lengths
    {
        get
        {
            TheoryData<int, ScalarType> data = [];
            foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
            foreach (int length in new[] { 1, 7, 8, 17, 1000, 32_768, 32_769, 70_001 })
                data.Add(length, type);
            return data;
        }
    }

    [Theory, MemberData(nameof(Lengths))]
    public void One_pass_over_memory_does_what_the_equations_say(int length, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Numbers network = new(length, type);
        using FlatParameters flat = new(network, type);
        using AdamW optimiser = new(flat) { WeightDecay = 0.1, MaxNorm = 0.7 };
        Assert.True(FusedAdamW.Serves(flat));
        Tensor w = flat.Master.to(ScalarType.Float64),
            m = zeros_like(w),
            v = zeros_like(w),
            mean = w.clone();
        for (int t = 1; t <= 4; t++)
        {
            // t = 2 needs no clipping
            flat.Gradient.copy_(TinyNetworks.Noise((ulong)t, length) * Held(t == 2 ? 1e-3 : 2));
            Tensor g = flat.Gradient.to(ScalarType.Float64);
            double norm = g.Squared().sum().sqrt().item<double>();
            Assert.Equal(1, optimiser.GradientNorm() / norm, 1e-5);
            (double rate, double keep) = (0.01 * t, 1 - 1.0 / t);
            optimiser.Step(t, rate, optimiser.GradientNorm(), keep);

            g = g * Held(Math.Min(1, 0.7 / norm)); // 1711.05101, algorithm 2
            m = (m * Held(0.9)).Plus(g * Held(0.1));
            v = (v * Held(0.95)).Plus(g * g * Held(0.05));
            Tensor mHat = m / Held(1 - Math.Pow(0.9, t)),
                vHat = v / Held(1 - Math.Pow(0.95, t));
            w = w - (mHat / vHat.sqrt().Plus(1e-8)).Plus(w * Held(0.1)) * Held(rate);
            mean = (mean * Held(keep)).Plus(w * Held(1 - keep));
        }
        Near(w, flat.Master);
        Near(m, optimiser.FirstMoment);
        Near(v, optimiser.SecondMoment);
        Near(mean, optimiser.Average);
        Assert.True(
            TinyNetworks.Same(flat.Working, flat.Master.to(type)),
            "the working copy is not the rounded master"
        );
        Assert.True(TinyNetworks.Same(network.Values, flat.Working));
    }

    [Fact]
    public void It_walks_as_the_optimiser_of_libtorch_does()
    {
        using DisposeScope scope = NewDisposeScope();
        using Numbers network = new(1001),
            other = new(1001);
        using FlatParameters flat = new(network, ScalarType.Float32);
        using AdamW optimiser = new(flat) { MaxNorm = double.PositiveInfinity, WeightDecay = 0.05 };
        using optim.Optimizer known = optim.AdamW(
            other.parameters(),
            lr: 0.01,
            beta1: 0.9,
            beta2: 0.95,
            eps: 1e-8,
            weight_decay: 0.05
        );
        for (int t = 1; t <= 6; t++)
        {
            Tensor target = TinyNetworks.Noise((ulong)t, 1001);
            flat.ClearGradient();
            (network.Values - target).Squared().sum().backward();
            known.zero_grad();
            (other.Values - target).Squared().sum().backward();
            optimiser.Step(t, 0.01, optimiser.GradientNorm(), 0);
            known.step();
        }
        Assert.True(TinyNetworks.LargestDifference(network.Values, other.Values) < 1e-5);
        Assert.True(
            TinyNetworks.LargestDifference(network.Values, optimiser.Average) == 0,
            "an average that keeps nothing is the weights"
        );
    }

    [Fact]
    public void On_a_bowl_it_finds_the_bottom()
    {
        using Numbers network = new(100);
        using FlatParameters flat = new(network, ScalarType.Float32);
        using AdamW optimiser = new(flat) { WeightDecay = 0 };
        using Tensor bottom = TinyNetworks.Noise(77, 100);
        LearningRateSchedule schedule = new(0.1, 10, 0.001, 0.1);
        for (int t = 1; t <= 300; t++)
        {
            using DisposeScope scope = NewDisposeScope();
            flat.ClearGradient();
            (network.Values - bottom).Squared().sum().backward();
            optimiser.Step(t, schedule.RateAt(t, t / 300.0), optimiser.GradientNorm(), schedule.AverageDecayAt(t));
        }
        Assert.True(TinyNetworks.LargestDifference(network.Values, bottom) < 1e-3);
        Assert.True(TinyNetworks.LargestDifference(optimiser.Average, bottom) < 1e-2);
    }

    [Fact]
    public void A_long_gradient_is_shortened_to_the_allowed_length_and_a_short_one_is_left()
    {
        using DisposeScope scope = NewDisposeScope();
        using Numbers network = new(10);
        using FlatParameters flat = new(network, ScalarType.Float32);
        using AdamW optimiser = new(flat) { MaxNorm = 0.5 };
        flat.Gradient.fill_(Held(10));
        optimiser.Step(1, 0, optimiser.GradientNorm(), 0);
        Assert.Equal(0.5, (optimiser.FirstMoment / Held(0.1)).norm().item<float>(), 1e-5);
        using AdamW second = new(flat) { MaxNorm = 0.5 };
        flat.Gradient.fill_(Held(0.01));
        second.Step(1, 0, second.GradientNorm(), 0);
        Assert.Equal(0.01 * Math.Sqrt(10), (second.FirstMoment / Held(0.1)).norm().item<float>(), 1e-5);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_gradient_that_is_no_number_has_no_length(float poison)
    {
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            foreach (int place in new[] { 0, 16, 36 })
            {
                using Numbers network = new(37, type);
                using FlatParameters flat = new(network, type);
                using AdamW optimiser = new(flat);
                flat.Gradient[place] = poison;
                Assert.False(double.IsFinite(optimiser.GradientNorm()));
            }
        }
    }

    [Fact]
    public void The_length_of_the_gradient_is_the_same_every_time()
    {
        using Numbers network = new(200_000);
        using FlatParameters flat = new(network, ScalarType.Float32);
        using AdamW optimiser = new(flat);
        using (Tensor noise = TinyNetworks.Noise(3, 200_000))
            flat.Gradient.copy_(noise);
        double first = optimiser.GradientNorm();
        for (int i = 0; i < 20; i++)
            Assert.Equal(first, optimiser.GradientNorm());
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.True((expected - actual).abs().max().item<double>() < 1e-6 * (1 + expected.abs().max().item<double>()));
    }

    /// <summary>A network that is one row of numbers.</summary>
    internal sealed class Numbers : nn.Module
    {
        private readonly Parameter values;

        public Numbers(int length, ScalarType type = ScalarType.Float32)
            : base(nameof(Numbers))
        {
            values = new Parameter(TinyNetworks.Noise(1, length));
            RegisterComponents();
            this.to(type);
        }

        public Parameter Values => values;
    }
}
