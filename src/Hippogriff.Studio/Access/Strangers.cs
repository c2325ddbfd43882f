using Microsoft.Extensions.Logging;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Counts requests without a valid key and logs them at most once a minute, so that they cannot flood the log.
/// Thread-safe.
/// </summary>
internal sealed partial class Strangers(TimeProvider clock, ILogger<Strangers> log)
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long? _told;
    private long _since;

    /// <summary>Counts a refused request.</summary>
    public void Count()
    {
        long count;
        lock (_gate)
        {
            _since++;
            long now = clock.GetTimestamp();
            if (_told is { } told && clock.GetElapsedTime(told, now) < s_minute)
                return;
            (count, _since, _told) = (_since, 0, now);
        }
        LogRefused(count);
    }

    [LoggerMessage(LogLevel.Warning, "Requests came without a key of this server and were refused: {Count}.")]
    private partial void LogRefused(long count);
}
