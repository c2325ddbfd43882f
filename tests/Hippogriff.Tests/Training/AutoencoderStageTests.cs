using Hippogriff.Data.Examples;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;
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
            recipe = recipe with
            {
                From = _runs.In("run/model"),
                Autoencoder = recipe.Autoencoder! with { Tune = true, LearningRate = rate },
            };
            using NetworkModel young = _runs.Trained(recipe, 40, $"rate{rate}", watcher);
            Assert.Equal(["autoencoder", "denoiser"], watcher.Stages);
            double moved = old.Autoencoder!.named_parameters()
                .Zip(young.Autoencoder!.named_parameters())
                .Max(pair => (pair.First.parameter - pair.Second.parameter).abs().max().item<float>());
            Assert.InRange(moved, least, most);
        }
    }

    [Fact]
    public void A_decoder_may_learn_to_paint_larger_while_code_and_denoiser_stay_as_they_are()
    {
        using NetworkModel old = _runs.Trained(TinyRecipe.Create(), 4);
        TrainingRecipe tiny = TinyRecipe.Create(),
            recipe = Larger(tiny) with { From = _runs.In("run/model") };
        Watcher watcher = new();
        TrainingLength length = ColourRuns.Steps(60);
        using CancellationTokenSource stop = new();
        Watcher stopped = new()
        {
            OnStep = progress =>
            {
                if (progress.State.Step == 20)
                    stop.Cancel();
            },
        };
        Assert.False(_runs.Begin(recipe, stopped, "large").Train(length, stop.Token));
        // the encoder is not in the checkpoint
        Assert.True(_runs.Resume(watcher, "large", recipe).Train(length, default));
        using NetworkModel young = PipelineLoader.Load(_runs.In("large/model"));
        Assert.Equal((32, 32), (young.Defaults.Width, young.Defaults.Height));
        Assert.Equal(2 * old.SizeMultiple, young.SizeMultiple);
        Assert.Equal(young.SizeMultiple, ModelFacts.Read(ModelFolder.Find(_runs.In("large/model"))).SizeMultiple);
        foreach ((string name, Tensor was) in old.Network.state_dict())
            Assert.Equal(0, TinyNetworks.LargestDifference(was, young.Network.state_dict()[name]));

        Tensor pixels = PictureBatch.Take(_runs.Source(recipe), 0, 6).Pixels(CPU, ScalarType.Float32),
            latent = young.Encode(pixels);
        Assert.Equal(0, TinyNetworks.LargestDifference(old.Encode(nn.functional.avg_pool2d(pixels, 2)), latent));
        Tensor squares = old.Decode(latent).repeat_interleave(2, 2).repeat_interleave(2, 3);
        Assert.True(
            (young.Decode(latent) - pixels).abs().mean().item<float>()
                < 0.8 * (squares - pixels).abs().mean().item<float>()
        );

        HippogriffException refused = Assert.Throws<HippogriffException>(() =>
            _runs.Begin(recipe with { From = null }, null, "none").Train(length, default)
        );
        Assert.Contains("--base", refused.Message, StringComparison.Ordinal);

        static TrainingRecipe Larger(TrainingRecipe r) =>
            r with
            {
                Size = 32,
                Defaults = r.Defaults with { Width = 32, Height = 32 },
                Autoencoder = r.Autoencoder! with
                {
                    Config = r.Autoencoder.Config with { UpsampleFactor = 2 },
                    Tune = true,
                    KeepLatent = true,
                    Share = 1,
                    LearningRate = 1e-2,
                },
            };
    }

    [Fact]
    public void A_run_on_the_code_of_an_autoencoder_that_upscales_learns_and_draws_the_large_size()
    {
        TrainingRecipe tiny = TinyRecipe.Create();
        TrainingRecipe recipe = tiny with
        {
            Size = 32,
            Defaults = tiny.Defaults with { Width = 32, Height = 32 },
            Autoencoder = tiny.Autoencoder! with { Config = tiny.Autoencoder.Config with { UpsampleFactor = 2 } },
        };
        using NetworkModel model = _runs.Trained(recipe, 8);
        Assert.Equal(
            (32, 32),
            TextToImage.Draw(model, RequestCheck.Default(model, "a red square", 1), 1)[0].Image is var image
                ? (image.Width, image.Height)
                : default
        );
    }

    [Fact]
    public void A_code_that_is_held_stays_nearer_to_what_it_was_while_pictures_come_out_better()
    {
        using NetworkModel old = _runs.Trained(TinyRecipe.Create(), 4);
        Tensor pixels = PictureBatch.Take(_runs.Source(), 0, 8).Pixels(CPU, ScalarType.Float32),
            latent = old.Autoencoder!.RawLatent(pixels);
        double before = Missed(old);
        List<double> moved = [];
        foreach (double hold in new[] { 0.0, 100 })
        {
            TrainingRecipe recipe = TinyRecipe.Create();
            recipe = recipe with
            {
                From = _runs.In("run/model"),
                Autoencoder = recipe.Autoencoder! with { Tune = true, LearningRate = 1e-2, Share = 0.9, Hold = hold },
            };
            using NetworkModel young = _runs.Trained(recipe, 40, $"hold{hold}");
            moved.Add((young.Autoencoder!.RawLatent(pixels) - latent).Squared().mean().item<float>());
            Assert.True(Missed(young) < before);
        }
        Assert.True(moved[1] < moved[0] / 4, $"{moved[0]} {moved[1]}");

        double Missed(NetworkModel m) => (m.Autoencoder!.forward(pixels) - pixels).abs().mean().item<float>();
    }
}
