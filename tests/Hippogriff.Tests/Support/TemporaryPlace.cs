using System.Runtime.CompilerServices;

#if !MUTATED // Stryker looks for what a test reached in the folder for temporary files that it knows
[assembly: AssemblyFixture(typeof(Hippogriff.Tests.Support.TemporaryPlace))]

#endif

namespace Hippogriff.Tests.Support;

/// <summary>
/// The folder for temporary files of this run, of the programs that it starts, and of the product under test. At the
/// end it has to be empty: who leaves something behind fails the run.
/// </summary>
public sealed class TemporaryPlace : IDisposable
{
    private const string Prefix = "hippogriff-run-",
        Held = ".held";

    /// <summary>
    /// What the runtime makes for tools that look into a process, and leaves where that is killed; the files of the
    /// browser and the records of unpacked zips, which last as long as the run; the folder of a run within this one
    /// that was killed.
    /// </summary>
    private static readonly string[] s_others =
    [
        Held,
        "clr-debug-pipe-",
        "dotnet-diagnostic-",
        "own-records-",
        Prefix,
        "playwright",
        "org.chromium.",
        ".org.chromium.",
    ];

    private static string s_path = Path.GetTempPath();
    private static FileStream? s_held;

#if !MUTATED
    [ModuleInitializer]
#endif
    internal static void Begin()
    {
        foreach (string left in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
            if (!IsHeld(left))
                Remove(left);
        s_path = Directory.CreateTempSubdirectory(Prefix).FullName;
        s_held = new FileStream(Path.Combine(s_path, Held), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        Environment.SetEnvironmentVariable(OperatingSystem.IsWindows() ? "TMP" : "TMPDIR", s_path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            s_held.Dispose();
            Remove(s_path);
        };
    }

    /// <summary>Everything in a folder that somebody should have removed, by name.</summary>
    internal static IReadOnlyList<string> LeftIn(string folder) =>
        [
            .. Directory
                .EnumerateFileSystemEntries(folder)
                .Select(path => Path.GetFileName(path))
                .Where(name => !s_others.Any(start => name.StartsWith(start, StringComparison.Ordinal)))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Whether a run that has not ended works there; one that was killed left its folder.</summary>
    internal static bool IsHeld(string folder)
    {
        try
        {
            new FileStream(Path.Combine(folder, Held), FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
            return false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return true; // held, or not yet there
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { } // a program holds it
    }

    public void Dispose()
    {
        IReadOnlyList<string> left = LeftIn(s_path);
        if (left.Count > 0)
            throw new InvalidOperationException(
                $"{left.Count} temporary files or folders are left: {string.Join(", ", left.Take(10))}. "
                    + string.Join("; ", Directory.EnumerateFiles(s_path, "*", SearchOption.AllDirectories).Take(5))
            );
    }
}
