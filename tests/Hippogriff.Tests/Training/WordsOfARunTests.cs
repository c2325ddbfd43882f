using Hippogriff.Data.Captions;
using Hippogriff.Models.Text;
using Hippogriff.Training;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Recipes;
using static Hippogriff.Tests.Training.ColourRuns;

namespace Hippogriff.Tests.Training;

/// <summary>What is said before hours are spent, and what a kill in the middle of them leaves.</summary>
public sealed class WordsOfARunTests : IDisposable
{
    private readonly ColourRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    private void Captions(string caption)
    {
        foreach (string file in Directory.GetFiles(_runs.Data, "*.txt"))
            File.WriteAllText(file, caption);
    }

    [Fact]
    public void A_run_that_goes_on_with_other_words_says_at_once_that_it_knows_none_of_them()
    {
        _runs.Train(TinyRecipe.Create(latent: false), 2);
        Captions("wholly other words");
        Watcher watcher = new();
        _runs.Resume(watcher).Train(Steps(3), default);
        string said = Assert.Single(watcher.Notes, note => note.Contains("knows none", StringComparison.Ordinal));
        Assert.Contains("'wholly'", said, StringComparison.Ordinal);
        Captions("a red zebra");
        Watcher again = new();
        _runs.Resume(again).Train(Steps(4), default);
        Assert.Contains(
            "'zebra'",
            Assert.Single(again.Notes, note => note.Contains("does not know", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Captions_that_are_longer_than_what_is_read_are_counted_before_the_training()
    {
        TrainingRecipe recipe = TinyRecipe.Create(latent: false);
        Captions(string.Join(' ', Enumerable.Range(0, recipe.Text.Length + 3).Select(i => $"w{i}")));
        Watcher watcher = new();
        _runs.Train(recipe, 1, watcher: watcher);
        Assert.Contains(
            $"{recipe.Text.Length + 3}",
            Assert.Single(
                watcher.Notes,
                note => note.Contains($"more than the {recipe.Text.Length} words", StringComparison.Ordinal)
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Captions_are_read_as_the_model_reads_them()
    {
        Captions("a red box on a table");
        CaptionReading read = CaptionReading.Of(
            _runs.Source(),
            new Vocabulary([Vocabulary.Padding, Vocabulary.Unknown, "a", "red", "table"]),
            3
        );
        // "table" finds no place any more
        Assert.Equal((6, 6, 6, 0), (read.Captions, read.Cut, read.Longest, read.Mute));
        Assert.Equal(["box", "on"], read.Unknown);
        Assert.Empty(
            CaptionReading.Of(_runs.Source(), Vocabulary.From(["a red box on a table"]), 6).Diagnostics("run")
        );
    }

    [Fact]
    public void A_log_that_cannot_be_read_is_found_before_the_training()
    {
        _runs.Train(TinyRecipe.Create(latent: false), 2);
        File.WriteAllText(_runs.In("run/training_log.json"), "");
        Watcher watcher = new();
        Assert.Contains(
            "training_log.json",
            Assert.Throws<HippogriffException>(() => _runs.Resume(watcher).Train(Steps(4), default)).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(watcher.Steps);
    }

    [Fact]
    public void Curve_and_log_reach_as_far_as_the_checkpoint_whenever_the_run_is_killed()
    {
        TrainingRecipe recipe = TinyRecipe.Create() with { CheckpointMinutes = 0, SheetMinutes = 1e6 };
        Snapshot snapshot = new(_runs.Out, _runs.In("killed"), "denoiser", 18);
        TrainingRun
            .Begin(recipe, _runs.Source(recipe), _runs.Out, TorchSharp.torch.CPU, snapshot)
            .Train(Steps(44), default);
        Assert.Equal([10], LossRow.Read(_runs.In("killed/denoiser/loss.csv")).Select(row => row.Step));
        Assert.Equal([10, 20], LossRow.Read(_runs.In("killed/autoencoder/loss.csv")).Select(row => row.Step));
        Stretch stretch = Assert.Single(TrainingLog.Of(_runs.In("killed")).Stretches);
        Assert.Equal(17, stretch.Updates);
        Assert.NotNull(stretch.AutoencoderPictures);
        _runs.Resume(name: "killed", recipe: recipe).Train(Steps(44), default);
        TrainingLog whole = TrainingLog.Of(_runs.In("killed"));
        Assert.Equal(22, whole.Stretches.Sum(s => s.Updates));
        Assert.Equal([10, 20], LossRow.Read(_runs.In("killed/denoiser/loss.csv")).Select(row => row.Step));
    }

    /// <summary>Copies the run's folder in the middle of a step, which is what a kill there leaves.</summary>
    private sealed class Snapshot(string run, string to, string stage, long step) : ITrainingObserver
    {
        private string _stage = "";

        public void Stage(string name, string description) => _stage = name;

        public void Note(string sentence) { }

        public void Step(TrainingProgress progress)
        {
            if (_stage != stage || progress.State.Step != step)
                return;
            foreach (
                string file in Directory
                    .GetFiles(run, "*", SearchOption.AllDirectories)
                    .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            )
            {
                string copy = Path.Combine(to, Path.GetRelativePath(run, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }
    }
}
