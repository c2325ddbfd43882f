using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Jobs;

/// <summary>Draws a job with its model, and tells of the steps.</summary>
internal sealed class JobDrawing(
    JobWork work,
    JobRequestValidator orders,
    ModelCache cache,
    DrawingMemory memory,
    StepPace pace,
    TimeProvider clock
)
{
    /// <summary>Draws all pictures of a job but those that are skipped.</summary>
    /// <param name="entry">The job.</param>
    /// <param name="seat">Its place among those that are drawn.</param>
    /// <param name="images">Receives each picture as soon as it is finished.</param>
    /// <param name="stepTime">Receives the duration of each step.</param>
    /// <param name="stop">Ends the drawing.</param>
    /// <returns>How long it took once the model was there.</returns>
    /// <exception cref="OperationCanceledException">It was stopped, or all its pictures were skipped.</exception>
    public async Task<TimeSpan> DrawAsync(
        QueuedJob entry,
        DrawingCompany.Seat seat,
        List<GeneratedImage> images,
        Action<TimeSpan> stepTime,
        CancellationToken stop
    )
    {
        JobRequest order = entry.Job.Order;
        using ModelCache.Lease model = await cache.LeaseAsync(order.Model, stop).ConfigureAwait(false);
        PreparedRequest prepared = model.Pipeline.Facts.Prepare(orders.ToRequest(order));
        memory.RequireNow(
            prepared.Settings,
            order.Count,
            model.Pipeline.Facts,
            order.KeepSteps,
            model.Pipeline.TextMemoryFor(order.Loras)
        );
        seat.IsOpen = true;
        work.TryAgain();
        long begin = clock.GetTimestamp();
        TimeSpan before = seat.Share;
        StepFeed feed = new(work, entry, clock, stepTime);
        await using (feed.ConfigureAwait(false))
            await foreach (GeneratedImage image in model.Pipeline.DrawAsync(prepared, feed, stop).ConfigureAwait(false))
                if (!work.TakeSkip(entry)) // skipped while it was decoded
                    images.Add(image);
        if (images.Count == 0)
            work.EndSkipped(entry);
        TimeSpan taken = clock.GetElapsedTime(begin);
        if (images.Count == order.Count) // pictures that were skipped took time, too
            pace.Learn(order.Model ?? "", images[0].Settings, images.Count, seat.Share - before);
        return taken;
    }
}
