using System.Globalization;
using Hippogriff.Studio.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Limits the number of connections. Each is an open file; when the system's limit is reached, everything fails,
/// including the database. Connections therefore get the limit minus the server's own files, and further ones are
/// closed immediately.
/// </summary>
internal static class ConnectionLimit
{
    /// <summary>
    /// Open files that the server needs besides connections: libraries, weights, database, pictures, a training. An
    /// idle server has about 330.
    /// </summary>
    internal const int OwnFiles = 600;

    /// <summary>Minimum for one person's browser.</summary>
    private const int Least = 64;

    private const long MostOnMac = 10_240;
    private const double BytesASecond = 4_096;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10),
        s_headers = TimeSpan.FromSeconds(15),
        s_idle = TimeSpan.FromSeconds(90);

    /// <summary>Sets the limits of connections, bodies and timeouts.</summary>
    public static void Set(KestrelServerLimits kestrel, StudioLimits limits)
    {
        int most = For(limits.Connections, OpenFiles());
        kestrel.MaxConcurrentConnections = Math.Max(1, most - most / 4);
        kestrel.MaxConcurrentUpgradedConnections = Math.Max(1, most / 4); // pages; they are counted apart
        kestrel.MaxRequestBodySize = limits.BodyBytes;
        kestrel.MinRequestBodyDataRate = new MinDataRate(BytesASecond, s_grace);
        kestrel.RequestHeadersTimeout = s_headers;
        kestrel.KeepAliveTimeout = s_idle;
    }

    /// <summary>Maximum number of connections of both kinds together.</summary>
    /// <param name="wanted">The number in the options.</param>
    /// <param name="openFiles">The limit of open files; null if there is none.</param>
    internal static int For(int wanted, long? openFiles) =>
        openFiles is { } files ? (int)Math.Min(wanted, Math.Max(Least, files - OwnFiles)) : wanted;

    /// <summary>Limit of open files for this process; null if there is none or it is unknown.</summary>
    internal static long? OpenFiles()
    {
        const string Limits = "/proc/self/limits",
            Line = "Max open files";
        if (File.Exists(Limits))
            return SoftLimit(
                File.ReadLines(Limits)
                    .FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal))
                    ?[Line.Length..]
            );
        return OperatingSystem.IsMacOS() ? MostOnMac : null; // the runtime has asked for all that a process may have
    }

    /// <summary>The first number of "1024 1048576 files"; null for "unlimited".</summary>
    internal static long? SoftLimit(string? line) =>
        line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
        && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;
}
