using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Evaluation;

/// <summary>Settings of an evaluation.</summary>
/// <param name="Share">Share of the prompts.</param>
/// <param name="Categories">Categories.</param>
/// <param name="Prompts">Prompts per category, 1 to <see cref="PromptSet.Default"/>.</param>
/// <param name="Seeds">Pictures per prompt, 1 to <see cref="PromptSet.MostSeeds"/>.</param>
/// <param name="TrainingSeed">Seed of the generator's training scenes, for the search for copies.</param>
/// <param name="TrainingPictures">Number of training scenes to search.</param>
public sealed record EvaluationPlan(
    PromptShare Share,
    IReadOnlyList<Category> Categories,
    int Prompts = PromptSet.Default,
    int Seeds = 4,
    long TrainingSeed = 1,
    int TrainingPictures = 8_192
)
{
    /// <summary>
    /// Another one composes other prompts; 0 for those of all published figures but those of
    /// <see cref="Category.Compound"/>, which say their seed.
    /// </summary>
    public long PromptSeed { get; init; }

    /// <summary>Composes the prompts of both shares, so that a world that is too small is found early.</summary>
    /// <param name="world">The world of the prompts.</param>
    /// <param name="sprites">Its artwork.</param>
    /// <exception cref="HippogriffException">The world is too small for this number of prompts.</exception>
    public void Require(SceneWorld world, SpriteLibrary sprites)
    {
        foreach (PromptShare share in Enum.GetValues<PromptShare>())
        foreach (Category category in Categories)
            PromptSet.Of(category, world, sprites, share, Prompts, PromptSeed);
    }
}

/// <summary>Progress of an evaluation.</summary>
/// <param name="Done">Pictures drawn.</param>
/// <param name="Total">Pictures to draw.</param>
/// <param name="Right">Number of correct pictures so far.</param>
public sealed record EvaluationProgress(int Done, int Total, int Right);

/// <summary>Draws <paramref name="count"/> pictures of a prompt: picture i from the prompt's seed + i.</summary>
public delegate IReadOnlyList<RgbImage> DrawPrompt(
    EvaluationPrompt prompt,
    int count,
    CancellationToken cancellationToken
);

/// <summary>
/// A closed-world GenEval: draws the prompts, lets a judge detect things in the pictures, and compares with composed
/// scenes of the same prompts.
/// </summary>
/// <param name="world">The world of the prompts; the judge gets pictures of its size.</param>
/// <param name="sprites">Its artwork.</param>
/// <param name="judge">The judge.</param>
/// <param name="enlarged">Ratio of the drawn size to the world's size, per side. Drawn pictures are reduced before
/// judging; composed scenes are drawn in the same size and reduced too.</param>
public sealed class ModelEvaluation(SceneWorld world, SpriteLibrary sprites, IJudge judge, int enlarged = 1)
{
    private const int ShownNeighbours = 12,
        LeastMeasured = 16;
    private readonly TrueScenes _truth = new(world, sprites, world.PictureSize, enlarged);

