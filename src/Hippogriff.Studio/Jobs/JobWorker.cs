using System.Runtime.InteropServices;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Draws jobs one after the other. When the server is asked to end, the running job may continue for a while and is
/// then put back.
/// </summary>
internal sealed partial class JobWorker(
    JobQueue queue,
    JobRequestValidator orders,
    ModelCache cache,
    IImageStore store,
    DrawingMemory memory,
    StepPace pace,
    JobTelemetry telemetry,
    StudioOptions options,
    TimeProvider clock,
    IHostApplicationLifetime lifetime,
    ILogger<JobWorker> log
) : BackgroundService
{
    private static readonly TimeSpan s_breath = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using CancellationTokenRegistration closing = lifetime.ApplicationStopping.Register(() =>
            queue.Close(all: false)
        );
        using CancellationTokenSource impatient = new();
        using CancellationTokenRegistration patience = lifetime.ApplicationStopping.Register(() =>
            impatient.CancelAfter(options.Patience)
        );
        try
        {
            while (true)
            {
                try
                {
                    await DrawAsync(
                            await queue.TakeAsync(lifetime.ApplicationStopping).ConfigureAwait(false),
                            impatient.Token
                        )
                        .ConfigureAwait(false);
                }
                // what passes, and what a person can mend, is tried again: the jobs were accepted
                catch (Exception error) when (error is SqliteException or IOException or HippogriffException)
                {
                    LogStopped(error, What(error));
                    await Task.Delay(s_breath, clock, lifetime.ApplicationStopping).ConfigureAwait(false);
                    queue.TryAgain();
                }
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested) { }
        finally
        {
            queue.Close(all: true);
        }
    }

    private async Task DrawAsync(QueuedJob entry, CancellationToken impatient)
    {
        Job job = entry.Job;
        using JobTrace trace = telemetry.Begin(job, entry.ParentTrace);
        LogBegin(job.Id, job.Client, job.Order.Model ?? "default");
        if (options.LogPrompts)
            LogPrompt(job.Id, job.Order.Prompt);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
            entry.Stop.Token,
            impatient
        );
        List<GeneratedImage> images = [];
        try
        {
            using ModelCache.Lease model = await cache.LeaseAsync(job.Order.Model, stop.Token).ConfigureAwait(false);
            PreparedRequest prepared = model.Pipeline.Facts.Prepare(orders.ToRequest(job.Order));
            memory.RequireNow(prepared.Settings, job.Order.Count, model.Pipeline.Facts);
            long begin = clock.GetTimestamp();
            StepFeed feed = new(queue, entry, clock, trace.Step);
            await using (feed.ConfigureAwait(false))
                await foreach (
                    GeneratedImage image in model.Pipeline.DrawAsync(prepared, feed, stop.Token).ConfigureAwait(false)
                )
                    images.Add(image);
            pace.Learn(job.Order.Model ?? "", images[0].Settings, images.Count, clock.GetElapsedTime(begin));
            await FinishAsync(entry, images, stop.Token).ConfigureAwait(false);
            trace.Done(images[0].Settings, images.Count);
            LogDone(job.Id, images.Count, clock.GetElapsedTime(begin).TotalMilliseconds);
        }
        catch (OperationCanceledException)
            when (impatient.IsCancellationRequested && !entry.Stop.IsCancellationRequested && !entry.Job.HasEnded)
        {
            queue.PutBack(entry);
            LogPutBack(job.Id);
        }
        catch (OperationCanceledException)
        {
            trace.Cancelled();
            LogCancelled(job.Id, entry.Step);
            queue.EndCancelled(entry, Keep(entry, images));
        }
        catch (Exception error)
        {
            trace.Failed(error);
            if (error is HippogriffException)
                LogRefused(job.Id, error.Message);
            else
                LogFailed(error, job.Id);
            queue.Fail(entry, Sentence(error), Keep(entry, images));
        }
    }

    /// <summary>Adds the finished pictures of an interrupted job; returns none if that fails.</summary>
    private IReadOnlyList<long> Keep(QueuedJob entry, IReadOnlyList<GeneratedImage> finished)
    {
        if (finished.Count == 0)
            return [];
        try
        {
            return queue.Keep(entry, store, finished);
        }
        catch (Exception error)
            when (error is HippogriffException or IOException or UnauthorizedAccessException or SqliteException)
        {
            LogNotKept(entry.Job.Id, finished.Count, error.Message);
            return [];
        }
    }

    /// <summary>
    /// Adds the drawn pictures. While the disk is full or the database is locked, keeps them and retries, because the
    /// job was accepted.
    /// </summary>
    private async Task FinishAsync(QueuedJob entry, IReadOnlyList<GeneratedImage> images, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                queue.Finish(entry, store, images);
                return;
            }
            catch (Exception error) when (StorageFault.IsPassing(error))
            {
                LogNotStored(entry.Job.Id, error.Message);
                await Task.Delay(s_breath, clock, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What keeps the queue from going on, by the kind of the fault.</summary>
    private static string What(Exception error) =>
        error is not HippogriffException known
            ? "The queue cannot be written down"
            : known.Kind switch
            {
                FaultKind.Resource => "The disk is full, or something else is short, so the queue cannot be written",
                FaultKind.Busy => "Another program holds the queue",
                FaultKind.DamagedFile => "The queue is damaged and cannot be written down",
                _ => "The queue cannot go on",
            };

    /// <summary>One sentence for users; the log has the details.</summary>
    private static string Sentence(Exception error) =>
        error switch
        {
            HippogriffException known => known.MessageWithoutPaths,
            OutOfMemoryException => "There was not enough memory to draw this; fewer or smaller pictures need less.",
            ExternalException when error.Message.Contains("memory", StringComparison.OrdinalIgnoreCase) =>
                "There was not enough memory to draw this; fewer or smaller pictures need less.",
            _ => $"The server made a mistake while it drew this ({error.GetType().Name}); its log says more.",
        };

    [LoggerMessage(LogLevel.Information, "Job {Job} of {Client} begins with the model {Model}.")]
    private partial void LogBegin(Guid job, string client, string model);

    [LoggerMessage(LogLevel.Information, "Job {Job} draws '{Prompt}'.")]
    private partial void LogPrompt(Guid job, string prompt);

    [LoggerMessage(LogLevel.Critical, "{What}; it is tried again in a few seconds.")]
    private partial void LogStopped(Exception error, string what);

    [LoggerMessage(
        LogLevel.Critical,
        "The pictures of job {Job} are drawn and cannot be written; it is tried again in a few seconds. {Reason}"
    )]
    private partial void LogNotStored(Guid job, string reason);

    [LoggerMessage(
        LogLevel.Error,
        "What was finished of job {Job}, which ended early, could not be written (pictures: {Pictures}): {Reason}"
    )]
    private partial void LogNotKept(Guid job, int pictures, string reason);

    [LoggerMessage(LogLevel.Information, "Job {Job} is done in {Milliseconds:0} ms; pictures: {Pictures}.")]
    private partial void LogDone(Guid job, int pictures, double milliseconds);

    [LoggerMessage(LogLevel.Information, "Job {Job} was cancelled after step {Step}.")]
    private partial void LogCancelled(Guid job, int step);

    [LoggerMessage(LogLevel.Information, "Job {Job} waits again, because the server ends.")]
    private partial void LogPutBack(Guid job);

    [LoggerMessage(LogLevel.Warning, "Job {Job} cannot be drawn: {Reason}")]
    private partial void LogRefused(Guid job, string reason);

    [LoggerMessage(LogLevel.Error, "Job {Job} failed.")]
    private partial void LogFailed(Exception error, Guid job);
}
