using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Story.Training;
using Hippogriff.Story.Training.Evaluation;
using Hippogriff.Tests.Training;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;

namespace Hippogriff.Tests.Stories;

[Collection(nameof(Alone))]
public sealed class StoryRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_was_stopped_ends_bit_equal_to_one_that_was_not()
    {
        Quiet quiet = new();
        Assert.True(
            StoryRun
                .Begin(Recipe(), _folder.In("whole"), quiet)
                .Train(new TrainingLength(6, null), CancellationToken.None)
        );
        using CancellationTokenSource stop = new();
        Assert.False(
            StoryRun
                .Begin(Recipe(), _folder.In("parts"), new Quiet { Stop = stop })
                .Train(new TrainingLength(6, null), stop.Token)
        );
        Assert.True(
            StoryRun.Resume(_folder.In("parts"), quiet).Train(new TrainingLength(6, null), CancellationToken.None)
        );
        Assert.Equal(
            File.ReadAllBytes(_folder.In("whole/model/model.safetensors")),
            File.ReadAllBytes(_folder.In("parts/model/model.safetensors"))
        );
        Assert.Equal(
            File.ReadAllText(_folder.In("whole/words.txt")),
            File.ReadAllText(_folder.In("whole/model/words.txt"))
        );
    }

    [Fact]
    public void A_few_updates_make_a_model_that_plays_and_can_be_measured()
    {
        Quiet quiet = new();
        StoryRun run = StoryRun.Begin(Recipe() with { BatchSize = 16 }, _folder.In("run"), quiet);
        run.Train(new TrainingLength(40, null), CancellationToken.None);
        Assert.True(quiet.Losses[^1] < 0.9 * quiet.Losses[0], $"{quiet.Losses[0]} to {quiet.Losses[^1]}");
        using StoryModel model = StoryFolder.Load(run.Model);
        IReadOnlyList<string> plot = new PlotFinder(model).Find(
            new PlotRequest
            {
                Start = ["gold", "popsicle", "clown", "banana"],
                Wish = new StoryWish(null, "mystery", "France"),
                Seed = 1,
            }
        );
        Assert.Equal(4, plot.Count);
        Assert.All(plot, word => Assert.True(model.Words.TryFind(word, out _)));
        StoryReport report = new StoryEvaluation(model, [], new StoryEvaluationPlan(12, 300, Steps: 4)).Run(
            null,
            null,
            CancellationToken.None
        );
        // before it has learned anything a word costs the logarithm of the list's length
        Assert.InRange(report.ComposedBound.Model, 3, 15);
        Assert.InRange(report.ComposedWrong.First, 0, 1);
        Assert.Null(report.FilmBound);
        Assert.InRange(report.Free.Entropy, 0.5, 7);
    }

    [Fact]
    public void A_run_begins_with_the_words_and_weights_of_a_model_and_one_of_another_size_is_refused()
    {
        Quiet quiet = new(),
            next = new();
        StoryRun first = StoryRun.Begin(Recipe() with { BatchSize = 16 }, _folder.In("first"), quiet);
        first.Train(new TrainingLength(40, null), CancellationToken.None);
        StoryRecipe more = Recipe() with { BatchSize = 16, From = first.Model, ComposedPlots = 200, Seed = 2 };
        StoryRun.Begin(more, _folder.In("more"), next).Train(new TrainingLength(3, null), CancellationToken.None);
        Assert.True(
            next.Losses[0] < 0.9 * quiet.Losses[0],
            $"It began at {next.Losses[0]}, the first run at {quiet.Losses[0]}."
        );
        Assert.Equal(File.ReadAllText(_folder.In("first/words.txt")), File.ReadAllText(_folder.In("more/words.txt")));
        Directory.Delete(first.Model, recursive: true); // it is needed no more
        Assert.True(
            StoryRun.Resume(_folder.In("more"), quiet).Train(new TrainingLength(4, null), CancellationToken.None)
        );

        StoryRun wider = StoryRun.Begin(
            more with
            {
                Width = 64,
                From = Path.Combine(_folder.In("more"), "model"),
            },
            _folder.In("wider"),
            quiet
        );
        Assert.Contains(
            "its width is 32, not 64",
            Assert
                .Throws<HippogriffException>(() => wider.Train(new TrainingLength(1, null), CancellationToken.None))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Blanks_may_be_learned_from_a_model_of_wrong_words_but_not_the_other_way_round()
    {
        Quiet quiet = new();
        StoryRun words = StoryRun.Begin(Recipe() with { BatchSize = 8 }, _folder.In("words"), quiet);
        words.Train(new TrainingLength(2, null), CancellationToken.None);
        StoryRun blanks = StoryRun.Begin(
            Recipe() with
            {
                BatchSize = 8,
                From = words.Model,
                Corruption = Corruption.Mask,
            },
            _folder.In("blanks"),
            quiet
        );
        Assert.True(blanks.Train(new TrainingLength(2, null), CancellationToken.None));
        using (StoryModel made = StoryFolder.Load(blanks.Model))
            Assert.Equal(Corruption.Mask, made.Config.Corruption);
        StoryRun back = StoryRun.Begin(Recipe() with { BatchSize = 8, From = blanks.Model }, _folder.In("back"), quiet);
        Assert.Contains(
            "taught with Mask noise",
            Assert
                .Throws<HippogriffException>(() => back.Train(new TrainingLength(1, null), CancellationToken.None))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Folders_that_hold_something_else_are_refused()
    {
        Quiet quiet = new();
        StoryRun.Begin(Recipe(), _folder.In("run"), quiet);
        Assert.Contains(
            "--resume",
            Assert.Throws<HippogriffException>(() => StoryRun.Begin(Recipe(), _folder.In("run"), quiet)).Message,
            StringComparison.Ordinal
        );
        _folder.Write("full/notes.txt", "mine");
        Assert.Contains(
            "not empty",
            Assert.Throws<HippogriffException>(() => StoryRun.Begin(Recipe(), _folder.In("full"), quiet)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no story training",
            Assert.Throws<HippogriffException>(() => StoryRun.Resume(_folder.In("full"), quiet)).Message,
            StringComparison.Ordinal
        );
        File.WriteAllText(_folder.In("run/story-run.json"), "{\"nme\": 1}");
        Assert.Contains(
            "story-run.json",
            Assert.Throws<HippogriffException>(() => StoryRun.Resume(_folder.In("run"), quiet)).Message,
            StringComparison.Ordinal
        );
    }

    private static StoryRecipe Recipe() =>
        new(
            "tiny",
            BatchSize: 4,
            Width: 32,
            Depth: 1,
            ComposedPlots: 300,
            LearningRateSchedule: new LearningRateSchedule(5e-3, 5),
            Precision: "float32"
        );

    private sealed class Quiet : ITrainingObserver
    {
        public List<double> Losses { get; } = [];

        public void Stage(string name, string description) { }

        public CancellationTokenSource? Stop { get; init; }

        public void Step(TrainingProgress progress)
        {
            Losses.Add(progress.Loss);
            if (Losses.Count == 3)
                Stop?.Cancel();
        }

        public void Note(string sentence) { }
    }
}
