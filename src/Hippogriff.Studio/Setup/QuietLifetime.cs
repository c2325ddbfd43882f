using Microsoft.Extensions.Hosting;

namespace Hippogriff.Studio.Setup;

/// <summary>A host lifetime without signal handling and console output; the command does both.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
