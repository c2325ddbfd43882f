using Hippogriff.Denoising;
using Hippogriff.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>The page to read: how words become a picture.</summary>
public static class TextToImage
{
    /// <summary>Draws <paramref name="count"/> pictures; <paramref name="settings"/> are checked already.</summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="settings">Everything resolved; picture i uses seed + i.</param>
    /// <param name="count">Pictures in this batch.</param>
    /// <param name="source">A picture to start from, of the size that is drawn, or null for pure noise.</param>
    /// <param name="mask">Where the source is painted anew, of its size, or null for everywhere.</param>
    /// <param name="keepSteps">Keep every step as pictures.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="previewEvery">See <see cref="GenerationRequest.PreviewEvery"/>.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    /// <exception cref="HippogriffException">The pictures need seeds beyond the last (<see cref="Seeds"/>).</exception>
    public static IReadOnlyList<GeneratedImage> Draw(
        IPictureModel model,
        GenerationSettings settings,
        int count,
        RgbImage? source = null,
        MaskImage? mask = null,
        bool keepSteps = false,
        IProgress<GenerationProgress>? progress = null,
        int previewEvery = 0,
        CancellationToken cancellationToken = default
    )
    {
        _ = Seeds.At(settings.Seed, count - 1); // all of them are there
        PromptReading reading = PromptReading.Of(
            model.ReadingNow,
            settings.Prompt,
            settings.NegativePrompt,
            settings.Guidance
        );
        if (source is not null && settings.Strength == 0)
            return [.. Enumerable.Range(0, count).Select(i => Finished(source, i, []))]; // nothing is noised
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();

        // 1. The words, turned into coordinates, tell the network where to look.
        Denoiser denoise = PromptGuidance.For(model, settings);

        // 2. The noise levels to walk down, the last one 0; only the lower part of them for a picture that is to
        // survive.
        double[] sigmas = SamplingRun.Levels(settings.Schedule, model.Family, settings.Steps, settings.Strength ?? 1);

        // 3. The start: pure noise from the seed, or a picture noised part of the way; what a mask keeps of it stays
        // known at every step.
        using SeededNoise noise = new(
            settings.Seed,
            count,
            model.ShapeFor(settings.Width, settings.Height),
            model.Device
        );
        SourcePicture? start = source is null ? null : new SourcePicture(model, source, mask, settings.Strength ?? 1);
        denoise = start?.Keep(denoise) ?? denoise;

        // 4. Step by step the noise is taken away.
        StepRecorder recorder = new(model, start, count, keepSteps, progress, previewEvery);
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

        // 5. What is left is the picture (or its latent, which the decoder turns into one).
        IReadOnlyList<RgbImage> images = recorder.Clean(done);
        return [.. images.Select((image, i) => Finished(image, i, recorder.StepsOf(i)))];

        GeneratedImage Finished(RgbImage image, int picture, IReadOnlyList<StepPicture> steps) =>
            new(image, settings with { Seed = Seeds.At(settings.Seed, picture), DrawnAs = reading.DrawnAs() }, steps)
            {
                Reading = reading,
            };
    }
}