    /// <summary>Evaluates the pictures of <paramref name="draw"/>.</summary>
    /// <param name="plan">Settings of an evaluation.</param>
    /// <param name="draw">Draws pictures.</param>
    /// <param name="progress">Called after every prompt.</param>
    /// <param name="cancellationToken">Stops within a sampling step. If enough pictures exist by then, they are
    /// evaluated (<see cref="EvaluationResult.IsWhole"/>).</param>
    /// <exception cref="HippogriffException">The world is too small for this number of prompts.</exception>
    public EvaluationResult Run(
        EvaluationPlan plan,
        DrawPrompt draw,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        // 1. The pictures of the model, and what the judge sees in them.
        IReadOnlyList<EvaluationPrompt> prompts = Prompts(plan, plan.Share);
        List<JudgedPicture> pictures = Draw(plan, prompts, draw, progress, cancellationToken);
        bool whole = pictures.Count == prompts.Count * plan.Seeds;
        if (!whole)
            (prompts, plan, cancellationToken) = (
                [.. prompts.Take(pictures.Count / plan.Seeds)],
                Measured(plan, pictures),
                default
            );

        // 2. What the judge sees in composed scenes of the same prompts.
        IReadOnlyList<RgbImage> scenes = _truth.Draw(prompts, plan.Seeds);
        JudgedPicture[] truths = [.. Judged(scenes, i => (prompts[i / plan.Seeds], i % plan.Seeds))];

        // 3. Distances: from the truth, from training pictures, and between seeds.
        float[][] drawn = Features(pictures.Select(p => p.Opinion)),
            truth = Features(truths.Select(t => t.Opinion));
        FrechetFigure frechet = Frechet(plan, prompts, drawn, truth);
        SceneComposer training = new(world, sprites, plan.TrainingSeed);
        CopyCheck check = CopyCheck.Of(training, plan.TrainingPictures);
        IReadOnlyList<Neighbour> neighbours = check.Nearest([.. pictures.Select(p => p.Image)]),
            unseen = check.Nearest(scenes);
        cancellationToken.ThrowIfCancellationRequested();
        return new EvaluationResult
        {
            IsWhole = whole,
            Share = plan.Share,
            Categories = plan.Categories.ToDictionary(c => c, c => Figure(Of(c, pictures), Of(c, truths))),
            Atoms = AtomFigure.Of(pictures.Select(p => (p.Prompt, p.Opinion.Seen))),
            TrueAtoms = AtomFigure.Of(truths.Select(t => (t.Prompt, t.Opinion.Seen))),
            Backgrounds = (Backgrounds(pictures), Backgrounds(truths)),
            Refusals = Calibration.Refusals(judge, prompts, _truth, world, sprites),
            Frechet = frechet,
            Copies = Copies(pictures, neighbours, truths, unseen, training, check.Count),
            Spread = new SpreadFigure(SeedSpread.Of(drawn, plan.Seeds), SeedSpread.Of(truth, plan.Seeds)),
            Pictures = pictures,
            Nearest = [.. pictures.Zip(neighbours).OrderBy(p => p.Second.Distance).Take(ShownNeighbours)],
        };
    }

