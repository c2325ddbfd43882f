using System.Text.Json;
using Hippogriff.Cli.Commands.Evaluation;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Scenes;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Tests.Evaluation;

/// <summary>
/// Whole evaluations of painters of whom it is known what they draw, by a judge who knows every picture by heart.
/// </summary>
public sealed class ModelEvaluationTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    private const int Seeds = 2;

    private static readonly EvaluationPlan plan = new(
        PromptShare.HeldOut,
        [Category.Counting, Category.Position],
        Prompts: 4,
        Seeds,
        TrainingPictures: 60
    );

    private readonly KnowsByHeart _judge = new();

    [Fact]
    public void Who_draws_what_was_asked_is_right_throughout()
    {
        EvaluationResult result = Run(plan, (prompt, i) => (Truth(prompt), 50 + i));
        Assert.All(result.Categories.Values, f => Assert.Equal((1, 0, 1), (f.Right, f.Error, f.Ceiling)));
        Assert.Equal(["one", "two", "three", "four"], result.Categories[Category.Counting].Parts.Keys);
        // six prompts of which two say "four" would be eight: four do not count
        Assert.Equal(16, result.Categories[Category.Counting].Pictures - 0 + 4);
        Assert.Null(result.Overall);
        Assert.Equal((1, 1), result.Backgrounds);
        Assert.InRange(result.Frechet.Model, 0, result.Frechet.Floor);
        Assert.Equal(0, result.Refusals.WrongPrompts);
        Assert.Equal(result.Pictures.Count, result.Pictures.Select(p => p.Seed).Distinct().Count());
    }

    [Fact]
    public void Who_draws_the_next_prompt_is_wrong_and_the_report_says_what_is_seen()
    {
        EvaluationResult result = Run(
            plan with
            {
                Categories = [Category.Position],
            },
            (prompt, i) => (Next(prompt), 50 + i)
        );
        Assert.Equal(0, result.Categories[Category.Position].Right);
        Assert.Equal(1, result.Categories[Category.Position].Ceiling);
        string page = EvaluationPage.Of(
            result,
            new EvaluationHeading("toy", "0123", "4567", "no steps", 12),
            "nearest.png"
        );
        Assert.Contains("| position | 0.0 % | 0.0 % | 100.0 % |", page, StringComparison.Ordinal);
        Assert.Contains($"- {result.Pictures[0].Prompt.Words}: sees ", page, StringComparison.Ordinal);
        Assert.DoesNotContain("overall", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_drawn_before_it_was_stopped_is_measured()
    {
        int asked = 0;
        EvaluationResult result = Run(
            plan,
            (prompt, i) => ++asked > 9 * Seeds ? throw new OperationCanceledException() : (Truth(prompt), 50 + i)
        );
        Assert.False(result.IsWhole);
        Assert.Equal(9 * Seeds, result.Pictures.Count);
        Assert.All(result.Categories.Values, f => Assert.Equal((1, 1), (f.Right, f.Ceiling)));
    }

    [Fact]
    public void Who_draws_every_seed_alike_has_no_spread()
    {
        EvaluationResult result = Run(plan, (prompt, i) => (Truth(prompt), 50));
        Assert.Equal(0, result.Spread.Model);
        Assert.True(result.Spread.Scenes > 0);
    }

    [Fact]
    public void Who_draws_training_pictures_again_is_a_copier()
    {
        SceneComposer training = scenes.Composer(seed: plan.TrainingSeed);
        EvaluationResult copied = Run(plan, (prompt, i) => (training.Plan((prompt.Seed / 64 + i) % 60).Scene, -1));
        Assert.Equal(1, copied.Copies.Share);
        Assert.InRange(copied.Copies.Chance, 0, 0.1);
        Assert.InRange(copied.Copies.Median, 0, 0.2);
        Assert.All(copied.Nearest, n => Assert.InRange(n.Neighbour.Distance, 0, 0.2));
        EvaluationResult drawn = Run(plan, (prompt, i) => (Truth(prompt), 50 + i));
        Assert.InRange(drawn.Copies.Share, 0, 0.1);
    }

    [Fact]
    public void Nothing_is_drawn_after_cancelling()
    {
        using CancellationTokenSource stop = new();
        int drawn = 0;
        Assert.Throws<OperationCanceledException>(() =>
            new ModelEvaluation(scenes.World, scenes.Sprites, _judge).Run(
                plan,
                (prompt, count, _) =>
                {
                    drawn++;
                    stop.Cancel();
                    return
                    [
                        .. Enumerable
                            .Range(0, count)
                            .Select(i => new TrueScenes(scenes.World, scenes.Sprites, 64).Draw(prompt, i)),
                    ];
                },
                null,
                stop.Token
            )
        );
        Assert.Equal(1, drawn);
    }

    [Fact]
    public void The_document_has_a_field_a_category_and_says_prompts_and_seeds()
    {
        List<EvaluationProgress> heard = [];
        EvaluationPlan all = plan with { Categories = Categories.All, Prompts = 1, Seeds = 1 };
        EvaluationResult result = Run(
            all,
            (prompt, i) => (prompt.Category == Category.Single ? Next(prompt) : Truth(prompt), 50 + i),
            heard.Add
        );
        Assert.Equal(5 / 6.0, result.Overall!.Value, 1e-9);
        Assert.Equal((result.Pictures.Count, result.Pictures.Count), (heard[^1].Done, heard[^1].Total));
        GenerationSettings settings = new()
        {
            Prompt = "",
            NegativePrompt = "",
            Seed = 0,
            Steps = 20,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 4,
            Width = 64,
            Height = 64,
            Model = "toy",
            ModelHash = "0123",
        };
        StringWriter written = new();
        EvaluationView.Write(
            Terminal.Piped(written, new StringWriter()),
            new EvaluationOutcome("toy", "0123", "4567", settings, result, 2),
            json: true
        );
        JsonElement root = JsonDocument.Parse(written.ToString()).RootElement;
        Assert.Equal("4567", root.GetProperty("judgeHash").GetString());
        Assert.Equal(0.8333, root.GetProperty("overall").GetDouble());
        foreach (Category category in Categories.All)
        {
            Assert.Equal(
                category == Category.Single ? 0 : 1,
                root.GetProperty(Categories.NameOf(category)).GetDouble()
            );
            Assert.Equal(1, root.GetProperty("judge").GetProperty(Categories.NameOf(category)).GetDouble());
        }
        foreach (string name in (string[])["noise", "blank", "wrongPrompts"])
            Assert.InRange(root.GetProperty("judge").GetProperty(name).GetDouble(), 0, 1);
        foreach (string name in (string[])["model", "floor", "again"])
            Assert.True(root.GetProperty("frechet").GetProperty(name).GetDouble() >= 0);
        Assert.Equal(60, root.GetProperty("copies").GetProperty("trainingPictures").GetInt32());
        Assert.Equal(0, root.GetProperty("spread").GetProperty("model").GetDouble());
        JsonElement prompt = root.GetProperty("prompts")[0];
        Assert.Equal("single", prompt.GetProperty("category").GetString());
        Assert.Equal(result.Pictures[0].Prompt.Words, prompt.GetProperty("prompt").GetString());
        Assert.Equal([result.Pictures[0].Seed], prompt.GetProperty("seeds").EnumerateArray().Select(s => s.GetInt64()));
        Assert.Equal("held-out", root.GetProperty("set").GetString());
    }

    [Fact]
    public void A_report_is_a_page_with_a_sheet_a_category()
    {
        using TemporaryFolder folder = new();
        EvaluationResult result = Run(
            plan with
            {
                Share = PromptShare.Validation,
                Categories = [Category.Position],
            },
            (prompt, i) => (Truth(prompt), 50 + i)
        );
        string page = EvaluationReport.Write(
            folder.Path,
            result,
            new EvaluationHeading("toy", "0123", "4567", "no steps", 12),
            scenes.Composer(seed: 1)
        );
        Assert.Equal(
            ["nearest.png", "position.png", "report.md"],
            Directory.GetFiles(folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)
        );
        Assert.Contains("are not the model's", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.True(ImageFile.Read(folder.In("position.png")).Width > 500);
    }

    /// <summary>
    /// Runs an evaluation of a painter who answers a prompt and a number with a scene and which of its drawings (-1: as
    /// it stands).
    /// </summary>
    private EvaluationResult Run(
        EvaluationPlan plan,
        Func<EvaluationPrompt, int, (Scene Scene, int Number)> paint,
        Action<EvaluationProgress>? progress = null
    )
    {
        TrueScenes truth = new(scenes.World, scenes.Sprites, 64);
        SceneRenderer renderer = new(scenes.World, scenes.Sprites);
        foreach (PromptShare share in Enum.GetValues<PromptShare>())
        foreach (
            EvaluationPrompt prompt in plan.Categories.SelectMany(c =>
                PromptSet.Of(c, scenes.World, scenes.Sprites, share, plan.Prompts)
            )
        )
            for (int i = 0; i < 2 * plan.Seeds; i++)
                _judge.Learn(truth.Draw(prompt, i), truth.Of(prompt, i));
        return new ModelEvaluation(scenes.World, scenes.Sprites, _judge).Run(
            plan,
            (prompt, count, _) =>
                [
                    .. Enumerable
                        .Range(0, count)
                        .Select(i =>
                        {
                            (Scene asked, int number) = paint(prompt, i);
                            Scene scene = number < 0 ? asked : truth.Of(prompt with { Scene = asked }, number);
                            RgbImage image = renderer.Render(scene, 64);
                            _judge.Learn(image, scene);
                            return image;
                        }),
                ],
            progress is null ? null : new Told(progress)
        );
    }

    private static Scene Truth(EvaluationPrompt prompt) => prompt.Scene;

    private Scene Next(EvaluationPrompt prompt)
    {
        List<EvaluationPrompt> all =
        [
            .. PromptSet.Of(prompt.Category, scenes.World, scenes.Sprites, PromptShare.HeldOut),
        ];
        return all[(all.FindIndex(p => p.Words == prompt.Words) + 1) % all.Count].Scene;
    }

    private sealed class Told(Action<EvaluationProgress> tell) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => tell(value);
    }

    /// <summary>
    /// Sees in a picture what was learned of it, in others nothing; its features are a few of the pixels.
    /// </summary>
    private sealed class KnowsByHeart : IJudge
    {
        private readonly Dictionary<ulong, Sighting> _known = [];

        public void Learn(RgbImage image, Scene scene) => _known[Key(image)] = Sighting.Of(scene);

        public IReadOnlyList<Opinion> Look(IReadOnlyList<RgbImage> pictures) =>
            [
                .. pictures.Select(p => new Opinion(
                    _known.GetValueOrDefault(Key(p)) ?? new Sighting([], null, "", Doing.None),
                    [.. Enumerable.Range(1, 6).Select(i => (float)p.Pixels[p.Pixels.Length / 7 * i])]
                )),
            ];

        private static ulong Key(RgbImage image) => HeldOut.Hash(Convert.ToHexString(image.Pixels));
    }
}
