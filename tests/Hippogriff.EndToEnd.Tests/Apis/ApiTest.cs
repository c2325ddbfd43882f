using Hippogriff.Studio.Configuration;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>Tests that each have a server of their own.</summary>
/// <param name="configure">Changes its options before the start.</param>
public abstract class ApiTest(Action<StudioOptions>? configure = null) : IAsyncLifetime
{
    private protected ApiServer Server { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Server = await ApiServer.StartAsync(configure);

    public virtual async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