    /// <summary>
    /// The judged pictures of all prompts; of the first ones only, if it was stopped with enough of them.
    /// </summary>
    private List<JudgedPicture> Draw(
        EvaluationPlan plan,
        IReadOnlyList<EvaluationPrompt> prompts,
        DrawPrompt draw,
        IProgress<EvaluationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        List<JudgedPicture> pictures = [];
        foreach (EvaluationPrompt prompt in prompts)
        {
            RgbImage[] drawn;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                drawn =
                [
                    .. draw(prompt, plan.Seeds, cancellationToken).Select(one => ImageScaling.Reduce(one, enlarged)),
                ];
            }
            catch (OperationCanceledException) when (pictures.Count >= LeastMeasured)
            {
                break;
            }
            pictures.AddRange(Judged(drawn, i => (prompt, prompt.Seed + i)));
            progress?.Report(
                new EvaluationProgress(pictures.Count, prompts.Count * plan.Seeds, pictures.Count(p => p.Verdict.Right))
            );
        }
        return pictures;
    }

    private IEnumerable<JudgedPicture> Judged(
        IReadOnlyList<RgbImage> images,
        Func<int, (EvaluationPrompt Prompt, long Seed)> of
    ) =>
        judge
            .Look(images)
            .Select(
                (opinion, i) =>
                {
                    (EvaluationPrompt prompt, long seed) = of(i);
                    return new JudgedPicture(prompt, seed, images[i], opinion, Scoring.Judge(prompt, opinion.Seen));
                }
            );

    /// <summary>The plan without the categories of which no picture that counts was drawn.</summary>
    private static EvaluationPlan Measured(EvaluationPlan plan, List<JudgedPicture> pictures) =>
        plan with
        {
            Categories =
            [
                .. plan.Categories.Where(category =>
                    pictures.Any(p => p.Prompt.Category == category && p.Prompt.Counts)
                ),
            ],
        };

    private static JudgedPicture[] Of(Category category, IEnumerable<JudgedPicture> pictures) =>
        [.. pictures.Where(p => p.Prompt.Category == category)];

    /// <summary>
    /// The distance of the pictures from composed scenes. Beside it stand those of scenes of the other share, and of
    /// other scenes of the same prompts.
    /// </summary>
    private FrechetFigure Frechet(
        EvaluationPlan plan,
        IReadOnlyList<EvaluationPrompt> prompts,
        float[][] drawn,
        float[][] truth
    )
    {
        IReadOnlyList<EvaluationPrompt> others = Prompts(
            plan,
            plan.Share == PromptShare.HeldOut ? PromptShare.Validation : PromptShare.HeldOut
        );
        float[][] other = Features(judge.Look(_truth.Draw(others, plan.Seeds))),
            again = Features(judge.Look(_truth.Draw(prompts, plan.Seeds, first: plan.Seeds)));
        return new FrechetFigure(
            FrechetDistance.Between(drawn, truth),
            FrechetDistance.Between(other, truth),
            FrechetDistance.Between(again, truth),
            drawn.Length
        );
    }

    private IReadOnlyList<EvaluationPrompt> Prompts(EvaluationPlan plan, PromptShare share) =>
        [.. plan.Categories.SelectMany(c => PromptSet.Of(c, world, sprites, share, plan.Prompts, plan.PromptSeed))];

    internal static CategoryFigure Figure(IReadOnlyList<JudgedPicture> pictures, IReadOnlyList<JudgedPicture> truths)
    {
        JudgedPicture[] counted = [.. pictures.Where(p => p.Prompt.Counts)];
        double[] prompts = [.. counted.GroupBy(p => p.Prompt.Words).Select(Right)];
        double mean = prompts.Average(),
            variance = prompts.Sum(p => (p - mean) * (p - mean)) / Math.Max(1, prompts.Length - 1);
        return new CategoryFigure(
            mean,
            1.96 * Math.Sqrt(variance / prompts.Length),
            Right(truths.Where(t => t.Prompt.Counts)),
            counted.Length,
            pictures.Where(p => p.Prompt.Part.Length > 0).GroupBy(p => p.Prompt.Part).ToDictionary(g => g.Key, Right)
        );
    }

    private static double Right(IEnumerable<JudgedPicture> pictures) =>
        pictures.Average(p => p.Verdict.Right ? 1.0 : 0);

    private static double Backgrounds(IReadOnlyList<JudgedPicture> pictures) =>
        pictures.Average(p => p.Opinion.Seen.Background == Sighting.BackgroundOf(p.Prompt.Scene) ? 1.0 : 0);

    private static CopyFigure Copies(
        IReadOnlyList<JudgedPicture> pictures,
        IReadOnlyList<Neighbour> neighbours,
        IReadOnlyList<JudgedPicture> truths,
        IReadOnlyList<Neighbour> unseen,
        SceneComposer training,
        int count
    )
    {
        double threshold = CopyCheck.Threshold(unseen);
        return new CopyFigure(
            Share(pictures, neighbours),
            Share(truths, unseen),
            threshold,
            CopyCheck.Quantile([.. neighbours.Select(n => n.Distance)], 0.5),
            CopyCheck.Quantile([.. unseen.Select(n => n.Distance)], 0.5),
            count
        );

        double Share(IReadOnlyList<JudgedPicture> judged, IReadOnlyList<Neighbour> nearest) =>
            judged
                .Zip(nearest)
                .Count(p =>
                    p.Second.Distance < threshold
                    && Scoring.SameThings(training.Plan(p.Second.Training).Scene, p.First.Opinion.Seen)
                ) / (double)judged.Count;
    }

    private static float[][] Features(IEnumerable<Opinion> opinions) => [.. opinions.Select(o => o.Features)];
}
