using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// Runs inspections of models one after the other. Jobs take precedence: an inspection begins when no job runs or
/// waits. A job that arrives during an inspection is drawn after it, so long work is split into several inspections.
/// </summary>
internal sealed class InspectionService(
    ModelCache cache,
    JobQueue queue,
    JobRequestValidator orders,
    TimeProvider clock
) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Inspects the model of a request, within the limits for jobs.</summary>
    /// <param name="order">Prompt, model and settings; validated like a job.</param>
    /// <param name="look">The inspection; its request is resolved except for the model's defaults.</param>
    /// <param name="waits">Receives what it waits for in one sentence, and an empty one when it begins.</param>
    /// <param name="stop">Cancels the wait, or the inspection within one step.</param>
    /// <exception cref="HippogriffException">The request is not valid, or the model has no network.</exception>
    public async Task<T> InspectAsync<T>(
        JobRequest order,
        Func<DiffusionPipeline, GenerationRequest, CancellationToken, Task<T>> look,
        Action<Phrase?> waits,
        CancellationToken stop
    )
    {
        order = await orders.ResolveAsync(order, stop).ConfigureAwait(false);
        if (!_turn.Wait(0, stop))
        {
            waits(new Phrase("Inside.Waits.Another"));
            await _turn.WaitAsync(stop).ConfigureAwait(false);
        }
        try
        {
            await WaitForPicturesAsync(waits, stop).ConfigureAwait(false);
            using ModelCache.Lease lease = await cache.LeaseAsync(order.Model, stop).ConfigureAwait(false);
            waits(null);
            GenerationRequest fitted = lease.Pipeline.Facts.Prepare(orders.ToRequest(order)).Request;
            return await look(lease.Pipeline, fitted, stop).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task WaitForPicturesAsync(Action<Phrase?> waits, CancellationToken stop)
    {
        int told = 0;
        while (queue.Open().Count is var open and > 0)
        {
            if (open != told)
                waits(Phrase.Count("Inside.Waits.Jobs", open));
            told = open;
            await Task.Delay(s_pause, clock, stop).ConfigureAwait(false);
        }
    }
}
