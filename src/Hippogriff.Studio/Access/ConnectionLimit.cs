using System.Globalization;
using Hippogriff.Studio.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hippogriff.Studio.Access;

/// <summary>
/// How many connections the server holds at once. Each is an open file; where the system gives no more of them,
/// everything fails: the database, the pictures, the process. So connections get what is left of the limit when the
/// server has its own, and those beyond are closed at once.
/// </summary>
internal static class ConnectionLimit
{
    /// <summary>
    /// Open files that the server needs beside its connections: libraries, weights, database, pictures, a training; an
    /// idle one holds some 330.
    /// </summary>
    internal const int OwnFiles = 600;

    /// <summary>Fewer would not serve one person's browser.</summary>
    private const int Least = 64;

    private const long MostOnMac = 10_240;
    private const double BytesASecond = 4_096;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10),
        s_headers = TimeSpan.FromSeconds(15),
        s_idle = TimeSpan.FromSeconds(90);

    /// <summary>Sets the limits of connections, bodies and patience.</summary>
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

    /// <summary>Connections of both kinds together.</summary>
    /// <param name="wanted">As many as the options allow.</param>
    /// <param name="openFiles">The limit of open files; null if there is none.</param>
    internal static int For(int wanted, long? openFiles) =>
        openFiles is { } files ? (int)Math.Min(wanted, Math.Max(Least, files - OwnFiles)) : wanted;

    /// <summary>
    /// How many files this process may hold open; null if the system has no such limit, or does not say it.
    /// </summary>
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
