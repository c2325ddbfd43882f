using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hippogriff.Files;

/// <summary>
/// What lies under a name: opening a named pipe waits for a writer for ever and cannot be broken off, and a device may
/// have no end, so both are told from files before anything is opened.
/// </summary>
internal static class FileNature
{
    private const int HereFromCurrentFolder = -100,
        ModeOfStatx = 28,
        ModeOfStat = 4; // AT_FDCWD; where st_mode lies in struct statx (Linux) and struct stat (macOS on Apple silicon)
    private const uint TypeAndMode = 0x3;
    private const int TypeMask = 0xF000,
        Pipe = 0x1000,
        Characters = 0x2000,
        Folder = 0x4000,
        Blocks = 0x6000,
        Regular = 0x8000,
        Socket = 0xC000;

    /// <summary>
    /// What lies under <paramref name="path"/>, for a sentence, where it is there and neither a file nor a folder;
    /// links are followed. Null otherwise.
    /// </summary>
    public static string? Strange(string path)
    {
        if (OperatingSystem.IsWindows())
            return OfWindowsName(path);
        try
        {
            byte[] facts = new byte[512];
            int failed = OperatingSystem.IsMacOS()
                ? Stat(path, facts)
                : Statx(HereFromCurrentFolder, path, 0, TypeAndMode, facts);
            return failed != 0
                ? null
                : OfMode(
                    BinaryPrimitives.ReadUInt16LittleEndian(
                        facts.AsSpan(OperatingSystem.IsMacOS() ? ModeOfStat : ModeOfStatx)
                    )
                );
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return null; // an older system's library: the name is opened as it is
        }
    }

    /// <summary>The kind of what has this mode, as POSIX's sys/stat.h numbers it; null for files and folders.</summary>
    internal static string? OfMode(int mode) =>
        (mode & TypeMask) switch
        {
            Regular or Folder => null,
            Pipe => "a named pipe",
            Characters or Blocks => "a device",
            Socket => "a socket",
            _ => "no file",
        };

    /// <summary>Windows tells devices and pipes by their names.</summary>
    internal static string? OfWindowsName(string path)
    {
        string name = path.Replace('/', '\\');
        if (
            name.StartsWith(@"\\.\pipe\", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith(@"\\?\pipe\", StringComparison.OrdinalIgnoreCase)
        )
            return "a named pipe";
        return name.StartsWith(@"\\.\", StringComparison.Ordinal) || DeviceName.Is(name[(name.LastIndexOf('\\') + 1)..])
            ? "a device"
            : null;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(
        int folder,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        [Out] byte[] facts
    );

    [DllImport("libc", EntryPoint = "stat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] facts);
}
