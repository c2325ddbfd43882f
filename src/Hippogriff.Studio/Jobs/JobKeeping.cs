using Hippogriff.Pipelines;
using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Jobs;

/// <summary>Adds the pictures of a job to the gallery, at its end or where it ends early.</summary>
internal sealed partial class JobKeeping(JobWork work, IImageStore store, TimeProvider clock, ILogger<JobKeeping> log)
{
    /// <summary>Attempts after which those who wait for the job are told.</summary>
    internal const int QuietAttempts = 4;

    private static readonly TimeSpan s_breath = TimeSpan.FromSeconds(5);

    /// <summary>Adds the finished pictures of an interrupted job; returns none if that fails.</summary>
    public IReadOnlyList<long> Keep(QueuedJob entry, IReadOnlyList<GeneratedImage> finished)
    {
        if (finished.Count == 0)
            return [];
        try
        {
            return work.Keep(entry, store, finished);
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
    /// job was accepted. After <see cref="QuietAttempts"/> attempts (15 seconds), clients that wait get an answer.
    /// </summary>
    public async Task FinishAsync(QueuedJob entry, IReadOnlyList<GeneratedImage> images, CancellationToken stop)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                work.Finish(entry, store, images);
                return;
            }
            catch (Exception error) when (StorageFault.IsPassing(error))
            {
                LogNotStored(entry.Job.Id, error.Message);
                if (attempt >= QuietAttempts)
                    work.Hinder(entry, new WritingFault(error));
                await Task.Delay(s_breath, clock, stop).ConfigureAwait(false);
            }
        }
    }

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
}
