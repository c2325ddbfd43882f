using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Whether a drawing fits into the memory of this server, asked when it is ordered and again before it begins
/// (<see cref="MemoryNeed"/>).
/// </summary>
/// <param name="memory">What this machine, or the container, has.</param>
/// <param name="options">The device, and how many pictures are drawn at once.</param>
internal sealed class DrawingMemory(FreeMemory memory, StudioOptions options)
{
    /// <summary>Refuses a drawing that this machine can never hold.</summary>
    /// <exception cref="HippogriffException">The message says how much it takes and how much there is.</exception>
    public void RequireEver(GenerationSettings settings, int count)
    {
        long needed = Needed(settings, count);
        if (IsOnProcessor && needed > memory.TotalBytes)
            throw new HippogriffException(
                MemoryNeed.Sentence(needed, $"this server has {MemoryNeed.Megabytes(memory.TotalBytes)}")
            );
    }

    /// <summary>Refuses a drawing that does not fit now.</summary>
    /// <exception cref="HippogriffException">The message says how much it takes and how much is free
    /// (<see cref="FaultKind.Resource"/>).</exception>
    public void RequireNow(GenerationSettings settings, int count)
    {
        if (IsOnProcessor)
            MemoryNeed.RequireFree(Needed(settings, count), memory.Bytes);
    }

    private bool IsOnProcessor => options.Device.Equals("cpu", StringComparison.OrdinalIgnoreCase);

    private long Needed(GenerationSettings settings, int count) => MemoryNeed.Of(settings, count, options.BatchSize);
}
