using Microsoft.Extensions.Hosting;

namespace Hippogriff.Studio.Setup;

/// <summary>The host listens to no signals and says nothing: who started it does both.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
