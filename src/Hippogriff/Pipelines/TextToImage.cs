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
        PromptReading reading = PromptReading.Now(model, settings);
        if (inputs.Source is { } given && settings.Strength == 0)
            return [.. Enumerable.Range(0, count).Select(i => Finished(given, i, []))]; // nothing is noised
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();

        // 1. The noise levels, the last one 0; only the lower part for a source picture.
        ModelRun run = ModelRun.Of(model, settings, settings.Strength ?? 1);

        // 2. The initial batch: pure noise from the seed, or a source picture with noise; kept areas stay known at
        // every step.
        using SeededNoise noise = new(
            settings.Seed,
            count,
            model.ShapeFor(settings.Width, settings.Height),
            model.Device,
            place
        );
        Func<Tensor> draw = inputs.Noise ?? noise.Draw;
        OrderedDraws? order = place is null ? null : new(inputs.Noise ?? noise.DrawOne, draw);
        SourcePicture? start = inputs.Source is { } source
            ? new SourcePicture(model, source, inputs.Mask, settings.Strength ?? 1, order)
            : null;

        // 3. The prompt is encoded to the condition of the network.
        Denoiser denoise = PromptGuidance.For(run.Model, settings, picture: start?.Picture);
        denoise = start?.Keep(denoise) ?? denoise;
        if (inputs.FreesTexts)
            model.FreeTexts();

        // 4. The sampler removes the noise step by step.
        SourcePicture? finished = inputs.IsAsDecoded ? null : start;
        StepRecorder recorder = new(run.Model, finished, count, inputs.KeepSteps, progress, inputs.PreviewEvery);
        Tensor done = SamplingRun.Draw(
            run.Plan(denoise, settings, draw) with
            {
                Source = start?.Latent,
                Start = start?.Begin(run),
                AfterStep = start?.AfterStep(run),
                OnStart = recorder.Start,
                OnStep = (Action<SamplerStep>)recorder.OnStep + inputs.OnStep,
            },
            cancellationToken
        ); // [N, C, h, w]

        // 5. The result is the picture, or a latent to decode.
        IReadOnlyList<RgbImage> images = recorder.Clean(done);
        return [.. images.Select((image, i) => Finished(image, i, recorder.StepsOf(i)))];

        GeneratedImage Finished(RgbImage image, int picture, IReadOnlyList<StepPicture> steps)
        {
            GenerationSettings own = reading.NotedIn(settings.OfPicture(picture));
            return new(image, own, steps) { Reading = reading };
        }
    }
}
