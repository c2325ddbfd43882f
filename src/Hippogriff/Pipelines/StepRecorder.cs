using Hippogriff.Imaging;
using Hippogriff.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>Turns the steps of a run into pictures for those who watch: now (progress) and later (kept steps).</summary>
internal sealed class StepRecorder(IPictureModel model, int count, bool keep, IProgress<GenerationProgress>? progress)
{
    private readonly List<StepPicture>[] _kept = [.. Enumerable.Range(0, count).Select(_ => new List<StepPicture>())];

    /// <summary>Keeps the start: noise in, nothing guessed yet.</summary>
    public void Start(double sigma, Tensor x)
    {
        if (!keep) return;
        IReadOnlyList<RgbImage> noisy = Pictures(model.Family.ForDisplay(x, sigma));
        IReadOnlyList<RgbImage> clean = Pictures(x * 0);
        for (int i = 0; i < count; i++) _kept[i].Add(new StepPicture(sigma, noisy[i], clean[i]));
    }

    public void OnStep(SamplerStep step)
    {
        if (keep)
        {
            IReadOnlyList<RgbImage> noisy = Pictures(step.Sigma > 0 ? model.Family.ForDisplay(step.Noisy, step.Sigma) : step.Noisy);
            IReadOnlyList<RgbImage> clean = Pictures(step.Clean);
            for (int i = 0; i < count; i++) _kept[i].Add(new StepPicture(step.Sigma, noisy[i], clean[i]));
        }
        progress?.Report(new GenerationProgress(step.Index + 1, step.Count, step.Sigma, () => Pictures(step.Clean[..1])[0]));
    }

    public IReadOnlyList<StepPicture> StepsOf(int picture) => _kept[picture];

    private IReadOnlyList<RgbImage> Pictures(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        return ImageTensor.ToImages(model.Decode(x));
    }
}
