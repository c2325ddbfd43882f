using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Models.UNet;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Scenes;
using Hippogriff.Training;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

/// <summary>
/// Initial weights come from libtorch's one global generator: what compares two runs cannot stand beside tests that
/// make networks.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class PartHeadTests(SceneFixture fixture) : IClassFixture<SceneFixture>
{
    [Fact]
    public void What_is_read_right_costs_nothing_and_what_is_read_wrong_costs_its_logarithm_and_square()
    {
        PartMap truth = new(2, [0, 2, 0, 0], [0, 1, 0, 0], [0, 0, 0.25f, 0.5f, 0, 0, 0, 0]);
        using PartHead head = new(8, 2, 1);
        using (no_grad())
            foreach (TorchSharp.Modules.Parameter parameter in head.parameters())
                parameter.zero_();
        // A head of zeros finds three answers equally likely in each of four cells, the point (0, 0), and two colours
        // equally likely where there is a thing.
        double expected = Math.Log(3) + (4 * (0.25 * 0.25 + 0.5 * 0.5) + Math.Log(2)) / 4;
        Assert.Equal(expected, head.Loss(zeros(1, 8, 1, 1), [truth]).item<float>(), 5);

        // The bias alone can say it all of one picture: channel c, cell (y, x) is number 4 c + 2 y + x before the
        // shuffle.
        using (no_grad())
        {
            Tensor bias = head.named_parameters()
                .First(p => p.name.EndsWith("bias", StringComparison.Ordinal))
                .parameter;
            foreach (int cell in new[] { 0, 2, 3 })
                bias[cell] = 50;
            bias[4 * 2 + 1] = 50;
            bias[4 * 3 + 1] = 0.25;
            bias[4 * 4 + 1] = 0.5;
            bias[4 * 6 + 1] = 50;
        }
        Assert.Equal(0, head.Loss(zeros(1, 8, 1, 1), [truth]).item<float>(), 5);
    }

    [Fact]
    public void A_run_that_asks_for_parts_learns_them_resumes_bit_equal_and_ships_the_network_alone()
    {
        using TemporaryFolder folder = new();
        SceneComposer source = fixture.Composer(size: 16);
        TrainingRecipe recipe = TinyRecipe.Create() with
        {
            Objective = new DenoiserObjectiveSettings(PartsWeight: 0.5),
            From = null,
        };
        Watcher watcher = new();
        Assert.True(TrainingRun.Begin(recipe, source, folder.In("a"), CPU, watcher).Train(new(24, null), default));
        using CancellationTokenSource stop = new();
        Watcher stopping = new()
        {
            OnStep = p =>
            {
                if (p.State.Step == 5)
                    stop.Cancel();
            },
        };
        TrainingRun.Begin(recipe, source, folder.In("b"), CPU, stopping).Train(new(24, null), stop.Token);
        Watcher going = new();
        Assert.True(TrainingRun.Resume(source, folder.In("b"), CPU, going).Train(new(24, null), default));
        Assert.Equal(
            watcher.Steps.Select(s => s.Loss),
            [.. stopping.Steps.Select(s => s.Loss), .. going.Steps.Select(s => s.Loss)]
        );
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder.In("a"), "model/denoiser/model.safetensors")),
            File.ReadAllBytes(Path.Combine(folder.In("b"), "model/denoiser/model.safetensors"))
        );
        using NetworkModel model = PipelineLoader.Load(Path.Combine(folder.In("a"), "model"));
        Assert.IsType<UNet>(model.Network.Denoiser);
        Assert.DoesNotContain(
            model.Network.named_parameters(),
            p => p.name.Contains("parts", StringComparison.Ordinal)
        );
    }
}
