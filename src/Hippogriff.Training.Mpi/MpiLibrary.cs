using System.Reflection;
using System.Runtime.InteropServices;
using MPI;

namespace Hippogriff.Training.Mpi;

/// <summary>
/// Finds MPICH for MPI.NET, which asks for Microsoft's library. The binary interface is the same: MS-MPI descends from
/// MPICH, whose versions since 3.1 keep it.
/// </summary>
internal static class MpiLibrary
{
    private static readonly string[] s_names = ["libmpich.so.12", "libmpi.so.12"];
    private static readonly Lazy<nint> s_library = new(Load);

    /// <summary>Loads the library, and has MPI.NET use it.</summary>
    /// <exception cref="HippogriffException">It is not installed.</exception>
    public static void Require()
    {
        if (!OperatingSystem.IsWindows())
            _ = s_library.Value;
    }

    private static nint Load()
    {
        KeepSignals(); // before UCX is loaded, which then reads its variables
        nint library = 0;
        if (!s_names.Any(name => NativeLibrary.TryLoad(name, out library)))
            throw new HippogriffException(
                $"Several workers need MPICH, and {s_names[0]} is not installed; on Debian and Ubuntu: apt-get "
                    + "install mpich."
            );
        NativeLibrary.SetDllImportResolver(typeof(Unsafe).Assembly, Resolve);
        return library;

        nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
            name.Contains("msmpi", StringComparison.OrdinalIgnoreCase) ? library : 0;
    }

    /// <summary>
    /// UCX, which carries MPICH's messages, would take over the signals by which .NET finds null references.
    /// </summary>
    private static void KeepSignals()
    {
        _ = SetVariable("UCX_ERROR_SIGNALS", "", 1);
        _ = SetVariable("UCX_WARN_UNUSED_ENV_VARS", "n", 1); // builds without handlers do not know the first
    }

    [DllImport(
        "libc",
        EntryPoint = "setenv",
        CharSet = CharSet.Ansi,
        BestFitMapping = false,
        ThrowOnUnmappableChar = true
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetVariable(string name, string value, int replace);
}
