using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Setup;

/// <summary>Permanently removes expired data after the start and once an hour.</summary>
internal sealed partial class Housekeeping(
    PictureGallery gallery,
    Uploads uploads,
    JobStore jobs,
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
            using PeriodicTimer hour = new(TimeSpan.FromHours(1), clock);
            do Clean();
            while (await hour.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
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

    [LoggerMessage(LogLevel.Warning, "The waste bin could not be emptied: {Reason}")]
    private partial void LogNotCleaned(string reason);
}
