using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hippogriff.Tests;

/// <summary>
/// Tests run side by side and their networks are tiny: a team of threads for each of them costs twice the time of the
/// whole suite. The runtime of OpenMP reads its environment when libtorch is loaded, so this comes first; who sets a
/// number of threads keeps it.
/// </summary>
internal static class OneThread
{
    [ModuleInitializer]
    internal static void Ask()
    {
        // watches TorchSharp's natives
        RuntimeHelpers.RunModuleConstructor(typeof(HippogriffException).Module.ModuleHandle);
        if (!OperatingSystem.IsWindows())
            // .NET keeps its own copy, which native code does not see
            _ = SetEnvironment("OMP_NUM_THREADS", "1", overwrite: 0);
    }

    [DllImport(
        "libc",
        EntryPoint = "setenv",
        CharSet = CharSet.Ansi,
        BestFitMapping = false,
        ThrowOnUnmappableChar = true
    )]
    private static extern int SetEnvironment(
        [MarshalAs(UnmanagedType.LPStr)] string name,
        [MarshalAs(UnmanagedType.LPStr)] string value,
        int overwrite
    );
}
