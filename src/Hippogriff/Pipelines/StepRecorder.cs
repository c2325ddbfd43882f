using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Latents;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>Converts the steps of a run to pictures, for progress and for kept steps.</summary>
internal sealed class StepRecorder(
    IPictureModel model,
    SourcePicture? start,
    int count,
    bool keep,
    IProgress<GenerationProgress>? progress,
    int previewEvery = 0
)
{
    private readonly List<StepPicture>[] _kept = [.. Enumerable.Range(0, count).Select(_ => new List<StepPicture>())];

    /// <summary>Keeps the initial noise, without a guess.</summary>
    public void Start(double sigma, Tensor x)
    {
        if (!keep)
            return;
        IReadOnlyList<RgbImage> noisy = Pictures(model.Family.ForDisplay(x, sigma));
        IReadOnlyList<RgbImage> clean = Clean(x * Held(0));
        for (int i = 0; i < count; i++)
            _kept[i].Add(new StepPicture(sigma, noisy[i], clean[i]));
    }

    public void OnStep(SamplerStep step)
    {
        if (keep)
        {
            IReadOnlyList<RgbImage> noisy =
                step.Sigma > 0 ? Pictures(model.Family.ForDisplay(step.Noisy, step.Sigma)) : Clean(step.Noisy);
            IReadOnlyList<RgbImage> clean = Clean(step.Clean);
            for (int i = 0; i < count; i++)
                _kept[i].Add(new StepPicture(step.Sigma, noisy[i], clean[i]));
        }
        if (progress is not null)
            Report(progress, step);
    }

    /// <summary>
    /// The report may outlive the step on another thread, so the preview's tensor is released when the step ends.
    /// </summary>
    private void Report(IProgress<GenerationProgress> progress, SamplerStep step)
    {
        StepPreview preview = new(() => Preview(step.Clean[..1])),
            noisy = new(() => Noisy(step));
        int number = step.Index + 1;
        if (previewEvery > 0 && (number % previewEvery == 0 || number == step.Count))
            preview.Get();
        try
        {
            progress.Report(
                new GenerationProgress(number, step.Count, step.Sigma) { Source = preview, NoisySource = noisy }
            );
        }
        finally
        {
            preview.Close();
            noisy.Close();
        }
    }

    public IReadOnlyList<StepPicture> StepsOf(int picture) => _kept[picture];

    /// <summary>Pictures of a clean batch [N, C, h, w], with kept areas from the source.</summary>
    public IReadOnlyList<RgbImage> Clean(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pixels = DrawnPixels.Of(model, x);
        return ImageTensor.ToImages(start?.Finish(pixels) ?? pixels);
    }

    /// <summary>
    /// The clean guess [1, C, h, w] in the size that is drawn, by the codec's matrix where it has one.
    /// </summary>
    private RgbImage Preview(Tensor x)
    {
        if (IsDecodedAsAlways)
            return Clean(x)[0];
        using DisposeScope scope = NewDisposeScope();
        Tensor pixels = LatentPreview.Of(model.Codec, x);
        return ImageTensor.ToImage(start?.Finish(pixels) ?? pixels);
    }

    private bool IsDecodedAsAlways => model.Codec.PreviewMatrix is null && model.Codec.Preview == model.Codec;

    /// <summary>The noisy picture of the first one after a step, decoded as its preview is.</summary>
    private RgbImage Noisy(SamplerStep step)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor first = step.Noisy[..1],
            held = step.Sigma > 0 ? model.Family.ForDisplay(first, step.Sigma) : first;
        return IsDecodedAsAlways ? Pictures(held)[0] : ImageTensor.ToImage(LatentPreview.Of(model.Codec, held));
    }

    private IReadOnlyList<RgbImage> Pictures(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        return ImageTensor.ToImages(model.Decode(x));
    }
}
