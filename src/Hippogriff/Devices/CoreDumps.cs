using System.Runtime.InteropServices;

namespace Hippogriff.Devices;

/// <summary>Core dumps of a process that crashed in native code.</summary>
internal static class CoreDumps
{
    private const int SetDumpable = 4; // PR_SET_DUMPABLE

    /// <summary>Disables core dumps for this process. Linux only: elsewhere they are off by default.</summary>
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
            // another C library; there may be a dump
        }
    }

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
