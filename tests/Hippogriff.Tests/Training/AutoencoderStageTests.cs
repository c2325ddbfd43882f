using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Training.Data;
using Hippogriff.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

/// <summary>The autoencoder of a model that a run begins from, trained further.</summary>
public sealed class AutoencoderStageTests : IDisposable
{
    private readonly ColourRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void A_run_may_train_the_autoencoder_of_its_model_further()
    {
        using NetworkModel old = _runs.Trained(TinyRecipe.Create(), 4);
        foreach ((double rate, double least, double most) in new[] { (1e-9, 0.0, 1e-3), (1e-2, 5e-3, 1.0) })
        {
            Watcher watcher = new();
            TrainingRecipe recipe = TinyRecipe.Create();
            recipe = recipe with { From = _runs.In("run/model"), Autoencoder = recipe.Autoencoder! with { Tune = true, LearningRate = rate } };
            using NetworkModel young = _runs.Trained(recipe, 40, $"rate{rate}", watcher);
            Assert.Equal(["autoencoder", "denoiser"], watcher.Stages);
            double moved = old.Autoencoder!.named_parameters().Zip(young.Autoencoder!.named_parameters()).Max(pair => (pair.First.parameter - pair.Second.parameter).abs().max().item<float>());
            Assert.InRange(moved, least, most);
        }
    }

    [Fact]
    public void A_code_that_is_held_stays_nearer_to_what_it_was_while_pictures_come_out_better()
    {
        using NetworkModel old = _runs.Trained(TinyRecipe.Create(), 4);
        Tensor pixels = PictureBatch.Take(_runs.Source(), 0, 8).Pixels(CPU, ScalarType.Float32), code = old.Autoencoder!.RawCode(pixels);
        double before = Missed(old);
        List<double> moved = [];
        foreach (double hold in new[] { 0.0, 100 })
        {
            TrainingRecipe recipe = TinyRecipe.Create();
            recipe = recipe with { From = _runs.In("run/model"), Autoencoder = recipe.Autoencoder! with { Tune = true, LearningRate = 1e-2, Share = 0.9, Hold = hold } };
            using NetworkModel young = _runs.Trained(recipe, 40, $"hold{hold}");
            moved.Add((young.Autoencoder!.RawCode(pixels) - code).square().mean().item<float>());
            Assert.True(Missed(young) < before);
        }
        Assert.True(moved[1] < moved[0] / 4, $"{moved[0]} {moved[1]}");

        double Missed(NetworkModel m) => (m.Autoencoder!.forward(pixels) - pixels).abs().mean().item<float>();
    }
}
