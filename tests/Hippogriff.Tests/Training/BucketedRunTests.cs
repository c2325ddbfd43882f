using Hippogriff.Data.Folders;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training;
using Hippogriff.Training.Recipes;
using TorchSharp;
using static Hippogriff.Tests.Training.ColourRuns;

namespace Hippogriff.Tests.Training;

/// <summary>Training on pictures of mixed shapes.</summary>
[Collection(nameof(Alone))]
public sealed class BucketedRunTests : IDisposable
{
    private readonly ColourRuns _runs = new();

    public BucketedRunTests()
    {
        for (int i = 0; i < 9; i++)
        {
            (int width, int height) = (i % 3) switch
            {
                0 => (32, 32),
                1 => (40, 24),
                _ => (24, 40),
            };
            _runs.Folder.Write(
                $"data/{i}.png",
                PngFile.Encode(TinyModel.Plain(width, height, (byte)(20 * i), 90, (byte)(200 - 20 * i)))
            );
            _runs.Folder.Write($"data/{i}.txt", i % 2 == 0 ? "a red square" : "a blue square");
        }
    }

    public void Dispose() => _runs.Dispose();

    [Theory]
    [InlineData("u_net")]
    [InlineData("transformer")]
    [InlineData("hourglass")]
    public void Every_design_learns_from_all_shapes_and_draws_them(string network)
    {
        using NetworkModel model = _runs.Trained(TinyRecipe.Create(latent: false, network) with { Buckets = true }, 12);
        foreach ((int width, int height) in new[] { (16, 16), (20, 12), (12, 20) })
        {
            GenerationSettings settings = RequestCheck.Resolve(
                new GenerationRequest
                {
                    Prompt = "a red square",
                    Seed = 1,
                    Width = width,
                    Height = height,
                },
                model,
                () => 0
            );
            RgbImage drawn = TextToImage.Draw(model, settings, count: 1)[0].Image;
            Assert.Equal((width, height), (drawn.Width, drawn.Height));
        }
    }

    [Fact]
    public void The_autoencoder_learns_from_all_shapes_too()
    {
        TrainingRecipe recipe = TinyRecipe.Create() with { Buckets = true, Size = 64 };
        Assert.Equal(
            [(64, 64), (80, 48), (48, 80)],
            ((FolderSource)_runs.Source(recipe))
                .Buckets.Select(b => (b.Width, b.Height))
                .OrderBy(s => s.Width == 64 ? 0 : s.Height)
        );
        using NetworkModel model = _runs.Trained(recipe, 4);
        Assert.Equal(16, model.SizeMultiple);
        Assert.True(model.Autoencoder!.state_dict().Values.All(t => t.isfinite().all().item<bool>()));
    }

    [Fact]
    public void A_resumed_run_ends_bit_equal()
    {
        TrainingRecipe recipe = TinyRecipe.Create(latent: false) with { Buckets = true };
        byte[] whole = Weights(_runs.Train(recipe, 12, "whole"));
        using CancellationTokenSource stop = new();
        Assert.False(
            _runs
                .Begin(
                    recipe,
                    new Watcher
                    {
                        OnStep = p =>
                        {
                            if (p.State.Step == 5)
                                stop.Cancel();
                        },
                    }
                )
                .Train(Steps(12), stop.Token)
        );
        TrainingRecipe kept = TrainingRun.RecipeOf(_runs.Out);
        Assert.True(kept.Buckets);
        Watcher watcher = new();
        Assert.True(_runs.Resume(watcher, recipe: kept).Train(Steps(12), default));
        Assert.Equal(whole, Weights(Path.Combine(_runs.Out, "model")));
        Assert.Equal(6, watcher.Steps[0].State.Step);
        Assert.NotEqual(whole, Weights(_runs.Train(recipe with { Buckets = false }, 12, "squares")));

        static byte[] Weights(string model) => File.ReadAllBytes(Path.Combine(model, "denoiser/model.safetensors"));
    }
}
