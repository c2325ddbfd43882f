using Hippogriff.Studio.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Takes jobs in their order, and the next ones while they may be drawn together. When the server is asked to end, the
/// running jobs may continue for a while and are then put back.
/// </summary>
internal sealed partial class JobWorker(
    JobWork work,
    JobRun run,
    DrawingCompany company,
    StudioOptions options,
    IHostApplicationLifetime lifetime,
    ILogger<JobWorker> log
) : BackgroundService
{
    private static readonly TimeSpan s_breath = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using CancellationTokenRegistration closing = lifetime.ApplicationStopping.Register(() =>
            work.Close(all: false)
        );
        using CancellationTokenSource impatient = new();
        using CancellationTokenRegistration patience = lifetime.ApplicationStopping.Register(() =>
        {
            // a timer of 0 would let the job go on until it fires
            if (options.Patience > TimeSpan.Zero)
                impatient.CancelAfter(options.Patience);
            else
                impatient.Cancel();
        });
        List<Task> running = [];
        try
        {
            while (true)
            {
                running.RemoveAll(task => task.IsCompletedSuccessfully);
                if (await TakeAsync().ConfigureAwait(false) is { } entry)
                    running.Add(RunAsync(entry, company.Enter(entry.Job.Order, entry.Crashed), impatient.Token));
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested) { }
        finally
        {
            await Task.WhenAll(running).ConfigureAwait(false);
            work.Close(all: true);
        }
    }

    /// <summary>The next job; null if it could not be taken now.</summary>
    private async Task<QueuedJob?> TakeAsync()
    {
        try
        {
            return await work.TakeAsync(
                    next => company.Admits(next.Job.Order, next.Crashed),
                    lifetime.ApplicationStopping
                )
                .ConfigureAwait(false);
        }
        // what passes, and what a person can mend, is tried again: the jobs were accepted
        catch (Exception error) when (CanPass(error))
        {
            await BreatheAsync(error).ConfigureAwait(false);
            return null;
        }
    }

    private async Task RunAsync(QueuedJob entry, DrawingCompany.Seat seat, CancellationToken impatient)
    {
        try
        {
            await run.RunAsync(entry, seat, impatient).ConfigureAwait(false);
        }
        catch (Exception error) when (CanPass(error))
        {
            seat.IsOpen = false;
            await BreatheAsync(error).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            seat.Dispose();
            work.TryAgain();
        }
    }

    private static bool CanPass(Exception error) => error is SqliteException or IOException or HippogriffException;

    private async Task BreatheAsync(Exception error)
    {
        LogStopped(error, What(error));
        await Task.Delay(s_breath, company.Clock, lifetime.ApplicationStopping).ConfigureAwait(false);
        work.TryAgain();
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

    [LoggerMessage(LogLevel.Critical, "{What}; it is tried again in a few seconds.")]
    private partial void LogStopped(Exception error, string what);
}
