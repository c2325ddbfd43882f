using Hippogriff.Hub.Cache;
using Hippogriff.Hub.Settings;
using Hippogriff.Hub.Transfer;

namespace Hippogriff.Hub;

/// <summary>What every pull of a client shares.</summary>
/// <param name="Settings">Where the hub is, and who asks.</param>
/// <param name="Connection">Waits, clock and free space.</param>
/// <param name="Http">Sends requests.</param>
/// <param name="Cache">The cache.</param>
internal sealed record HubContext(HubSettings Settings, HubConnection Connection, HubHttp Http, HubCache Cache)
{
    /// <summary>With a cache and a client of HTTP of its own, which the caller disposes of.</summary>
    public static HubContext Of(HubSettings settings, HubConnection connection) =>
        new(settings, connection, new HubHttp(settings, connection), new HubCache(settings.Cache));
}
