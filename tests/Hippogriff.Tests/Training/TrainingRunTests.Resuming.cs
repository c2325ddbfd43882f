using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Training;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using static Hippogriff.Tests.Training.ColourRuns;

namespace Hippogriff.Tests.Training;

public sealed partial class TrainingRunTests
{
    [Fact]
    public void After_a_kill_the_last_stretch_of_the_log_ends_where_the_checkpoint_is()
    {
        TrainingLog log = new([
            new("a", "cpu", 500, 50, 5),
            new("b", "cpu", 100, 10, 2) { From = "first" },
            new("c", "cpu", 80, 8, 1.5),
        ]);
        Assert.Equal((30 + 80L, 3 + 8L, 2.5), Last(RunHistory.Kept(log, new TrainingState(21, 210, 270))));
        Assert.Equal((40L, 4L, 0.5), Last(RunHistory.Kept(log, new TrainingState(14, 140, 150))));
        Assert.Same(log, RunHistory.Kept(log, new TrainingState(18, 180, 210)));

        static (long, long, double) Last(TrainingLog log) =>
            (log.Stretches[^1].Pictures, log.Stretches[^1].Updates, log.Stretches[^1].Minutes);
    }

    [Fact]
    public void A_run_whose_checkpoints_are_all_damaged_is_not_silently_begun_anew()
    {
        _runs.Begin(TinyRecipe.Create(latent: false)).Train(Steps(3), default);
        foreach (string file in Directory.GetFiles(Path.Combine(Out, "denoiser"), "step-*"))
            File.WriteAllText(file, "gone");
        Assert.Contains(
            "No checkpoint",
            Assert.Throws<HippogriffException>(() => _runs.Resume().Train(Steps(5), default)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Stopped_in_the_autoencoder_it_saves_and_goes_on_there()
    {
        using CancellationTokenSource stop = new();
        Assert.False(
            _runs
                .Begin(
                    TinyRecipe.Create(),
                    new Watcher
                    {
                        OnStep = p =>
                        {
                            if (p.State.Step == 4)
                                stop.Cancel();
                        },
                    }
                )
                .Train(Steps(20), stop.Token)
        );
        Assert.False(Directory.Exists(Path.Combine(Out, "model")));
        Watcher watcher = new();
        Assert.True(_runs.Resume(watcher).Train(Steps(20), default));
        Assert.Equal(
            [.. Enumerable.Range(5, 6), .. Enumerable.Range(1, 10)],
            watcher.Steps.Select(p => (int)p.State.Step)
        );
        Said.ByOne("autoencoder goes on ... 4.", watcher.Notes);
    }

    [Fact]
    public void Stopped_in_the_denoiser_it_leaves_a_model_and_goes_on_there()
    {
        using CancellationTokenSource stop = new();
        Watcher first = new()
        {
            OnStep = p =>
            {
                if (p.State.Step == 12)
                    stop.Cancel();
            },
        };
        Assert.False(_runs.Begin(TinyRecipe.Create(latent: false), first).Train(Steps(15), stop.Token));
        using (PipelineLoader.Load(_runs.In("run/model"))) { }
        Watcher watcher = new();
        Assert.True(_runs.Resume(watcher).Train(Steps(15), default));
        Assert.Equal([13, 14, 15], watcher.Steps.Select(p => p.State.Step));
        Assert.Equal(
            ["step-0000012.png", "step-0000015.png"],
            Directory
                .GetFiles(Path.Combine(Out, "sheets"), "step-*")
                .Select(f => Path.GetFileName(f)!)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_picture_with_a_new_word_does_not_break_a_resumed_run()
    {
        _runs.Begin(TinyRecipe.Create(latent: false)).Train(Steps(3), default);
        ColourSource source = new();
        PngFile.Write(Path.Combine(_runs.Data, "new.png"), source.Get(0).Image);
        File.WriteAllText(
            Path.Combine(_runs.Data, "new.txt"),
            "aardvark aardvark aardvark aardvark aardvark aardvark aardvark aardvark"
        );
        Watcher watcher = new();
        Assert.True(_runs.Resume(watcher).Train(Steps(5), default));
        Assert.Equal([4, 5], watcher.Steps.Select(p => p.State.Step));
        using NetworkModel model = PipelineLoader.Load(_runs.In("run/model"));
        Assert.Equal(["aardvark"], model.ReadingOf("a red aardvark").Unknown);
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_begun_anew()
    {
        _runs.Begin(TinyRecipe.Create(latent: false));
        string sentence = Assert
            .Throws<HippogriffException>(() => _runs.Begin(TinyRecipe.Create(latent: false)))
            .Message;
        Assert.Contains(Out, sentence, StringComparison.Ordinal);
        Assert.Contains("--resume", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("denoiser")]
    [InlineData("autoencoder")]
    [InlineData("model")]
    public void The_remains_of_a_run_are_not_taken_for_a_new_one(string part)
    {
        _runs.Folder.Write($"run/{part}/step-000000009.safetensors", "old");
        Assert.Throws<HippogriffException>(() => _runs.Begin(TinyRecipe.Create(latent: false)));
    }

    [Fact]
    public void Nothing_cannot_be_resumed()
    {
        string sentence = Assert.Throws<HippogriffException>(() => _runs.Resume()).Message;
        Assert.Contains(Out, sentence, StringComparison.Ordinal);
        Assert.Contains("--resume", sentence, StringComparison.Ordinal);
    }
}
