using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Pipelines;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Steps;

/// <summary>
/// Draws one picture and records the input, guess and guidance of every step, without extra network passes.
/// </summary>
public static class StepWatch
{
    /// <summary>Draws the first picture of <paramref name="settings"/> and records its steps.</summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="settings">Resolved settings.</param>
    /// <param name="progress">Receives the share done after every step.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    public static StepStory Draw(
        IPictureModel model,
        GenerationSettings settings,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        MemoryNeed.Require(model, settings, 1, keepSteps: true);
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        ModelRun run = ModelRun.Of(model, settings);
        using Recording recording = new(run.Model);
        using SeededNoise noise = new(settings.Seed, 1, model.ShapeFor(settings.Width, settings.Height), model.Device);
        Tensor done = SamplingRun.Draw(
            run.Plan(PromptGuidance.For(run.Model, settings, onGuided: recording.Record), settings, noise.Draw) with
            {
                OnStart = (_, x) => recording.Begin(x, run.Levels),
                OnStep = step =>
                {
                    recording.Add(step);
                    progress?.Report((step.Index + 1.0) / step.Count);
                    (progress as ILookWatcher)?.Offer(() => [recording.Views[^1].Seen, recording.Views[^1].Clean]);
                },
            },
            cancellationToken
        );
        return new StepStory(settings, ImageTensor.ToImage(DrawnPixels.Of(model, done)), recording.Views);
    }

    /// <summary>Converts tensors to pictures during the run.</summary>
    private sealed class Recording(IPictureModel model) : IDisposable
    {
        private readonly List<StepView> _views = [];
        private double[] _sigmas = [];
        private Tensor? _seen,
            _guesses;

        public IReadOnlyList<StepView> Views => _views;

        public void Begin(Tensor x, double[] sigmas) => (_seen, _sigmas) = (Keep(x), sigmas);

        /// <summary>
        /// The guesses without and with the prompt, before guidance. For methods with two evaluations per step, the
        /// first one.
        /// </summary>
        public void Record(Tensor guesses) => _guesses ??= Keep(guesses);

        public void Add(SamplerStep step)
        {
            using DisposeScope scope = NewDisposeScope();
            double sigma = _sigmas[step.Index];
            NoiseFamily family = model.Family;
            Tensor believed = (_seen! - step.Clean * Held(family.Alpha(sigma))) / Held(sigma);
            List<Tensor> shown =
            [
                family.ForDisplay(_seen!, sigma),
                step.Sigma > 0 ? family.ForDisplay(step.Noisy, step.Sigma) : step.Noisy,
                step.Clean,
                believed,
            ];
            if (_guesses is not null)
                shown.Add(_guesses);
            IReadOnlyList<RgbImage> pictures = ImageTensor.ToImages(model.Decode(cat(shown, 0)));
            HeatMap change = HeatMap.Difference(pictures[2], _views.Count == 0 ? pictures[2] : _views[^1].Clean);
            GuidancePull? pull = _guesses is null
                ? null
                : new GuidancePull(pictures[5], pictures[4], HeatMap.Difference(pictures[5], pictures[4]));
            _views.Add(
                new StepView(
                    step.Index + 1,
                    sigma,
                    step.Sigma,
                    pictures[0],
                    pictures[1],
                    pictures[2],
                    pictures[3],
                    change,
                    pull
                )
            );
            Dispose();
            _seen = Keep(step.Noisy);
        }

        private static Tensor Keep(Tensor x) => x.clone().DetachFromDisposeScope();

        public void Dispose()
        {
            _seen?.Dispose();
            _guesses?.Dispose();
            (_seen, _guesses) = (null, null);
        }
    }
}
