using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Models;
using Hippogriff.Pipelines;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Chance;

/// <summary>A frame of an interpolation.</summary>
/// <param name="Share">0 (start) to 1 (end).</param>
/// <param name="Image">The picture.</param>
public sealed record WalkFrame(double Share, RgbImage Image);

/// <summary>An interpolation between two pictures.</summary>
/// <param name="From">Settings of the first picture.</param>
/// <param name="To">Settings of the last picture.</param>
/// <param name="Frames">Evenly spaced frames, including both ends.</param>
public sealed record WalkStory(GenerationSettings From, GenerationSettings To, IReadOnlyList<WalkFrame> Frames)
{
    /// <summary>
    /// Distance of each picture to the previous one, root mean square of pixels, 0 to 255. Even values mean a smooth
    /// transition; a peak is an abrupt change.
    /// </summary>
    public IReadOnlyList<double> Strides =>
        [.. Frames.Zip(Frames.Skip(1), (a, b) => PictureDistance.Pixels(a.Image, b.Image))];
}

/// <summary>Where a walk goes.</summary>
/// <param name="ToSeed">Seed of the last picture; null: that of the first.</param>
/// <param name="ToPrompt">Its prompt; null: that of the first.</param>
/// <param name="Frames">Number of frames, including both ends, 2 to 64.</param>
public sealed record WalkPlan(long? ToSeed = null, string? ToPrompt = null, int Frames = 9)
{
    /// <summary>
    /// Receives the frames so far after every batch, so that they are not lost if the rest fails.
    /// </summary>
    public Action<WalkStory>? Keep { get; init; }
}

/// <summary>What a table of pictures shows: a row per prompt, a column per seed.</summary>
/// <param name="Prompts">The prompts.</param>
/// <param name="Seeds">The seeds.</param>
public sealed record TablePlan(IReadOnlyList<string> Prompts, IReadOnlyList<long> Seeds)
{
    /// <summary>
    /// Receives the rows so far after every batch, the last one unfinished, so that they are not lost if the rest
    /// fails.
    /// </summary>
    public Action<IReadOnlyList<IReadOnlyList<RgbImage>>>? Keep { get; init; }
}

/// <summary>Interpolates between two seeds, two prompts, or both, and draws tables of prompts and seeds.</summary>
public static class LatentWalk
{
    /// <summary>Minimum and maximum number of frames.</summary>
    public const int Fewest = 2,
        Most = 64;

    /// <summary>
    /// Interpolates from one picture to another: noise spherically, text embeddings linearly. The ends are exactly the
    /// pictures of the two settings.
    /// </summary>
    /// <param name="model">The model; different prompts need one that exposes its text encoder.</param>
    /// <param name="settings">Settings of the first picture.</param>
    /// <param name="plan">Where the walk goes.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    /// <exception cref="HippogriffException">The number of frames is out of range, or the model's text embeddings
    /// cannot be interpolated.</exception>
    public static WalkStory Between(
        IPictureModel model,
        GenerationSettings settings,
        WalkPlan plan,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        (long toSeed, string toPrompt, int frames) = (
            plan.ToSeed ?? settings.Seed,
            plan.ToPrompt ?? settings.Prompt,
            plan.Frames
        );
        RequestResolution.RequireBetween("number of pictures of a walk", frames, Fewest, Most);
        bool blends = toPrompt != settings.Prompt;
        if (blends && !model.Facts.ReadsClip)
            _ = model.Readable(); // refuses what has no words between two prompts
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        double[] shares = [.. Enumerable.Range(0, frames).Select(i => i / (frames - 1.0))];
        ModelRun run = ModelRun.Of(model, settings);
        Tensor first = RowRun.NoiseOf(model, settings, settings.Seed),
            last = RowRun.NoiseOf(model, settings, toSeed);
        List<WalkFrame> walked = [];
        foreach (double[] part in shares.Chunk(RowRun.AtOnce(model)))
        {
            using DisposeScope chunk = NewDisposeScope();
            // [K, C, h, w]
            Tensor start = run.Begin(cat([.. part.Select(t => Slerp.Between(first, last, t))], 0));
            Denoiser denoise = blends
                ? Follow(run.Model, settings, toPrompt, part)
                : PromptGuidance.For(run.Model, settings, [.. part.Select(_ => settings.Prompt)]);
            int done = walked.Count;
            IReadOnlyList<RgbImage> images = RowRun.Clean(
                model,
                settings,
                new RowRun.Rows(denoise, start, run),
                LookPreview.Follow(progress, model, done, part.Length, frames),
                cancellationToken
            );
            walked.AddRange(images.Select((image, i) => new WalkFrame(part[i], image)));
            plan.Keep?.Invoke(Story());
        }
        return Story();

        WalkStory Story() => new(settings, settings with { Seed = toSeed, Prompt = toPrompt }, [.. walked]);
    }

    /// <summary>Every prompt with every seed: a row has one prompt, a column has one seed.</summary>
    /// <returns>One row per prompt, one picture per seed.</returns>
    /// <param name="model">The model.</param>
    /// <param name="settings">Resolved settings; prompt and seed are those of the table.</param>
    /// <param name="plan">Prompts and seeds.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    public static IReadOnlyList<IReadOnlyList<RgbImage>> Table(
        IPictureModel model,
        GenerationSettings settings,
        TablePlan plan,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        (IReadOnlyList<string> prompts, IReadOnlyList<long> seeds) = plan;
        RequestResolution.RequireBetween("number of pictures of a table", prompts.Count * seeds.Count, 1, 256);
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        ModelRun run = ModelRun.Of(model, settings);
        (string Prompt, long Seed)[] cells = [.. prompts.SelectMany(prompt => seeds.Select(seed => (prompt, seed)))];
        List<RgbImage> drawn = [];
        foreach ((string Prompt, long Seed)[] part in cells.Chunk(RowRun.AtOnce(model)))
        {
            using DisposeScope chunk = NewDisposeScope();
            Tensor start = run.Begin(cat([.. part.Select(cell => RowRun.NoiseOf(model, settings, cell.Seed))], 0));
            int done = drawn.Count;
            drawn.AddRange(
                RowRun.Clean(
                    model,
                    settings,
                    new RowRun.Rows(
                        PromptGuidance.For(run.Model, settings, [.. part.Select(cell => cell.Prompt)]),
                        start,
                        run
                    ),
                    LookPreview.Follow(progress, model, done, part.Length, cells.Length),
                    cancellationToken
                )
            );
            plan.Keep?.Invoke([.. drawn.Chunk(seeds.Count)]);
        }
        return [.. drawn.Chunk(seeds.Count)];
    }

    private static Denoiser Follow(IPictureModel model, GenerationSettings settings, string toPrompt, double[] shares)
    {
        // all at once, so that they have one length
        Condition all = model.Conditioner.Encode(
            [settings.Prompt, toPrompt, settings.NegativePrompt],
            PromptGuidance.RequestOf(settings)
        );
        Condition from = all.Row(0),
            to = all.Row(1);
        Tensor t = tensor(Array.ConvertAll(shares, share => (float)share), device: model.Device);
        Condition rows = new(
            Blend(from.Tokens, to.Tokens, t.view(-1, 1, 1)),
            from.Pooled is null ? null : Blend(from.Pooled, to.RequirePooled(), t.view(-1, 1))
        )
        {
            Extra = from.Repeat(shares.Length).Extra,
        };
        return PromptGuidance.ForConditions(model, settings, rows, () => all.Row(2));
    }

    private static Tensor Blend(Tensor a, Tensor b, Tensor t) => a.Plus((b - a) * t);
}
