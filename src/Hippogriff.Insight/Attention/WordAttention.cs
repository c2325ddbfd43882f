using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Attention;

/// <summary>
/// Measures the effect of words: attention while a picture is sampled or a given picture is denoised, and pictures
/// without a word.
/// </summary>
public static class WordAttention
{
    /// <summary>
    /// Default noise levels for a given picture: from those that place things to those that shape them.
    /// </summary>
    public static IReadOnlyList<double> DefaultLevels { get; } = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2];

    /// <summary>
    /// Draws the first picture of <paramref name="settings"/> and records attention; the picture is the same as without
    /// recording.
    /// </summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="settings">Resolved settings.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    /// <exception cref="HippogriffException">The model has no network, or no cross-attention layer.</exception>
    public static AttentionStory Draw(
        IPictureModel model,
        GenerationSettings settings,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        IAttentiveModel watched = model.Attentive();
        using AttentionSum sum = new(1);
        using IDisposable capture = watched.CaptureAttention(sum.Add, last: 1);
        RgbImage image = TextToImage
            .Draw(
                model,
                settings,
                1,
                progress: progress is null ? null : new Shares(progress),
                cancellationToken: cancellationToken
            )[0]
            .Image;
        return Story(watched, settings, image, sum, 0);
    }

    /// <summary>
    /// Runs the network on a given picture at some noise levels with the prompt of the settings. For pictures with
    /// known positions of things.
    /// </summary>
    /// <param name="model">A model with access to its network; the caller owns the thread of its device.</param>
    /// <param name="settings">What is drawn.</param>
    /// <param name="picture">The picture, of the size in the settings.</param>
    /// <param name="levels">Times between 0 (clean) and 1 (pure noise), exclusive.</param>
    /// <param name="cancellationToken">Stops before the next level.</param>
    /// <inheritdoc cref="Draw" path="/exception"/>
    public static AttentionStory Look(
        IPictureModel model,
        GenerationSettings settings,
        RgbImage picture,
        IReadOnlyList<double>? levels = null,
        CancellationToken cancellationToken = default
    )
    {
        IAttentiveModel watched = model.Attentive();
        using AttentionSum sum = new(1);
        using IDisposable capture = watched.CaptureAttention(sum.Add, last: 1);
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Tensor clean = model.Encode(ImageTensor.FromImages([picture], model.Device)),
            noise = RowRun.NoiseOf(model, settings, settings.Seed);
        Denoiser denoise = PromptGuidance.For(model, settings with { Guidance = 1 });
        foreach (double level in levels ?? DefaultLevels)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using DisposeScope step = NewDisposeScope();
            double sigma = model.Family.SigmaAt(level);
            denoise(model.Family.AddNoise(clean, noise, sigma), sigma);
        }
        return Story(watched, settings, picture, sum, 0);
    }

    /// <summary>Draws, from the same noise, one picture without each of the words.</summary>
    /// <param name="model">A model with access to its network; the caller owns the thread of its device.</param>
    /// <param name="settings">What is drawn.</param>
    /// <param name="which">0-based positions of the words to remove; unset: each of them in turn.</param>
    /// <param name="progress">Told the share that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    /// <inheritdoc cref="Draw" path="/exception"/>
    public static IReadOnlyList<StruckWord> StrikeOut(
        IPictureModel model,
        GenerationSettings settings,
        IReadOnlyList<int>? which = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        string[] words = [.. model.Attentive().AttendedWords(settings).Select(word => word.Word)];
        int[] struck = [.. which ?? [.. Enumerable.Range(0, words.Length)]];
        foreach (int place in struck)
            RequestResolution.RequireBetween("place of a word", place, 0, words.Length - 1);
        string[] prompts = [settings.Prompt, .. struck.Select(i => string.Join(' ', words.Where((_, j) => j != i)))];
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        ModelRun run = ModelRun.Of(model, settings);
        Tensor start = run.Begin(RowRun.NoiseOf(model, settings, settings.Seed));
        List<RgbImage> images = [];
        foreach (string[] part in prompts.Chunk(RowRun.AtOnce(model)))
        {
            using DisposeScope chunk = NewDisposeScope();
            int done = images.Count;
            images.AddRange(
                RowRun.Clean(
                    model,
                    settings,
                    new RowRun.Rows(
                        PromptGuidance.For(run.Model, settings, part),
                        start.repeat(part.Length, 1, 1, 1),
                        run
                    ),
                    LookPreview.Follow(progress, model, done, part.Length, prompts.Length),
                    cancellationToken
                )
            );
        }
        return
        [
            .. struck.Select(
                (place, i) =>
                    new StruckWord(
                        words[place],
                        prompts[i + 1],
                        images[i + 1],
                        HeatMap.Difference(images[0], images[i + 1])
                    )
            ),
        ];
    }

    private static AttentionStory Story(
        IAttentiveModel model,
        GenerationSettings settings,
        RgbImage image,
        AttentionSum sum,
        int row
    )
    {
        IReadOnlyList<AttendedWord> words = model.AttendedWords(settings);
        TextReading reading = model.Facts.ReadsClip
            ? TextReading.Of(words.Select(word => word.Word), _ => true, most: null)
            : model.ReadingNow(settings.Prompt);
        IReadOnlyList<HeatMap> maps = sum.Maps(
            row,
            [.. words.Select(word => word.Tokens)],
            (double)settings.Width / settings.Height
        );
        return new AttentionStory(
            settings,
            image,
            reading,
            [.. words.Select((word, i) => new WordHeat(word.Word, maps[i]))]
        );
    }

    /// <summary>Reports steps as a share.</summary>
    private sealed class Shares(IProgress<double> inner) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value)
        {
            inner.Report((double)value.Step / value.Steps);
            if (inner is ILookWatcher watcher && value.Step < value.Steps)
                watcher.Offer(() => value.Preview() is { } guess ? [guess] : []);
        }
    }
}
