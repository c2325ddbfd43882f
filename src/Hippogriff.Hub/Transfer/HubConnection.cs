using Hippogriff.Files;

namespace Hippogriff.Hub.Transfer;

/// <summary>What a <see cref="HubClient"/> takes from outside; tests give their own.</summary>
public sealed record HubConnection
{
    /// <summary>
    /// Sends requests. It must not follow redirects, and must not unpack bodies by itself. Null: a handler with the
    /// proxies of the system.
    /// </summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>The clock that dates what is written.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Waits before a request is repeated.</summary>
    public Func<TimeSpan, CancellationToken, Task> Wait { get; init; } = Task.Delay;

    /// <summary>Free bytes of the disk that holds a folder; null if it is not known.</summary>
    public Func<string, long?> FreeBytes { get; init; } = FreeSpace.Of;
}
