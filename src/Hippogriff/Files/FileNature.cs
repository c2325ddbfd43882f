using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hippogriff.Files;

/// <summary>
/// The kind of a file system entry, determined before it is opened. Opening a named pipe waits forever for a writer and
/// cannot be cancelled, and a device may have no end.
/// </summary>
public static class FileNature
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
    /// The kind of <paramref name="path"/>, for a message, if it exists and is neither a file nor a folder; otherwise
    /// null. Links are followed.
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

    /// <summary>The kind for a mode of POSIX's sys/stat.h; null for files and folders.</summary>
    internal static string? OfMode(int mode) =>
        (mode & TypeMask) switch
        {
            Regular or Folder => null,
            Pipe => "a named pipe",
            Characters or Blocks => "a device",
            Socket => "a socket",
            _ => "no file",
        };

    /// <summary>Windows identifies devices and pipes by their names.</summary>
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
