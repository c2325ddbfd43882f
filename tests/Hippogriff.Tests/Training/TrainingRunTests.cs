using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;
using static Hippogriff.Tests.Training.ColourRuns;

namespace Hippogriff.Tests.Training;

public sealed partial class TrainingRunTests : IDisposable
{
    private readonly ColourRuns _runs = new();

    private string Out => _runs.Out;

    public void Dispose() => _runs.Dispose();

    [Fact]
    public async Task A_run_leaves_recipe_curves_sheets_checkpoints_and_a_model_that_draws()
    {
        Watcher watcher = new();
        _runs.Train(TinyRecipe.Create(), 44, watcher: watcher);
        Assert.Equal(["autoencoder", "denoiser"], watcher.Stages);
        Assert.Equal(
            [.. Enumerable.Range(1, 22), .. Enumerable.Range(1, 22)],
            watcher.Steps.Select(p => (int)p.State.Step)
        );
        string[] files =
        [
            .. Directory
                .GetFiles(Out, "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(Out, f).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            [
                "autoencoder/autoencoder.safetensors",
                "autoencoder/gradient.png",
                "autoencoder/loss.csv",
                "autoencoder/loss.png",
                "autoencoder/step-000000022.safetensors",
                "denoiser/gradient.png",
                "denoiser/levels.csv",
                "denoiser/levels.png",
                "denoiser/loss.csv",
                "denoiser/loss.png",
                "denoiser/step-000000022.safetensors",
                "model/denoiser/config.json",
                "model/denoiser/model.safetensors",
                "model/model_index.json",
                "model/text_encoder/config.json",
                "model/text_encoder/model.safetensors",
                "model/tokenizer/vocab.txt",
                "model/training_log.json",
                "model/vae/config.json",
                "model/vae/model.safetensors",
                "recipe.json",
                "sheets/copies.png",
                "sheets/step-0000022.png",
                "training_log.json",
                "vocabulary.txt",
            ],
            files
        );
        RgbImage sheet = ImageFile.Read(Path.Combine(Out, "sheets/step-0000022.png"));
        Assert.True(sheet.Width > 256 && sheet.Pixels.Distinct().Count() > 8);
        Assert.Contains(watcher.Notes, note => note.Contains("step-0000022.png", StringComparison.Ordinal));

        using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(Path.Combine(Out, "model"));
        Assert.Equal((TinyModel.Defaults, 16), (pipeline.Defaults, pipeline.SizeMultiple));
        Assert.Equal(["zzyzx"], pipeline.UnknownWords("a zzyzx square"));
        Assert.Equal(
            16,
            (await pipeline.GenerateAsync(new GenerationRequest { Prompt = "a red square", Seed = 1 }))[0].Image.Width
        );
    }

    [Fact]
    public void A_run_begins_from_a_model_with_its_weights_words_and_autoencoder()
    {
        Watcher watcher = new();
        using NetworkModel old = _runs.Trained(TinyRecipe.Create(), 4),
            young = _runs.Trained(
                TinyRecipe.Create() with
                {
                    From = _runs.In("run/model"),
                    LearningRateSchedule = new(1e-9),
                },
                4,
                "next",
                watcher
            );
        Assert.Equal(["denoiser"], watcher.Stages);
        Assert.Equal(old.Vocabulary.Words, young.Vocabulary.Words);
        Assert.All(
            old.Network.named_parameters().Zip(young.Network.named_parameters()),
            pair => Assert.True((pair.First.parameter - pair.Second.parameter).abs().max().item<float>() < 1e-3)
        );
    }

    [Fact]
    public void A_run_that_began_from_a_model_needs_it_no_more_once_it_has_begun()
    {
        string model = _runs.Train(TinyRecipe.Create(), 4);
        string next = _runs.In("next");
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.False(
            _runs
                .Begin(TinyRecipe.Create() with { From = model, LearningRateSchedule = new(1e-9) }, name: "next")
                .Train(Steps(4), stop.Token)
        );
        Assert.Equal(
            ["step-000000000.safetensors"],
            Directory.GetFiles(Path.Combine(next, "denoiser"), "step-*").Select(f => Path.GetFileName(f)!)
        );
        Directory.Move(model, _runs.In("elsewhere"));
        Assert.True(_runs.Resume(name: "next").Train(Steps(4), default));
        using NetworkModel old = PipelineLoader.Load(_runs.In("elsewhere")),
            young = PipelineLoader.Load(_runs.In("next/model"));
        Assert.All(
            old.Network.named_parameters().Zip(young.Network.named_parameters()),
            pair => Assert.True((pair.First.parameter - pair.Second.parameter).abs().max().item<float>() < 1e-3)
        );
    }

