using Hippogriff.Studio.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Takes jobs one after the other. When the server is asked to end, the running job may continue for a while and is
/// then put back.
/// </summary>
internal sealed partial class JobWorker(
    JobWork work,
    JobRun run,
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
        try
        {
            while (true)
            {
                try
                {
                    await run.RunAsync(
                            await work.TakeAsync(lifetime.ApplicationStopping).ConfigureAwait(false),
                            impatient.Token
                        )
                        .ConfigureAwait(false);
                }
                // what passes, and what a person can mend, is tried again: the jobs were accepted
                catch (Exception error) when (error is SqliteException or IOException or HippogriffException)
                {
                    LogStopped(error, What(error));
                    await Task.Delay(s_breath, clock, lifetime.ApplicationStopping).ConfigureAwait(false);
                    work.TryAgain();
                }
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested) { }
        finally
        {
            work.Close(all: true);
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

    [LoggerMessage(LogLevel.Critical, "{What}; it is tried again in a few seconds.")]
    private partial void LogStopped(Exception error, string what);
}
