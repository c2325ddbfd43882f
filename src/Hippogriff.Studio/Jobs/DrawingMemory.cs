using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Refusals;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Checks that a job fits into this server's memory, when it is requested and again before it begins
/// (<see cref="MemoryNeed"/>).
/// </summary>
/// <param name="memory">Memory of this machine or container.</param>
/// <param name="options">The device and the batch size.</param>
internal sealed class DrawingMemory(FreeMemory memory, StudioOptions options)
{
    /// <summary>Refuses a job that can never fit.</summary>
    /// <exception cref="HippogriffException">It does not fit; the message has the required and the total
    /// memory.</exception>
    public void RequireEver(GenerationSettings settings, int count, ModelFacts? model = null, bool keepSteps = false)
    {
        long needed = Needed(settings, count, model, keepSteps);
        if (IsOnProcessor && needed > memory.TotalBytes)
            throw new HippogriffException(
                MemoryNeed.Sentence(needed, $"this server has {MemoryNeed.Megabytes(memory.TotalBytes)}")
            ).Because(RefusalKind.TooMuchMemory, needed / 1e6, memory.TotalBytes / 1e6);
    }

    /// <summary>Refuses a job that does not fit now.</summary>
    /// <exception cref="HippogriffException">It does not fit now; the message has the required and the free memory
    /// (<see cref="FaultKind.Resource"/>).</exception>
    public void RequireNow(
        GenerationSettings settings,
        int count,
        ModelFacts? model = null,
        bool keepSteps = false,
        TextMemory texts = default
    )
    {
        if (IsOnProcessor)
            MemoryNeed.RequireFree(Needed(settings, count, model, keepSteps), memory.Bytes + texts.Spare);
    }

    /// <summary>Whether jobs of one model fit now all together; not those that are not resolved.</summary>
    public bool Holds(IReadOnlyList<JobRequest> orders, ModelFacts model)
    {
        if (!IsOnProcessor)
            return true;
        double needed = 0;
        foreach (JobRequest order in orders)
            needed += order is { Width: { } width, Height: { } height, Steps: { } steps }
                ? MemoryNeed.Of(
                    (long)width * height,
                    steps,
                    order.Count,
                    options.BatchSize ?? model.UsualBatch,
                    order.KeepSteps,
                    model.BytesPerPixel
                )
                : double.PositiveInfinity;
        return needed <= memory.Bytes;
    }

    private bool IsOnProcessor => options.Device.Equals("cpu", StringComparison.OrdinalIgnoreCase);

    private long Needed(GenerationSettings settings, int count, ModelFacts? model, bool keepSteps) =>
        model is null
            ? MemoryNeed.Of(settings, count, options.BatchSize, keepSteps)
            : MemoryNeed.Of(settings, count, options.BatchSize ?? model.UsualBatch, keepSteps, model.BytesPerPixel);
}
