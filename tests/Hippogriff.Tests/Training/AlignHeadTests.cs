using Hippogriff.Data.Scenes;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Scenes;
using Hippogriff.Training;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Recipes;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

[Collection(nameof(Alone))]
public sealed class AlignHeadTests(SceneFixture fixture) : IClassFixture<SceneFixture>
{
    [Fact]
    public void What_points_the_same_way_costs_nothing_and_what_points_away_costs_two()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using AlignHead head = TinyNetworks.Seeded(new AlignHead(8, 3));
        Tensor middle = TinyNetworks.Noise(1, 2, 8, 2, 2),
            said = head.call(middle);
        Assert.Equal([2], head.Loss(middle, said).shape);
        Assert.True(head.Loss(middle, said * Held(5.0)).abs().max().item<float>() < 1e-5);
        Assert.True((head.Loss(middle, -said) - Held(2f)).abs().max().item<float>() < 1e-5);
        Tensor finer = said.repeat_interleave(2, 2).repeat_interleave(2, 3);
        Assert.True(head.Loss(middle, finer).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void A_run_may_align_its_middle_resumes_bit_equal_and_ships_the_network_alone()
    {
        using TemporaryFolder folder = new();
        SceneComposer source = fixture.Composer(size: 16);
        FakeFeatures features = new(16);
        TrainingRecipe recipe = TinyRecipe.Create() with
        {
            Objective = new DenoiserObjectiveSettings(AlignWeight: 0.5, Stratified: true),
            Judge = "somewhere",
        };
        Watcher watcher = new();
        Assert.True(
            TrainingRun
                .Begin(recipe, source, folder.In("a"), CPU, watcher)
                .LedBy(features)
                .Train(new(24, null), default)
        );
        using CancellationTokenSource stop = new();
        Watcher stopping = new()
        {
            OnStep = p =>
            {
                if (p.State.Step == 5)
                    stop.Cancel();
            },
        };
        TrainingRun
            .Begin(recipe, source, folder.In("b"), CPU, stopping)
            .LedBy(features)
            .Train(new(24, null), stop.Token);
        Watcher going = new();
        Assert.True(
            TrainingRun.Resume(source, folder.In("b"), CPU, going).LedBy(features).Train(new(24, null), default)
        );
        Assert.Equal(
            watcher.Steps.Select(s => s.Loss),
            [.. stopping.Steps.Select(s => s.Loss), .. going.Steps.Select(s => s.Loss)]
        );
        using NetworkModel model = PipelineLoader.Load(Path.Combine(folder.In("a"), "model"));
        Assert.DoesNotContain(
            model.Network.named_parameters(),
            p => p.name.Contains("align", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_run_without_the_features_that_its_recipe_needs_says_so()
    {
        using TemporaryFolder folder = new();
        TrainingRecipe recipe = TinyRecipe.Create(latent: false) with
        {
            Objective = new DenoiserObjectiveSettings(AlignWeight: 0.5),
            Judge = "somewhere",
        };
        TrainingRun run = TrainingRun.Begin(recipe, new ColourSource(), folder.In("a"), CPU, new Watcher());
        Assert.Contains(
            "objective.align_weight",
            Assert.Throws<HippogriffException>(() => run.Train(new(2, null), default)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Stratified_noise_levels_lie_one_in_each_part_of_their_distribution()
    {
        using DisposeScope scope = NewDisposeScope();
        NoiseLevelSampler sampler = new(new DenoiserObjectiveSettings(Stratified: true), CPU);
        using Generator random = new(4, CPU);
        float[] first = [.. sampler.Times(8, random).data<float>()],
            second = [.. sampler.Times(8, random).data<float>()];
        Assert.NotEqual(first, second);
        foreach (float[] times in new[] { first, second })
            Assert.Equal(Enumerable.Range(0, 8), times.Select(t => (int)(8 * Normal(Math.Log(t / (1 - t))))).Order());

        // The logistic of a normal number: its place in the distribution, by Abramowitz and Stegun 7.1.26.
        static double Normal(double x)
        {
            double t = 1 / (1 + 0.3275911 * Math.Abs(x) / Math.Sqrt(2)),
                erf =
                    1
                    - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592)
                        * t
                        * Math.Exp(-x * x / 2);
            return 0.5 * (1 + Math.Sign(x) * erf);
        }
    }
}
