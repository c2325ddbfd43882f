using Hippogriff.Denoising;
using Hippogriff.Evaluation;
using Hippogriff.Imaging;
using Hippogriff.Insight.Chance;
using Hippogriff.Insight.Drawing;
using Hippogriff.Pipelines;

namespace Hippogriff.Essay.Measuring;

/// <summary>A drawing and what the judge sees in it.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Seen">What the judge sees.</param>
/// <param name="Features">The judge's features of it, for distances.</param>
internal sealed record JudgedDrawing(RgbImage Image, Sighting Seen, float[] Features)
{
    /// <summary>Whether the judge sees a thing in it.</summary>
    public bool Shows(string thing) => Seen.Things.Any(t => t.Thing == thing);
}

/// <summary>How pictures are drawn.</summary>
/// <param name="Steps">Denoising steps.</param>
/// <param name="Guidance">Guidance scale; null for the model's own.</param>
internal sealed record DrawingWay(int Steps = JudgedDrawings.UsualSteps, double? Guidance = null);

/// <summary>Draws prompts and asks the judge. A drawing that was made before is not made again.</summary>
/// <param name="models">The model and the judge.</param>
/// <param name="first">The first seed; others count up from it, the same for all prompts.</param>
/// <param name="stop">Stops before the next step.</param>
internal sealed class JudgedDrawings(EssayModels models, long first, CancellationToken stop)
{
    /// <summary>The steps of all drawings but those that ask about steps: two dozen.</summary>
    public const int UsualSteps = 24;

    private const int MostOfTable = 256;
    private readonly Dictionary<(string Prompt, long Seed, DrawingWay Way), JudgedDrawing> _made = [];

    /// <summary>The settings of drawings; their prompt and seed are not used.</summary>
    public GenerationSettings Settings(DrawingWay way)
    {
        GenerationSettings settings = models.Pictures.Resolve(
            new GenerationRequest
            {
                Prompt = "",
                Steps = way.Steps,
                Seed = first,
            }
        );
        return way.Guidance is { } scale ? settings with { Guidance = scale } : settings;
    }

    /// <summary>Draws every prompt with the same seeds.</summary>
    /// <returns>One row per prompt, one drawing per seed.</returns>
    public IReadOnlyList<IReadOnlyList<JudgedDrawing>> Of(
        IReadOnlyList<string> prompts,
        int seeds,
        DrawingWay? way = null,
        IProgress<double>? progress = null
    )
    {
        way ??= new DrawingWay();
        long[] all = [.. Seeds.From(first, seeds)];
        string[] missing = [.. prompts.Distinct().Where(p => all.Any(seed => !_made.ContainsKey((p, seed, way))))];
        int done = 0;
        foreach (string[] part in missing.Chunk(Math.Max(1, MostOfTable / seeds)))
        {
            IReadOnlyList<IReadOnlyList<RgbImage>> table = Draw(part, all, way, Part(progress, done, part, missing));
            IReadOnlyList<Opinion> opinions = models.Judge.Look([.. table.SelectMany(row => row)]);
            for (int p = 0; p < part.Length; p++)
            for (int s = 0; s < seeds; s++)
            {
                Opinion opinion = opinions[p * seeds + s];
                _made[(part[p], all[s], way)] = new JudgedDrawing(table[p][s], opinion.Seen, opinion.Features);
            }
            done += part.Length;
        }
        progress?.Report(1);
        return [.. prompts.Select(p => all.Select(seed => _made[(p, seed, way)]).ToArray())];
    }

    /// <summary>Draws a prompt with the first seed once more, alone, even if that was done before.</summary>
    public RgbImage Again(string prompt) => Draw([prompt], [first], new DrawingWay(), null)[0][0];

    /// <summary>What the judge sees in other pictures.</summary>
    public IReadOnlyList<Sighting> Look(IReadOnlyList<RgbImage> pictures) =>
        [.. models.Judge.Look(pictures).Select(o => o.Seen)];

    private IReadOnlyList<IReadOnlyList<RgbImage>> Draw(
        IReadOnlyList<string> prompts,
        IReadOnlyList<long> seeds,
        DrawingWay way,
        IProgress<double>? progress
    ) => LatentWalk.Table(models.Pictures, Settings(way), new TablePlan(prompts, seeds), progress, stop);

    private static ProgressPart? Part(
        IProgress<double>? progress,
        int done,
        IReadOnlyList<string> part,
        IReadOnlyList<string> all
    ) => progress is null ? null : new ProgressPart(progress, done / (double)all.Count, part.Count / (double)all.Count);
}

/// <summary>Progress of a part of longer work.</summary>
/// <param name="whole">Receives the share done of the whole.</param>
/// <param name="from">Where the part begins, 0 to 1.</param>
/// <param name="share">Its share of the whole.</param>
internal sealed class ProgressPart(IProgress<double> whole, double from, double share) : IProgress<double>
{
    public void Report(double value) => whole.Report(from + value * share);
}
