using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training;
using Hippogriff.Training.Data;
using Hippogriff.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

/// <summary>Training on pictures of mixed shapes.</summary>
public sealed class BucketedRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BucketedRunTests()
    {
        for (int i = 0; i < 9; i++)
        {
            (int width, int height) = (i % 3) switch { 0 => (32, 32), 1 => (40, 24), _ => (24, 40) };
            _folder.Write($"data/{i}.png", PngFile.Encode(TinyModel.Plain(width, height, (byte)(20 * i), 90, (byte)(200 - 20 * i))));
            _folder.Write($"data/{i}.txt", i % 2 == 0 ? "a red square" : "a blue square");
        }
    }

    public void Dispose() => _folder.Dispose();

    private static TrainingLength Steps(long steps) => new(steps, null);

    private IExampleSource Source(TrainingRecipe recipe) => recipe.OpenData(_folder.In("data"), null, default);

    private string Train(string name, TrainingRecipe recipe, Watcher? watcher = null, long steps = 12, CancellationToken stop = default)
    {
        string folder = _folder.In(name);
        bool begun = File.Exists(Path.Combine(folder, "recipe.json"));
        TrainingRun run = begun ? TrainingRun.Resume(Source(TrainingRun.RecipeOf(folder)), folder, CPU, watcher ?? new Watcher()) : TrainingRun.Begin(recipe, Source(recipe), folder, CPU, watcher ?? new Watcher());
        run.Train(Steps(steps), stop);
        return Path.Combine(folder, "model");
    }

    [Theory]
    [InlineData("u_net")]
    [InlineData("transformer")]
    [InlineData("hourglass")]
    public void Every_design_learns_from_all_shapes_and_draws_them(string network)
    {
        using NetworkModel model = PipelineLoader.Load(Train("run", TinyRecipe.Create(code: false, network) with { Buckets = true }), "cpu");
        foreach ((int width, int height) in new[] { (16, 16), (20, 12), (12, 20) })
        {
            GenerationSettings settings = RequestCheck.Settle(new GenerationRequest { Prompt = "a red square", Seed = 1, Width = width, Height = height }, model, () => 0);
            RgbImage drawn = TextToImage.Draw(model, settings, count: 1)[0].Image;
            Assert.Equal((width, height), (drawn.Width, drawn.Height));
        }
    }

    [Fact]
    public void The_autoencoder_learns_from_all_shapes_too()
    {
        TrainingRecipe recipe = TinyRecipe.Create() with { Buckets = true, Size = 64 };
        Assert.Equal([(64, 64), (80, 48), (48, 80)], ((FolderSource)Source(recipe)).Buckets.Select(b => (b.Width, b.Height)).OrderBy(s => s.Width == 64 ? 0 : s.Height));
        using NetworkModel model = PipelineLoader.Load(Train("run", recipe, steps: 4), "cpu");
        Assert.Equal(16, model.SizeMultiple);
        Assert.True(model.Autoencoder!.state_dict().Values.All(t => t.isfinite().all().item<bool>()));
    }

    [Fact]
    public void A_resumed_run_ends_bit_equal()
    {
        TrainingRecipe recipe = TinyRecipe.Create(code: false) with { Buckets = true };
        byte[] whole = File.ReadAllBytes(Path.Combine(Train("whole", recipe), "denoiser/model.safetensors"));
        using CancellationTokenSource stop = new();
        Train("halves", recipe, new Watcher { OnStep = p => { if (p.State.Step == 5) stop.Cancel(); } }, stop: stop.Token);
        Assert.True(TrainingRun.RecipeOf(_folder.In("halves")).Buckets);
        Watcher watcher = new();
        Assert.Equal(whole, File.ReadAllBytes(Path.Combine(Train("halves", recipe, watcher), "denoiser/model.safetensors")));
        Assert.Equal(6, watcher.Steps[0].State.Step);
        Assert.NotEqual(whole, File.ReadAllBytes(Path.Combine(Train("squares", recipe with { Buckets = false }), "denoiser/model.safetensors")));
    }
}
