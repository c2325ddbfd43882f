using System.Runtime.InteropServices;

namespace Hippogriff.Devices;

/// <summary>What the system keeps of a process that native code has ended.</summary>
internal static class CoreDumps
{
    private const int SetDumpable = 4; // PR_SET_DUMPABLE

    /// <summary>
    /// No core dump of this process. Linux only: elsewhere they are off unless somebody asked for them.
    /// </summary>
    public static void Forbid()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = ProcessControl(SetDumpable, 0, 0, 0, 0);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // another C library; then there may be a dump
        }
    }

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
