using System.Diagnostics;
using System.Globalization;

namespace Hippogriff.Campaigns.Fuzzing;

/// <summary>Memory of processes, native code's among it.</summary>
internal static class ProcessMemory
{
    /// <summary>The most that a process had in memory so far, in MB; 0 where it is gone.</summary>
    public static double PeakMegabytes(int process) =>
        OperatingSystem.IsLinux() ? FromStatus(process, "VmHWM:") : Of(process, p => p.PeakWorkingSet64);

    /// <summary>What it has in memory now, in MB.</summary>
    public static double Megabytes(int process) =>
        OperatingSystem.IsLinux() ? FromStatus(process, "VmRSS:") : Of(process, p => p.WorkingSet64);

    private static double FromStatus(int process, string key)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
            return line is null
                ? 0
                : long.Parse(
                    line[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
                    CultureInfo.InvariantCulture
                ) / 1024.0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static double Of(int process, Func<Process, long> what)
    {
        try
        {
            using Process running = Process.GetProcessById(process);
            return what(running) / 1048576.0;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return 0;
        }
    }
}
