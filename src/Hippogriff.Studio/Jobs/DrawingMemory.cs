using Hippogriff.Pipelines;
using Hippogriff.Studio.Setup;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Whether a drawing fits into memory, asked before it begins: the system ends a process that takes too much, and the whole studio with it. On a GPU, whose memory is another, libtorch
/// says so itself.
/// </summary>
/// <param name="memory">What this machine, or the container, has.</param>
/// <param name="options">The device.</param>
internal sealed class DrawingMemory(FreeMemory memory, StudioOptions options)
{
    /// <summary>Bytes a pixel of a batch: measured with the shipped models, 16 pictures of 1024x1024 in batches of eight peak at some 1.8 GB beside the model.</summary>
    internal const double BytesAPixel = 240;

    /// <summary>Pictures that are drawn together, see <see cref="DiffusionPipeline"/>.</summary>
    private const int LargestBatch = 8;

    /// <summary>Bytes that a drawing takes at its peak, beside the model's weights.</summary>
    public static long Estimate(GenerationSettings settings, int count) =>
        (long)((double)settings.Width * settings.Height * (Math.Min(count, LargestBatch) * BytesAPixel + count * 3));

    /// <summary>Refuses a drawing that this machine can never hold.</summary>
    public void RequireEver(GenerationSettings settings, int count)
    {
        long needed = Estimate(settings, count);
        if (IsOnProcessor && needed > memory.TotalBytes)
            throw new HippogriffException(Sentence(needed, $"this server has {Megabytes(memory.TotalBytes)}"));
    }

    /// <summary>Refuses a drawing that does not fit now.</summary>
    /// <exception cref="HippogriffException">The message says how much it takes and how much is free (<see cref="FaultKind.Resource"/>).</exception>
    public void RequireNow(GenerationSettings settings, int count)
    {
        long needed = Estimate(settings, count), free = memory.Bytes;
        if (IsOnProcessor && needed > free) throw new HippogriffException(Sentence(needed, $"{Megabytes(free)} are free"), FaultKind.Resource);
    }

    private bool IsOnProcessor => options.Device.Equals("cpu", StringComparison.OrdinalIgnoreCase);

    private static string Sentence(long needed, string have) => $"There is not enough memory to draw this: it takes about {Megabytes(needed)}, and {have}; fewer or smaller pictures need less.";

    private static string Megabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e6:#,0} MB");
}
