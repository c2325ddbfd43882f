using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Hippogriff.Files;

/// <summary>File operations of the C library of Linux and macOS that .NET does not offer.</summary>
internal static class UnixFiles
{
    /// <summary>Results of <see cref="Link"/>; any other is an errno.</summary>
    public const int Linked = 0,
        NameTaken = 17;

    private const int ReadOnly = 0,
        CloseOnExecLinux = 0x80000,
        CloseOnExecMac = 0x1000000;
    private const int InputOutputError = 5;

    /// <summary>Creates a hard link under a free name: link(2).</summary>
    public static int Link(string file, string name) => link(file, name) == 0 ? Linked : Marshal.GetLastPInvokeError();

    /// <summary>Flushes a folder's entries to disk: fsync(2).</summary>
    /// <exception cref="IOException">The disk failed. A folder that cannot be opened and a file system without this
    /// call are ignored.</exception>
    public static void FlushFolder(string folder)
    {
        int opened = open(folder, ReadOnly | (OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux));
        if (opened < 0)
            return;
        try
        {
            if (fsync(opened) != 0 && Marshal.GetLastPInvokeError() == InputOutputError)
                throw new IOException(new Win32Exception(InputOutputError).Message);
        }
        finally
        {
            _ = close(opened);
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string file,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name
    );

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int file);

    [DllImport("libc")]
    private static extern int close(int file);
}