    [Fact]
    public void The_log_tells_every_stretch_also_those_of_the_model_before()
    {
        _runs.Train(TinyRecipe.Create(latent: false), 3);
        Assert.True(_runs.Resume().Train(Steps(5), default));
        TrainingLog log = TrainingLog.Of(
            _runs.Train(TinyRecipe.Create(latent: false) with { From = Path.Combine(Out, "model") }, 2, "next")
        );
        Assert.Equal([(3L, 12L), (2L, 8L), (2L, 8L)], log.Stretches.Select(s => (s.Updates, s.Pictures)));
        Assert.Equal([true, false, false], log.Stretches.Select(s => s.MissedBefore is null));
        Assert.All(log.Stretches, s => Assert.True(s.MissedAfter is > 0 and < 5));
        Assert.Equal(log.Stretches[0].MissedAfter!.Value, log.Stretches[1].MissedBefore!.Value, 1e-3);
        Assert.StartsWith("run ", log.Stretches[2].From, StringComparison.Ordinal);
        Assert.Equal(28, log.Pictures);
    }

    [Fact]
    public void A_run_says_what_it_sees()
    {
        Watcher watcher = new();
        _runs.Begin(TinyRecipe.Create(latent: false), watcher).Train(Steps(3), default);
        string said = Assert.Single(watcher.Notes, note => note.StartsWith("At update 3:", StringComparison.Ordinal));
        Assert.Contains("with their words", said, StringComparison.Ordinal);
        Assert.Contains("0 of 6 pictures skipped", said, StringComparison.Ordinal);
        Assert.Contains("of the float32 peak", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_does_not_begin_from_a_model_of_another_network()
    {
        TrainingRecipe other = TinyRecipe.Create() with
        {
            From = _runs.Train(TinyRecipe.Create(), 4),
            Text = TinyRecipe.Create().Text with { Depth = 0 },
        };
        TrainingRun run = _runs.Begin(other, name: "next");
        Assert.Contains(
            "text_encoder",
            Assert.Throws<HippogriffException>(() => run.Train(Steps(4), default)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_second_program_is_kept_out_of_a_folder_while_a_run_trains_in_it()
    {
        TrainingRun run = _runs.Begin(TinyRecipe.Create());
        using (FileStream other = new(Path.Combine(Out, "run.lock"), FileMode.Create, FileAccess.Write, FileShare.None))
            Assert.Contains(
                Out,
                Assert.Throws<HippogriffException>(() => run.Train(Steps(4), default)).Message,
                StringComparison.Ordinal
            );
        Assert.True(run.Train(Steps(4), default));
    }

    [Theory]
    [InlineData(100, 0.29, 29, 71)] // 100 * 0.29 is a little below 29
    [InlineData(21, 0.29, 6, 15)]
    [InlineData(10, 0.01, 1, 9)]
    [InlineData(7, 0.5, 4, 3)]
    [InlineData(1, 0.5, 1, 1)]
    public void Steps_are_shared_out_without_losing_one(long steps, double share, long first, long second) =>
        Assert.Equal((Steps(first), Steps(second)), Steps(steps).Split(share));

    [Fact]
    public void Minutes_are_shared_out_too()
    {
        (TrainingLength first, TrainingLength second) = new TrainingLength(null, 60).Split(0.1);
        Assert.Equal((6, 54), (first.Minutes!.Value, second.Minutes!.Value));
        Assert.Null(first.Steps);
    }

    [Fact]
    public void Pixels_need_no_autoencoder()
    {
        Watcher watcher = new();
        _runs.Train(TinyRecipe.Create(latent: false, "hourglass"), 3, watcher: watcher);
        Assert.Equal(["denoiser"], watcher.Stages);
        Assert.False(Directory.Exists(Path.Combine(Out, "autoencoder")));
        Assert.False(Directory.Exists(Path.Combine(Out, "model", "vae")));
    }

    [Fact]
    public void In_bfloat16_a_run_is_whole_too()
    {
        using NetworkModel model = _runs.Trained(
            TinyRecipe.Create(network: "transformer") with
            {
                Precision = "bfloat16",
            },
            6
        );
        Assert.Equal(16, TextToImage.Draw(model, TinyModel.Settings("red", 1), 1)[0].Image.Width);
    }

    [Fact]
    public void Captions_out_of_the_data_are_drawn_where_the_recipe_names_none()
    {
        Watcher watcher = new();
        _runs.Begin(TinyRecipe.Create(latent: false) with { SheetPrompts = [] }, watcher).Train(Steps(2), default);
        // sixteen pictures of 128 pixels
        Assert.True(ImageFile.Read(Path.Combine(Out, "sheets", "step-0000002.png")).Height > 512);
    }

    [Fact]
    public void A_run_leaves_no_tensor_behind()
    {
        long before = TinyNetworks.Live;
        _runs.Train(TinyRecipe.Create(), 6);
        Assert.Equal(before, TinyNetworks.Live);
    }
}
