using System.Globalization;

namespace Hippogriff.Devices;

/// <summary>Memory that is still available.</summary>
public class FreeMemory
{
    /// <summary>The memory of this system.</summary>
    public static FreeMemory OfSystem { get; } = new();

    /// <summary>
    /// Available bytes: the runtime's limit minus what the process uses, on Linux at most MemAvailable.
    /// </summary>
    public virtual long Bytes
    {
        get
        {
            GCMemoryInfo runtime = GC.GetGCMemoryInfo();
            // the container's limit, if there is one
            long limit = Math.Max(0, runtime.TotalAvailableMemoryBytes - Environment.WorkingSet);
            return Math.Min(limit, Available() ?? limit);
        }
    }

    /// <summary>Upper limit in bytes for this process: the container's limit or the machine's memory.</summary>
    public virtual long TotalBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static long? Available()
    {
        const string Meminfo = "/proc/meminfo",
            Line = "MemAvailable:";
        if (!File.Exists(Meminfo))
            return null;
        string? line = File.ReadLines(Meminfo).FirstOrDefault(text => text.StartsWith(Line, StringComparison.Ordinal));
        return
            line?[Line.Length..].Replace("kB", "", StringComparison.Ordinal) is { } number
            && long.TryParse(
                number,
                NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture,
                out long kilobytes
            )
            ? kilobytes << 10
            : null;
    }
}
