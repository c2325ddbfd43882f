using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// Leases models to those who look into them, one at a time, others behind each other. Pictures go first: a look
/// begins when nothing is drawn or waits. A picture that comes while it runs is drawn after it, so what takes long is
/// looked at in parts, each a look of its own.
/// </summary>
internal sealed class InspectionService(
    ModelCache cache,
    IJobQueue queue,
    JobRequestValidator orders,
    TimeProvider clock
) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Looks into the model that an order names, within the limits that pictures have.</summary>
    /// <param name="order">Prompt, model and settings; checked as an order of pictures is.</param>
    /// <param name="look">The look; its request is resolved but for what the model's defaults say.</param>
    /// <param name="waits">Told in a sentence what it waits for; an empty one when it begins.</param>
    /// <param name="stop">Ends the waiting, or the look within one step.</param>
    /// <exception cref="HippogriffException">The order cannot be, or the model cannot be looked into.</exception>
    public async Task<T> InspectAsync<T>(
        JobRequest order,
        Func<DiffusionPipeline, GenerationRequest, CancellationToken, Task<T>> look,
        Action<string> waits,
        CancellationToken stop
    )
    {
        (order, _) = await orders.ResolveAsync(order, stop).ConfigureAwait(false);
        if (!_turn.Wait(0, stop))
        {
            waits("Somebody else looks into a model; it goes on when that is done.");
            await _turn.WaitAsync(stop).ConfigureAwait(false);
        }
        try
        {
            await WaitForPicturesAsync(waits, stop).ConfigureAwait(false);
            using ModelCache.Lease lease = await cache.LeaseAsync(order.Model, stop).ConfigureAwait(false);
            waits("");
            return await look(lease.Pipeline, orders.ToRequest(order, lease.Pipeline.Facts), stop)
                .ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task WaitForPicturesAsync(Action<string> waits, CancellationToken stop)
    {
        int told = 0;
        while (queue.Open().Count is var open and > 0)
        {
            if (open != told)
                waits(
                    open == 1 ? "One job of the queue is drawn first." : $"{open} jobs of the queue are drawn first."
                );
            told = open;
            await Task.Delay(s_pause, clock, stop).ConfigureAwait(false);
        }
    }
}
