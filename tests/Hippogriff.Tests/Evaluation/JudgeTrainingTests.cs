using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;
using Hippogriff.Imaging;
using Hippogriff.Training.Loop;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Evaluation;

/// <summary>One judge, trained in seconds on a tiny world, and what it must refuse.</summary>
public sealed class JudgeTrainingTests(JudgeTrainingTests.TrainedJudge trained)
    : IClassFixture<JudgeTrainingTests.TrainedJudge>
{
    [Fact]
    public void A_run_that_is_stopped_goes_on_where_it_stood()
    {
        Assert.Equal(40, trained.StoppedAt);
        Assert.Equal(41, trained.Steps[40]);
        Assert.Equal(TrainedJudge.Recipe.Steps, trained.Steps[^1]);
    }

    [Fact]
    public void It_sees_what_is_there()
    {
        TrueScenes truth = new(trained.Tiny.World, trained.Tiny.Sprites, 16);
        foreach (string thing in (string[])["disc", "square", "triangle"])
        {
            RgbImage[] images = [.. Enumerable.Range(0, 20).Select(i => truth.Draw(Prompt(thing), i))];
            Assert.InRange(trained.Judge.Look(images).Count(o => Scoring.Judge(Prompt(thing), o.Seen).Right), 16, 20);
        }
    }

    [Fact]
    public void It_refuses_noise_blank_sheets_and_wrong_prompts()
    {
        TrueScenes truth = new(trained.Tiny.World, trained.Tiny.Sprites, 16);
        EvaluationPrompt[] prompts = [.. ((string[])["disc", "square", "triangle"]).Select(Prompt)];
        RefusalRates rates = Calibration.Refusals(
            trained.Judge,
            prompts,
            truth,
            trained.Tiny.World,
            trained.Tiny.Sprites
        );
        Assert.InRange(rates.Noise, 0, 0.2); // a sheet of one colour is noise too
        Assert.Equal(0, rates.Blank);
        Assert.Equal(0, rates.WrongPrompts);
    }

    [Fact]
    public void Rates_tell_a_judge_that_sees_things_everywhere()
    {
        TrueScenes truth = new(trained.Tiny.World, trained.Tiny.Sprites, 16);
        RefusalRates rates = Calibration.Refusals(
            new SeesDiscs(),
            [Prompt("disc"), Prompt("square"), Prompt("triangle")],
            truth,
            trained.Tiny.World,
            trained.Tiny.Sprites
        );
        // of the triangle it is asked whether it is a disc
        Assert.Equal((1, 1, 1 / 3.0), (rates.Noise, rates.Blank, rates.WrongPrompts));
    }

    [Fact]
    public void The_threshold_is_the_one_with_which_most_scenes_are_seen_exactly()
    {
        Scene disc = Prompt("disc").Scene,
            nothing = disc with { Things = [] };
        (Sighting, Scene)[] seen =
        [
            (Seen(("disc", 0.9), ("square", 0.2)), disc),
            (Seen(("disc", 0.8)), disc),
            (Seen(("disc", 0.62)), disc),
            (Seen(("disc", 0.38)), nothing),
            (Seen(("disc", 0.12)), disc),
        ];
        Assert.InRange(Calibration.Threshold(seen), 0.4, 0.6); // 0.38 must go and 0.62 stay
    }

    [Fact]
    public void A_judge_is_made_once()
    {
        using Judge again = Make(trained.Tiny.World, trained.Folder.Path)!;
        Assert.Equal(trained.Judge.Threshold, again.Threshold);
        RgbImage image = new TrueScenes(trained.Tiny.World, trained.Tiny.Sprites, 16).Draw(Prompt("disc"), 3);
        Assert.Equal(trained.Judge.Look([image])[0].Features, again.Look([image])[0].Features);
    }

    [Fact]
    public void A_judge_of_another_world_or_without_its_card_is_refused()
    {
        SceneWorld other = trained.Tiny.World with { Colours = ["pink", "black"] };
        Assert.Contains(
            "another world",
            Assert.Throws<HippogriffException>(() => Make(other, trained.Folder.Path)).Message,
            StringComparison.Ordinal
        );
        using TemporaryFolder damaged = new();
        damaged.Write("judge.safetensors", File.ReadAllBytes(trained.Folder.In("judge.safetensors")));
        Assert.Contains(
            "judge.json' cannot be read",
            Assert.Throws<HippogriffException>(() => Make(trained.Tiny.World, damaged.Path)).Message,
            StringComparison.Ordinal
        );
        damaged.Write(
            "judge.json",
            System.Text.Encoding.UTF8.GetBytes(
                File.ReadAllText(trained.Folder.In("judge.json"))
                    .Replace("\"making\": 2", "\"making\": 1", StringComparison.Ordinal)
            )
        );
        Assert.Contains(
            "another version of Hippogriff",
            Assert.Throws<HippogriffException>(() => Make(trained.Tiny.World, damaged.Path)).Message,
            StringComparison.Ordinal
        );
        damaged.Write("judge.json", "{}");
        Assert.Contains(
            "judge.json' cannot be read",
            Assert.Throws<HippogriffException>(() => Make(trained.Tiny.World, damaged.Path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_shipped_judge_knows_the_built_in_world_and_no_other()
    {
        string folder = JudgeFolder.Shipped(SceneWorld.First)!;
        Assert.Equal("judge", Path.GetFileName(folder));
        using Judge shipped = JudgeFolder.Open(SceneWorld.First, folder, CPU);
        Assert.Contains(
            $"hash {shipped.Hash}",
            File.ReadAllText(Path.Combine(folder, "README.md")),
            StringComparison.Ordinal
        );
        SceneRandom random = new(3, 3);
        RgbImage[] nothing = [.. Enumerable.Range(0, 8).Select(_ => JudgeLessons.Noise(64, ref random))];
        Assert.All(shipped.Look(nothing), opinion => Assert.Equal("nothing", opinion.Seen.Describe()));
        Assert.Null(JudgeFolder.Shipped(SceneWorld.First with { Colours = ["pink"] }));
    }

    [Fact]
    public void Pictures_of_another_size_are_scaled_to_what_it_knows()
    {
        RgbImage image = new TrueScenes(trained.Tiny.World, trained.Tiny.Sprites, 64).Draw(Prompt("square"), 1);
        Assert.Equal("square", trained.Judge.Look([image])[0].Seen.Describe());
    }

    private Judge? Make(SceneWorld world, string folder) =>
        JudgeTraining.Make(
            world,
            trained.Tiny.Sprites,
            new JudgePlan(folder, CPU, TrainedJudge.Recipe),
            new Silent(),
            default
        );

    private static EvaluationPrompt Prompt(string thing) =>
        new(
            Category.Single,
            "",
            $"a {thing} on yellow",
            new Scene
            {
                Things =
                [
                    new SceneThing
                    {
                        Concept = thing,
                        Style = "toy",
                        Box = new SceneBox(0.1, 0.1, 0.8, 0.8),
                    },
                ],
                Background = "yellow",
            },
            0
        );

    private static Sighting Seen(params (string Thing, double Certainty)[] things) =>
        new([.. things.Select(t => new SeenThing(t.Thing, null, 0.5, 0.5, t.Certainty))], null, "yellow", Doing.None);

    private sealed class SeesDiscs : IJudge
    {
        public IReadOnlyList<Opinion> Look(IReadOnlyList<RgbImage> pictures) =>
            [.. pictures.Select(_ => new Opinion(Seen(("disc", 1)), [0]))];
    }

    private sealed class Silent : ITrainingObserver
    {
        public void Stage(string name, string description) { }

        public void Step(TrainingProgress progress) { }

        public void Note(string sentence) { }
    }

    /// <summary>Trains the judge, in two pieces.</summary>
    public sealed class TrainedJudge : ITrainingObserver, IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public TrainedJudge()
        {
            Assert.Null(
                JudgeTraining.Make(Tiny.World, Tiny.Sprites, new JudgePlan(Folder.Path, CPU, Recipe), this, _stop.Token)
            );
            Judge = JudgeTraining.Make(
                Tiny.World,
                Tiny.Sprites,
                new JudgePlan(Folder.Path, CPU, Recipe),
                this,
                default
            )!;
        }

        public static JudgeRecipe Recipe { get; } = new(Steps: 500, BatchSize: 12, Width: 16, LearningRate: 5e-3);

        internal TinyWorld Tiny { get; } = new();

        internal TemporaryFolder Folder { get; } = new();

        public Judge Judge { get; }

        internal List<long> Steps { get; } = [];

        internal long StoppedAt { get; private set; }

        public void Stage(string name, string description) { }

        public void Note(string sentence) { }

        public void Step(TrainingProgress progress)
        {
            Steps.Add(progress.State.Step);
            if (progress.State.Step != 40)
                return;
            StoppedAt = 40;
            _stop.Cancel();
        }

        public void Dispose()
        {
            Judge.Dispose();
            _stop.Dispose();
            Folder.Dispose();
            Tiny.Dispose();
        }
    }
}
