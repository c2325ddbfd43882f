using System.Runtime.InteropServices;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Jobs;

/// <summary>Runs one job to its end: draws it, keeps its pictures, and writes down how it ended.</summary>
internal sealed partial class JobRun(
    JobWork work,
    JobDrawing drawing,
    JobKeeping keeping,
    JobTelemetry telemetry,
    StudioOptions options,
    ILogger<JobRun> log
)
{
    /// <summary>Runs a job that was taken; nothing that goes wrong with it is thrown but faults of storage.</summary>
    /// <param name="entry">The job.</param>
    /// <param name="seat">Its place among those that are drawn.</param>
    /// <param name="impatient">Cancelled when the server cannot wait for it any longer.</param>
    public async Task RunAsync(QueuedJob entry, DrawingCompany.Seat seat, CancellationToken impatient)
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
            TimeSpan taken = await drawing.DrawAsync(entry, seat, images, trace.Step, stop.Token).ConfigureAwait(false);
            await keeping.FinishAsync(entry, images, stop.Token).ConfigureAwait(false);
            trace.Done(images[0].Settings, images.Count);
            LogDone(job.Id, images.Count, taken.TotalMilliseconds);
        }
        catch (OperationCanceledException)
            when (impatient.IsCancellationRequested && !entry.Stop.IsCancellationRequested && !entry.Job.HasEnded)
        {
            work.PutBack(entry);
            LogPutBack(job.Id);
        }
        catch (OperationCanceledException)
        {
            trace.Cancelled();
            LogCancelled(job.Id, entry.Step);
            work.EndCancelled(entry, keeping.Keep(entry, images));
        }
        catch (Exception error)
        {
            trace.Failed(error);
            Log(error, job.Id);
            work.Fail(entry, Sentence(error), keeping.Keep(entry, images));
        }
    }

    private void Log(Exception error, Guid job)
    {
        if (error is HippogriffException)
            LogRefused(job, error.Message);
        else
            LogFailed(error, job);
    }

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
