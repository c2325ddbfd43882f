using Hippogriff.Denoising;
using Hippogriff.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>Text-to-image generation from beginning to end; the best place to start reading.</summary>
public static class TextToImage
{
    /// <summary>Draws <paramref name="count"/> pictures with validated <paramref name="settings"/>.</summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="settings">
    /// Resolved settings of the first picture. Picture i uses seed + i, or with a noise source of a batch the same seed
    /// and the place of the first one + i.
    /// </param>
    /// <param name="count">Pictures in this batch.</param>
    /// <param name="inputs">What the pictures are drawn from besides noise, and what is kept of the steps.</param>
    /// <param name="progress">Receives every step.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    /// <exception cref="HippogriffException">The pictures need seeds above the last (<see cref="Seeds"/>).</exception>
    public static IReadOnlyList<GeneratedImage> Draw(
        IPictureModel model,
        GenerationSettings settings,
        int count,
        DrawingInputs? inputs = null,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        // Long: the whole way from words to pixels on one page, act by act.
        inputs ??= new DrawingInputs();
        PlaceInBatch? place = settings.NoiseSource is { } shared ? PlaceInBatch.TryRead(shared) : null;
        if (place is null)
            _ = Seeds.At(settings.Seed, count - 1); // all of them are there
        PromptReading reading = PromptReading.Of(
            model.ReadingNow,
            settings.Prompt,
            settings.NegativePrompt,
            settings.Guidance
        );
        if (inputs.Source is { } given && settings.Strength == 0)
            return [.. Enumerable.Range(0, count).Select(i => Finished(given, i, []))]; // nothing is noised
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();

        // 1. The prompt is encoded to the condition of the network.
        Denoiser denoise = PromptGuidance.For(model, settings);

        // 2. The noise levels, the last one 0; only the lower part for a source picture.
        double[] sigmas = SamplingRun.Levels(settings.Schedule, model.Family, settings.Steps, settings.Strength ?? 1);

        // 3. The initial batch: pure noise from the seed, or a source picture with noise; kept areas stay known at
        // every step.
        using SeededNoise noise = new(
            settings.Seed,
            count,
            model.ShapeFor(settings.Width, settings.Height),
            model.Device,
            place
        );
        SourcePicture? start = inputs.Source is { } source
            ? new SourcePicture(model, source, inputs.Mask, settings.Strength ?? 1)
            : null;
        denoise = start?.Keep(denoise) ?? denoise;

        // 4. The sampler removes the noise step by step.
        StepRecorder recorder = new(model, start, count, inputs.KeepSteps, progress, inputs.PreviewEvery);
        Tensor done = SamplingRun.Draw(
            new SamplingPlan
            {
                Denoiser = denoise,
                Family = model.Family,
                Sampler = settings.Sampler,
                Levels = sigmas,
                Noise = noise.Draw,
                Eta = settings.Eta,
                Source = start?.Latent,
                OnStart = recorder.Start,
                OnStep = recorder.OnStep,
            },
            cancellationToken
        ); // [N, C, h, w]

        // 5. The result is the picture, or a latent to decode.
        IReadOnlyList<RgbImage> images = recorder.Clean(done);
        return [.. images.Select((image, i) => Finished(image, i, recorder.StepsOf(i)))];

        GeneratedImage Finished(RgbImage image, int picture, IReadOnlyList<StepPicture> steps)
        {
            GenerationSettings own = settings.OfPicture(picture) with { DrawnAs = reading.DrawnAs() };
            return new(image, own, steps) { Reading = reading };
        }
    }
}
