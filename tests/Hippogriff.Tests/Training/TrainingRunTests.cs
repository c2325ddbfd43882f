using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training;
using Hippogriff.Training.Data;
using Hippogriff.Training.Recipes;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainingRunTests() => ColourSource.Write(Data);

    private string Data => Directory.CreateDirectory(_folder.In("data")).FullName;

    private string Out => _folder.In("run");

    public void Dispose() => _folder.Dispose();

    private FolderSource Source => FolderSource.Open(Data, 16, 3);

    private static TrainingLength Steps(long steps) => new(steps, null);

    private TrainingRun Begin(TrainingRecipe recipe, Watcher watcher) => TrainingRun.Begin(recipe, Source, Out, CPU, watcher);

    [Fact]
    public async Task A_run_leaves_recipe_curves_sheets_checkpoints_and_a_model_that_draws()
    {
        Watcher watcher = new();
        Assert.True(Begin(TinyRecipe.Create(), watcher).Train(Steps(44), default));
        Assert.Equal(["autoencoder", "denoiser"], watcher.Stages);
        Assert.Equal([.. Enumerable.Range(1, 22), .. Enumerable.Range(1, 22)], watcher.Steps.Select(p => (int)p.State.Step));
        string[] files = [.. Directory.GetFiles(Out, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Out, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "autoencoder/autoencoder.safetensors", "autoencoder/gradient.png", "autoencoder/loss.csv", "autoencoder/loss.png", "autoencoder/step-000000022.safetensors",
                "denoiser/gradient.png", "denoiser/levels.csv", "denoiser/levels.png", "denoiser/loss.csv", "denoiser/loss.png", "denoiser/step-000000022.safetensors",
                "model/denoiser/config.json", "model/denoiser/model.safetensors", "model/model_index.json", "model/text_encoder/config.json", "model/text_encoder/model.safetensors",
                "model/tokenizer/vocab.txt", "model/training_log.json", "model/vae/config.json", "model/vae/model.safetensors", "recipe.json", "sheets/copies.png", "sheets/step-0000022.png", "training_log.json", "vocabulary.txt",
            ],
            files);
        RgbImage sheet = ImageFile.Read(Path.Combine(Out, "sheets/step-0000022.png"));
        Assert.True(sheet.Width > 256 && sheet.Pixels.Distinct().Count() > 8);
        Assert.Contains(watcher.Notes, note => note.Contains("step-0000022.png", StringComparison.Ordinal));

        using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(Path.Combine(Out, "model"));
        Assert.Equal((TinyModel.Defaults, 16), (pipeline.Defaults, pipeline.SizeMultiple));
        Assert.Equal(["purple"], pipeline.UnknownWords("a purple square"));
        Assert.Equal(16, (await pipeline.GenerateAsync(new GenerationRequest { Prompt = "a red square", Seed = 1 }))[0].Image.Width);
    }

    [Fact]
    public void A_run_begins_from_a_model_with_its_weights_words_and_autoencoder()
    {
        Assert.True(Begin(TinyRecipe.Create(), new Watcher()).Train(Steps(4), default));
        string model = Path.Combine(Out, "model"), next = _folder.In("next");
        Watcher watcher = new();
        Assert.True(TrainingRun.Begin(TinyRecipe.Create() with { From = model, Pace = new(1e-9) }, Source, next, CPU, watcher).Train(Steps(4), default));
        Assert.Equal(["denoiser"], watcher.Stages);
        using NetworkModel old = PipelineLoader.Load(model, "cpu"), young = PipelineLoader.Load(Path.Combine(next, "model"), "cpu");
        Assert.Equal(old.Vocabulary.Words, young.Vocabulary.Words);
        Assert.All(
            old.Network.named_parameters().Zip(young.Network.named_parameters()),
            pair => Assert.True((pair.First.parameter - pair.Second.parameter).abs().max().item<float>() < 1e-3));
    }

    [Fact]
    public void A_run_that_began_from_a_model_needs_it_no_more_once_it_has_begun()
    {
        Assert.True(Begin(TinyRecipe.Create(), new Watcher()).Train(Steps(4), default));
        string model = Path.Combine(Out, "model"), next = _folder.In("next");
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.False(TrainingRun.Begin(TinyRecipe.Create() with { From = model, Pace = new(1e-9) }, Source, next, CPU, new Watcher()).Train(Steps(4), stop.Token));
        Assert.Equal(["step-000000000.safetensors"], Directory.GetFiles(Path.Combine(next, "denoiser"), "step-*").Select(f => Path.GetFileName(f)!));
        Directory.Move(model, _folder.In("elsewhere"));
        Assert.True(TrainingRun.Resume(Source, next, CPU, new Watcher()).Train(Steps(4), default));
        using NetworkModel old = PipelineLoader.Load(_folder.In("elsewhere"), "cpu"), young = PipelineLoader.Load(Path.Combine(next, "model"), "cpu");
        Assert.All(
            old.Network.named_parameters().Zip(young.Network.named_parameters()),
            pair => Assert.True((pair.First.parameter - pair.Second.parameter).abs().max().item<float>() < 1e-3));
    }

    [Fact]
    public void The_log_tells_every_stretch_also_those_of_the_model_before()
    {
        Assert.True(Begin(TinyRecipe.Create(code: false), new Watcher()).Train(Steps(3), default));
        Assert.True(TrainingRun.Resume(Source, Out, CPU, new Watcher()).Train(Steps(5), default));
        string model = Path.Combine(Out, "model"), next = _folder.In("next");
        Assert.True(TrainingRun.Begin(TinyRecipe.Create(code: false) with { From = model }, Source, next, CPU, new Watcher()).Train(Steps(2), default));
        TrainingLog log = TrainingLog.Of(Path.Combine(next, "model"));
        Assert.Equal([(3L, 12L), (2L, 8L), (2L, 8L)], log.Stretches.Select(s => (s.Updates, s.Pictures)));
        Assert.Equal([true, false, false], log.Stretches.Select(s => s.MissedBefore is null));
        Assert.All(log.Stretches, s => Assert.True(s.MissedAfter is > 0 and < 5));
        Assert.Equal(log.Stretches[0].MissedAfter!.Value, log.Stretches[1].MissedBefore!.Value, 1e-3);
        Assert.StartsWith("model ", log.Stretches[2].From, StringComparison.Ordinal);
        Assert.Equal(28, log.Pictures);
    }

    [Fact]
    public void A_run_says_what_it_sees()
    {
        Watcher watcher = new();
        Begin(TinyRecipe.Create(code: false), watcher).Train(Steps(3), default);
        string said = Assert.Single(watcher.Notes, note => note.StartsWith("At update 3:", StringComparison.Ordinal));
        Assert.Contains("with their words", said, StringComparison.Ordinal);
        Assert.Contains("0 of 6 pictures skipped", said, StringComparison.Ordinal);
        Assert.Contains("of the float32 peak", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_whose_checkpoints_are_all_damaged_is_not_silently_begun_anew()
    {
        Begin(TinyRecipe.Create(code: false), new Watcher()).Train(Steps(3), default);
        foreach (string file in Directory.GetFiles(Path.Combine(Out, "denoiser"), "step-*")) File.WriteAllText(file, "gone");
        Assert.Contains("No checkpoint", Assert.Throws<HippogriffException>(() => TrainingRun.Resume(Source, Out, CPU, new Watcher()).Train(Steps(5), default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_does_not_begin_from_a_model_of_another_network()
    {
        Assert.True(Begin(TinyRecipe.Create(), new Watcher()).Train(Steps(4), default));
        TrainingRecipe other = TinyRecipe.Create() with { From = Path.Combine(Out, "model"), Text = TinyRecipe.Create().Text with { Depth = 0 } };
        TrainingRun run = TrainingRun.Begin(other, Source, _folder.In("next"), CPU, new Watcher());
        Assert.Contains("text_encoder", Assert.Throws<HippogriffException>(() => run.Train(Steps(4), default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_program_is_kept_out_of_a_folder_while_a_run_trains_in_it()
    {
        TrainingRun run = Begin(TinyRecipe.Create(), new Watcher());
        using (FileStream other = new(Path.Combine(Out, "run.lock"), FileMode.Create, FileAccess.Write, FileShare.None))
            Assert.Contains(Out, Assert.Throws<HippogriffException>(() => run.Train(Steps(4), default)).Message, StringComparison.Ordinal);
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
        Assert.True(Begin(TinyRecipe.Create(code: false, "hourglass"), watcher).Train(Steps(3), default));
        Assert.Equal(["denoiser"], watcher.Stages);
        Assert.False(Directory.Exists(Path.Combine(Out, "autoencoder")));
        Assert.False(Directory.Exists(Path.Combine(Out, "model", "vae")));
    }

    [Fact]
    public void In_bfloat16_a_run_is_whole_too()
    {
        Watcher watcher = new();
        Assert.True(Begin(TinyRecipe.Create(network: "transformer") with { Precision = "bfloat16" }, watcher).Train(Steps(6), default));
        using NetworkModel model = PipelineLoader.Load(Path.Combine(Out, "model"), "cpu");
        Assert.Equal(16, TextToImage.Draw(model, TinyModel.Settings("red", 1), 1)[0].Image.Width);
    }

    [Fact]
    public void Stopped_in_the_autoencoder_it_saves_and_goes_on_there()
    {
        using CancellationTokenSource stop = new();
        Assert.False(Begin(TinyRecipe.Create(), new Watcher { OnStep = p => { if (p.State.Step == 4) stop.Cancel(); } }).Train(Steps(20), stop.Token));
        Assert.False(Directory.Exists(Path.Combine(Out, "model")));
        Watcher watcher = new();
        Assert.True(TrainingRun.Resume(Source, Out, CPU, watcher).Train(Steps(20), default));
        Assert.Equal([.. Enumerable.Range(5, 6), .. Enumerable.Range(1, 10)], watcher.Steps.Select(p => (int)p.State.Step));
        Assert.Contains("The autoencoder goes on from step 4.", watcher.Notes);
    }

    [Fact]
    public void Stopped_in_the_denoiser_it_leaves_a_model_and_goes_on_there()
    {
        using CancellationTokenSource stop = new();
        Watcher first = new() { OnStep = p => { if (p.State.Step == 12) stop.Cancel(); } };
        Assert.False(Begin(TinyRecipe.Create(code: false), first).Train(Steps(15), stop.Token));
        using (PipelineLoader.Load(Path.Combine(Out, "model"), "cpu")) { }
        Watcher watcher = new();
        Assert.True(TrainingRun.Resume(Source, Out, CPU, watcher).Train(Steps(15), default));
        Assert.Equal([13, 14, 15], watcher.Steps.Select(p => p.State.Step));
        Assert.Equal(["step-0000012.png", "step-0000015.png"], Directory.GetFiles(Path.Combine(Out, "sheets"), "step-*").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_picture_with_a_new_word_does_not_break_a_resumed_run()
    {
        Begin(TinyRecipe.Create(code: false), new Watcher()).Train(Steps(3), default);
        ColourSource source = new();
        PngFile.Write(Path.Combine(Data, "new.png"), source.Get(0).Image);
        File.WriteAllText(Path.Combine(Data, "new.txt"), "aardvark aardvark aardvark aardvark aardvark aardvark aardvark aardvark");
        Watcher watcher = new();
        Assert.True(TrainingRun.Resume(Source, Out, CPU, watcher).Train(Steps(5), default));
        Assert.Equal([4, 5], watcher.Steps.Select(p => p.State.Step));
        using NetworkModel model = PipelineLoader.Load(Path.Combine(Out, "model"), "cpu");
        Assert.Equal(["aardvark"], model.UnknownWords("a red aardvark"));
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_begun_anew()
    {
        Begin(TinyRecipe.Create(code: false), new Watcher());
        string sentence = Assert.Throws<HippogriffException>(() => Begin(TinyRecipe.Create(code: false), new Watcher())).Message;
        Assert.Contains(Out, sentence, StringComparison.Ordinal);
        Assert.Contains("--resume", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("denoiser")]
    [InlineData("autoencoder")]
    [InlineData("model")]
    public void The_remains_of_a_run_are_not_taken_for_a_new_one(string part)
    {
        _folder.Write($"run/{part}/step-000000009.safetensors", "old");
        Assert.Throws<HippogriffException>(() => Begin(TinyRecipe.Create(code: false), new Watcher()));
    }

    [Fact]
    public void Nothing_cannot_be_resumed()
    {
        string sentence = Assert.Throws<HippogriffException>(() => TrainingRun.Resume(Source, Out, CPU, new Watcher())).Message;
        Assert.Contains(Out, sentence, StringComparison.Ordinal);
        Assert.Contains("--resume", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Captions_out_of_the_data_are_drawn_where_the_recipe_names_none()
    {
        Watcher watcher = new();
        Begin(TinyRecipe.Create(code: false) with { SheetPrompts = [] }, watcher).Train(Steps(2), default);
        Assert.True(ImageFile.Read(Path.Combine(Out, "sheets", "step-0000002.png")).Height > 512); // sixteen pictures of 128 pixels
    }

    [Fact]
    public void A_run_leaves_no_tensor_behind()
    {
        FolderSource source = Source;
        long before = TinyNetworks.Live;
        TrainingRun.Begin(TinyRecipe.Create(), source, Out, CPU, new Watcher()).Train(Steps(6), default);
        Assert.Equal(before, TinyNetworks.Live);
    }
}
