using Hippogriff.Studio.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Setup;

/// <summary>Loads the default model after the start, so that the first picture need not wait for it.</summary>
internal sealed partial class FirstLoad(ModelCache cache, ILogger<FirstLoad> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            using ModelCache.Lease model = await cache.LeaseAsync(null, stoppingToken).ConfigureAwait(false);
            LogLoaded(model.Pipeline.Name);
        }
        catch (HippogriffException error)
        {
            LogNotLoaded(error.Message);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    [LoggerMessage(LogLevel.Information, "The model {Model} is loaded.")]
    private partial void LogLoaded(string model);

    [LoggerMessage(LogLevel.Warning, "No model is loaded: {Reason}")]
    private partial void LogNotLoaded(string reason);
}
