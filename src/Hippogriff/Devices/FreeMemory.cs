using System.Globalization;

namespace Hippogriff.Devices;

/// <summary>Memory that programs may still take.</summary>
public class FreeMemory
{
    /// <summary>What the system says.</summary>
    public static FreeMemory OfSystem { get; } = new();

    /// <summary>Bytes: what Linux says is available, elsewhere what the runtime may use and has not.</summary>
    public virtual long Bytes
    {
        get
        {
            GCMemoryInfo runtime = GC.GetGCMemoryInfo();
            // the container's limit, where there is one
            long limit = Math.Max(0, runtime.TotalAvailableMemoryBytes - Environment.WorkingSet);
            return Math.Min(limit, Available() ?? limit);
        }
    }

    /// <summary>Bytes that this process may ever have: the container's limit, or what the machine has.</summary>
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
