using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Drawing;

/// <summary>
/// Progress of an inspection that can also show what is being drawn. An inspection that is given one as its progress
/// offers it the clean guess of each step.
/// </summary>
public interface ILookWatcher : IProgress<double>
{
    /// <summary>Offers pictures. Making them costs a decoding, so it is done only if the watcher asks.</summary>
    /// <param name="pictures">Makes them, at most <see cref="LookPreview.Most"/>; called at once or never.</param>
    void Offer(Func<IReadOnlyList<RgbImage>> pictures);
}

/// <summary>Offers the clean guess of a step to who watches.</summary>
public static class LookPreview
{
    /// <summary>Most pictures of a batch that are shown.</summary>
    public const int Most = 4;

    /// <summary>Reports the steps of a part of a batch of pictures, and offers their clean guesses.</summary>
    /// <param name="progress">Receives the share done of all.</param>
    /// <param name="model">Decodes.</param>
    /// <param name="done">Pictures done before.</param>
    /// <param name="part">Pictures that are drawn now.</param>
    /// <param name="all">All pictures.</param>
    internal static Action<SamplerStep> Follow(
        IProgress<double>? progress,
        IPictureModel model,
        int done,
        int part,
        int all
    ) =>
        step =>
        {
            progress?.Report((done + part * (step.Index + 1.0) / step.Count) / all);
            Offer(progress, model, step);
        };

    private static void Offer(IProgress<double>? progress, IPictureModel model, SamplerStep step)
    {
        if (progress is not ILookWatcher watcher)
            return;
        watcher.Offer(() =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor guesses = step.Clean.narrow(0, 0, Math.Min(Most, step.Clean.shape[0]));
            return ImageTensor.ToImages(model.Decode(guesses));
        });
    }
}
