using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Samplers;
using Hippogriff.Tests.Toys;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Denoising;

/// <summary>What the registries say of samplers and schedules is what they do; others can be added.</summary>
public class SamplerRegistryTests
{
    public static TheoryData<string> Names => [.. SamplerRegistry.Default.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sampler_costs_the_passes_and_draws_the_noise_that_its_entry_says(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        SamplerEntry entry = SamplerRegistry.Default.TryFind(name)!;
        Flow family = new();
        double[] sigmas = ScheduleRegistry.Default.Get("uniform")(family, 8);
        List<int> passes = [];
        int looks = 0,
            drawn = 0;
        Denoiser toy = MixtureToy.TwoHumps(family).Denoise;
        Tensor Watched(Tensor x, double sigma)
        {
            looks++;
            return toy(x, sigma);
        }
        SamplerContext context = new(
            family,
            () =>
            {
                drawn++;
                return randn(1, 1, 2, 2, dtype: ScalarType.Float64);
            },
            _ =>
            {
                passes.Add(looks);
                looks = 0;
            }
        );
        entry.Sample(Watched, randn(1, 1, 2, 2, dtype: ScalarType.Float64), sigmas, context);
        Assert.All(passes.Skip(1).SkipLast(1), count => Assert.Equal(entry.PassesPerStep, count));
        Assert.Equal(entry.IsStochastic, drawn > 0);
    }

    [Theory]
    [InlineData("euler_cfg_pp")]
    [InlineData("euler_ancestral_cfg_pp")]
    [InlineData("dpm_adaptive")]
    [InlineData("res_multistep")]
    public void A_method_that_only_resembles_one_of_ours_is_not_taken_for_it(string name) =>
        Assert.Null(SamplerRegistry.Default.TryFind(name));

    [Fact]
    public void A_sampler_and_a_schedule_of_someone_else_are_found_by_any_of_their_names()
    {
        SamplerRegistry samplers = new();
        samplers.Register(
            new SamplerEntry("half_euler", Euler.Sample) { DisplayName = "Half Euler", Aliases = ["he"] }
        );
        Assert.Equal("half_euler", samplers.NameOf("HALF-euler"));
        Assert.Equal("half_euler", samplers.NameOf("HE"));
        Assert.Equal("half_euler", samplers.Names[^1]);
        Assert.Null(SamplerRegistry.Default.TryFind("half_euler"));
        ScheduleRegistry schedules = new();
        schedules.Register(
            new ScheduleEntry(
                "straight",
                (_, steps) => [.. Enumerable.Range(0, steps + 1).Select(i => 1 - (double)i / steps)]
            )
        );
        Assert.Equal([1, 0.5, 0], schedules.Get("Straight")(new Flow(), 2));
    }

    [Theory]
    [InlineData("Euler", "x")] // the name of another
    [InlineData("mine", "Euler a")]
    [InlineData("", "x")]
    [InlineData(" - ", "x")]
    public void A_name_that_is_taken_or_empty_is_refused(string name, string alias)
    {
        SamplerRegistry samplers = new();
        Assert.Throws<ArgumentException>(() =>
            samplers.Register(new SamplerEntry(name, Euler.Sample) { Aliases = [alias] })
        );
        Assert.Equal(SamplerRegistry.Default.Names, samplers.Names);
    }

    [Fact]
    public void A_sampler_can_be_written_with_the_loop_that_all_share()
    {
        using DisposeScope scope = NewDisposeScope();
        Flow family = new();
        double[] sigmas = ScheduleRegistry.Default.Get("uniform")(family, 6);
        Tensor start = randn(2, 1, 2, 2, dtype: ScalarType.Float64);
        Denoiser toy = MixtureToy.TwoHumps(family).Denoise;
        SamplerContext context = new(family, () => throw new InvalidOperationException());
        Tensor own = SamplingLoop.Run(
            start,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                Tensor clean = toy(x, s);
                return new StepResult(x.Plus((x - clean) * Held((t - s) / s)), clean);
            }
        );
        Assert.True(own.allclose(Euler.Sample(toy, start, sigmas, context), rtol: 1e-12, atol: 1e-12));
    }
}
