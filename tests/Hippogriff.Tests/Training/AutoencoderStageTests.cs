using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Training;
using Hippogriff.Training.Data;
using Hippogriff.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

/// <summary>The autoencoder of a model that a run begins from, trained further.</summary>
public sealed class AutoencoderStageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AutoencoderStageTests() => ColourSource.Write(Data);

    private string Data => Directory.CreateDirectory(_folder.In("data")).FullName;

    private string Out => _folder.In("run");

    private FolderSource Source => FolderSource.Open(Data, 16, 3);

    public void Dispose() => _folder.Dispose();

    private static TrainingLength Steps(long steps) => new(steps, null);

    private TrainingRun Begin(TrainingRecipe recipe, Watcher watcher) => TrainingRun.Begin(recipe, Source, Out, CPU, watcher);

    [Fact]
    public void A_run_may_train_the_autoencoder_of_its_model_further()
    {
        Assert.True(Begin(TinyRecipe.Create(), new Watcher()).Train(Steps(4), default));
        string model = Path.Combine(Out, "model");
        using NetworkModel old = PipelineLoader.Load(model, "cpu");
        foreach ((double rate, double least, double most) in new[] { (1e-9, 0.0, 1e-3), (1e-2, 5e-3, 1.0) })
        {
            string folder = _folder.In($"rate{rate}");
            Watcher watcher = new();
            TrainingRecipe recipe = TinyRecipe.Create();
            recipe = recipe with { From = model, Autoencoder = recipe.Autoencoder! with { Tune = true, LearningRate = rate } };
            Assert.True(TrainingRun.Begin(recipe, Source, folder, CPU, watcher).Train(Steps(40), default));
            Assert.Equal(["autoencoder", "denoiser"], watcher.Stages);
            using NetworkModel young = PipelineLoader.Load(Path.Combine(folder, "model"), "cpu");
            double moved = old.Autoencoder!.named_parameters().Zip(young.Autoencoder!.named_parameters()).Max(pair => (pair.First.parameter - pair.Second.parameter).abs().max().item<float>());
            Assert.InRange(moved, least, most);
        }
    }

    [Fact]
    public void A_code_that_is_held_stays_nearer_to_what_it_was_while_pictures_come_out_better()
    {
        Assert.True(Begin(TinyRecipe.Create(), new Watcher()).Train(Steps(4), default));
        string model = Path.Combine(Out, "model");
        using NetworkModel old = PipelineLoader.Load(model, "cpu");
        Tensor pixels = PictureBatch.Take(Source, 0, 8).Pixels(CPU, ScalarType.Float32), code = old.Autoencoder!.RawCode(pixels);
        double before = Missed(old);
        List<double> moved = [];
        foreach (double hold in new[] { 0.0, 100 })
        {
            string folder = _folder.In($"hold{hold}");
            TrainingRecipe recipe = TinyRecipe.Create();
            recipe = recipe with { From = model, Autoencoder = recipe.Autoencoder! with { Tune = true, LearningRate = 1e-2, Share = 0.9, Hold = hold } };
            Assert.True(TrainingRun.Begin(recipe, Source, folder, CPU, new Watcher()).Train(Steps(40), default));
            using NetworkModel young = PipelineLoader.Load(Path.Combine(folder, "model"), "cpu");
            moved.Add((young.Autoencoder!.RawCode(pixels) - code).square().mean().item<float>());
            Assert.True(Missed(young) < before);
        }
        Assert.True(moved[1] < moved[0] / 4, $"{moved[0]} {moved[1]}");

        double Missed(NetworkModel m) => (m.Autoencoder!.forward(pixels) - pixels).abs().mean().item<float>();
    }
}
