using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Models;
using Hippogriff.Pipelines;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Chance;

/// <summary>A place on a walk.</summary>
/// <param name="Share">0 (where it begins) to 1 (where it ends).</param>
/// <param name="Image">What is drawn there.</param>
public sealed record WalkFrame(double Share, RgbImage Image);

/// <summary>A walk between two drawings.</summary>
/// <param name="From">How the first picture was drawn.</param>
/// <param name="To">How the last picture was drawn.</param>
/// <param name="Frames">The places, evenly spaced, both ends among them.</param>
public sealed record WalkStory(GenerationSettings From, GenerationSettings To, IReadOnlyList<WalkFrame> Frames)
{
    /// <summary>
    /// How far each picture is from the one before, root mean square of pixels, 0 to 255: even steps mean a smooth
    /// walk, a peak is where one picture tips over into another.
    /// </summary>
    public IReadOnlyList<double> Strides =>
        [.. Frames.Zip(Frames.Skip(1), (a, b) => PictureDistance.Pixels(a.Image, b.Image))];
}

/// <summary>
/// Walks between two seeds, two prompts, or both at once; and tables of some prompts with some seeds.
/// </summary>
public static class LatentWalk
{
    /// <summary>Fewest and most places of a walk.</summary>
    public const int Fewest = 2,
        Most = 64;

    /// <summary>
    /// Walks from one drawing to another: noise along the sphere, words along the straight line between their
    /// coordinates. The ends are the very pictures of the two drawings.
    /// </summary>
    /// <param name="model">The model; a walk between different words needs one that can be looked into.</param>
    /// <param name="settings">Settings of the first picture.</param>
    /// <param name="toSeed">Seed of the last picture.</param>
    /// <param name="toPrompt">Its prompt.</param>
    /// <param name="frames">Places, both ends among them.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Stops before the next step.</param>
    /// <param name="keep">Told what there is after every batch, for those who want it even where the rest never
    /// comes.</param>
    /// <exception cref="HippogriffException">The number of places is not allowed, or the model's words are no
    /// coordinates.</exception>
    public static WalkStory Between(
        IPictureModel model,
        GenerationSettings settings,
        long toSeed,
        string toPrompt,
        int frames,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default,
        Action<WalkStory>? keep = null
    )
    {
        RequestResolution.RequireBetween("number of pictures of a walk", frames, Fewest, Most);
        IReadableModel? words = toPrompt == settings.Prompt ? null : model.Readable();
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        double[] shares = [.. Enumerable.Range(0, frames).Select(i => i / (frames - 1.0))],
            sigmas = RowRun.Levels(model, settings);
        Tensor first = RowRun.NoiseOf(model, settings, settings.Seed),
            last = RowRun.NoiseOf(model, settings, toSeed);
        List<WalkFrame> walked = [];
        foreach (double[] part in shares.Chunk(RowRun.Most))
        {
            using DisposeScope chunk = NewDisposeScope();
            // [K, C, h, w]
            Tensor start = cat([.. part.Select(t => Slerp.Between(first, last, t))], 0) * Held(sigmas[0]);
            Denoiser denoise = words is null
                ? RowRun.Follow(model, settings, [.. part.Select(_ => settings.Prompt)])
                : Follow(words, settings, toPrompt, part);
            int done = walked.Count;
            IReadOnlyList<RgbImage> images = RowRun.Clean(
                model,
                settings,
                denoise,
                start,
                sigmas,
                step => progress?.Report((done + part.Length * (step.Index + 1.0) / step.Count) / frames),
                cancellation
            );
            walked.AddRange(images.Select((image, i) => new WalkFrame(part[i], image)));
            keep?.Invoke(Story());
        }
        return Story();

        WalkStory Story() => new(settings, settings with { Seed = toSeed, Prompt = toPrompt }, [.. walked]);
    }

    /// <summary>
    /// Every prompt with every seed: along a row the words stay and chance changes, down a column chance stays and the
    /// words change.
    /// </summary>
    /// <returns>One row a prompt, one picture a seed.</returns>
    /// <inheritdoc cref="Between" path="/param"/>
    public static IReadOnlyList<IReadOnlyList<RgbImage>> Table(
        IPictureModel model,
        GenerationSettings settings,
        IReadOnlyList<string> prompts,
        IReadOnlyList<long> seeds,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default,
        Action<IReadOnlyList<IReadOnlyList<RgbImage>>>? keep = null
    )
    {
        RequestResolution.RequireBetween("number of pictures of a table", prompts.Count * seeds.Count, 1, 256);
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        double[] sigmas = RowRun.Levels(model, settings);
        (string Prompt, long Seed)[] cells = [.. prompts.SelectMany(prompt => seeds.Select(seed => (prompt, seed)))];
        List<RgbImage> drawn = [];
        foreach ((string Prompt, long Seed)[] part in cells.Chunk(RowRun.Most))
        {
            using DisposeScope chunk = NewDisposeScope();
            Tensor start =
                cat([.. part.Select(cell => RowRun.NoiseOf(model, settings, cell.Seed))], 0) * Held(sigmas[0]);
            int done = drawn.Count;
            drawn.AddRange(
                RowRun.Clean(
                    model,
                    settings,
                    RowRun.Follow(model, settings, [.. part.Select(cell => cell.Prompt)]),
                    start,
                    sigmas,
                    step => progress?.Report((done + part.Length * (step.Index + 1.0) / step.Count) / cells.Length),
                    cancellation
                )
            );
            keep?.Invoke([.. drawn.Chunk(seeds.Count)]);
        }
        return [.. drawn.Chunk(seeds.Count)];
    }

    private static Denoiser Follow(IReadableModel model, GenerationSettings settings, string toPrompt, double[] shares)
    {
        Condition from = Encode(settings.Prompt),
            to = Encode(toPrompt);
        Tensor t = tensor(Array.ConvertAll(shares, share => (float)share), device: model.Device);
        Condition rows = new(
            Blend(from.Tokens, to.Tokens, t.view(-1, 1, 1)),
            Blend(from.RequirePooled(), to.RequirePooled(), t.view(-1, 1))
        );
        return PromptGuidance.ForConditions(model, settings, rows, () => Encode(settings.NegativePrompt));

        Condition Encode(string prompt) => model.Conditioner.Encode([prompt], PromptGuidance.RequestOf(settings));
    }

    private static Tensor Blend(Tensor a, Tensor b, Tensor t) => a.Plus((b - a) * t);
}
