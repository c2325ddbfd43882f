using Hippogriff.Devices;
using TorchSharp;

namespace Hippogriff.Pipelines;

/// <summary>
/// How much memory a drawing takes, asked before it begins: the system ends a process that takes too much, and all
/// that it holds with it. On a GPU, whose memory is another, libtorch
/// says so itself.
/// </summary>
public static class MemoryNeed
{
    /// <summary>
    /// Bytes a pixel of a batch: measured with the shipped models, 16 pictures of 1024x1024 in batches of eight peak
    /// at some 1.8 GB beside the model.
    /// </summary>
    internal const double BytesPerPixel = 240;

    private const int BytesAFinishedPixel = 3,
        PicturesAStep = 2;

    /// <summary>Bytes that a drawing takes at its peak, beside the model's weights.</summary>
    /// <param name="settings">Of one picture.</param>
    /// <param name="count">How many pictures.</param>
    /// <param name="batch">How many at once; null for the usual number.</param>
    /// <param name="keepSteps">Whether the pictures of every step are kept.</param>
    /// <param name="bytesPerPixel">See <see cref="IPictureModel.BytesPerPixel"/>.</param>
    public static long Of(
        GenerationSettings settings,
        int count,
        int? batch = null,
        bool keepSteps = false,
        double bytesPerPixel = BytesPerPixel
    )
    {
        double finished = BytesAFinishedPixel * (1 + (keepSteps ? PicturesAStep * (settings.Steps + 1.0) : 0));
        int atOnce = Math.Min(count, batch ?? RequestCheck.LargestBatch);
        return (long)((double)settings.Width * settings.Height * (atOnce * bytesPerPixel + count * finished));
    }

    /// <summary>
    /// Refuses a drawing for which there is not enough memory now; nothing is refused that another device than the
    /// processor holds.
    /// </summary>
    /// <param name="model">The model that is to draw.</param>
    /// <param name="settings">Size and steps.</param>
    /// <param name="count">Number of pictures.</param>
    /// <param name="batch">How many are drawn at once; null for the usual.</param>
    /// <param name="keepSteps">Whether every step is kept as pictures.</param>
    /// <param name="memory">What is free; null asks the system.</param>
    /// <exception cref="HippogriffException">The message says how much it takes and how much is free (<see
    /// cref="FaultKind.Resource"/>).</exception>
    public static void Require(
        IPictureModel model,
        GenerationSettings settings,
        int count,
        int? batch = null,
        bool keepSteps = false,
        FreeMemory? memory = null
    )
    {
        if (model.Device.type == DeviceType.CPU)
            RequireFree(
                Of(settings, count, batch, keepSteps, model.BytesPerPixel),
                (memory ?? FreeMemory.OfSystem).Bytes
            );
    }

    /// <summary>Refuses what takes more than is free.</summary>
    /// <param name="needed">Bytes.</param>
    /// <param name="free">Bytes.</param>
    /// <exception cref="HippogriffException">See <see cref="Require"/>.</exception>
    public static void RequireFree(long needed, long free)
    {
        if (needed > free)
            throw new HippogriffException(Sentence(needed, $"{Megabytes(free)} are free"), FaultKind.Resource);
    }

    /// <summary>The refusal.</summary>
    /// <param name="needed">Bytes.</param>
    /// <param name="have">What there is, as a clause.</param>
    public static string Sentence(long needed, string have) =>
        $"There is not enough memory to draw this: it takes about {Megabytes(needed)}, and {have}; fewer or smaller "
        + "pictures, or fewer at once, need less.";

    /// <summary>Bytes in words.</summary>
    public static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e6:#,0} MB");
}
