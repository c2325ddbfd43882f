using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Setup;

/// <summary>Permanently removes expired data once an hour, and loads the default model after the start.</summary>
internal sealed partial class Housekeeping(
    PictureGallery gallery,
    IUploads uploads,
    JobStore jobs,
    ModelCache cache,
    StudioOptions options,
    TimeProvider clock,
    ILogger<Housekeeping> log
) : BackgroundService
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1),
        s_month = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            if (options.LoadAtStart)
                await LoadAsync(stoppingToken).ConfigureAwait(false);
            using PeriodicTimer hour = new(TimeSpan.FromHours(1), clock);
            do Clean();
            while (await hour.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task LoadAsync(CancellationToken stop)
    {
        try
        {
            using ModelCache.Lease model = await cache.LeaseAsync(null, stop).ConfigureAwait(false);
            LogLoaded(model.Pipeline.Name);
        }
        catch (HippogriffException error)
        {
            LogNotLoaded(error.Message);
        }
    }

    private void Clean()
    {
        try
        {
            gallery.Purge();
            jobs.Purge(clock.GetUtcNow() - s_month);
            uploads.Purge(jobs.UploadsInUse(), clock.GetUtcNow() - s_day);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or HippogriffException)
        {
            LogNotCleaned(error.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "The model {Model} is loaded.")]
    private partial void LogLoaded(string model);

    [LoggerMessage(LogLevel.Warning, "No model is loaded: {Reason}")]
    private partial void LogNotLoaded(string reason);

    [LoggerMessage(LogLevel.Warning, "The waste bin could not be emptied: {Reason}")]
    private partial void LogNotCleaned(string reason);
}
