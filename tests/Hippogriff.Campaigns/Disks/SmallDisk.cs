using System.Diagnostics;
using System.Globalization;

namespace Hippogriff.Campaigns.Disks;

/// <summary>
/// A file system of a few megabytes in memory, which can be filled and made read-only. Needs the right to mount, as
/// root has it, or anybody in a name space of their own.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Filler = "filler";

    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Mounts one; null where this process may not.</summary>
    public static SmallDisk? TryMount(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        return Run(
            "mount",
            "-t",
            "tmpfs",
            "-o",
            string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"),
            "tmpfs",
            path
        )
            ? new SmallDisk(path)
            : null;
    }

    /// <summary>Removes everything on it and leaves so many bytes free.</summary>
    public void Leave(long free)
    {
        Writable();
        foreach (string entry in Directory.GetFileSystemEntries(Path))
            if (Directory.Exists(entry))
                Directory.Delete(entry, recursive: true);
            else
                File.Delete(entry);
        Fill(free);
    }

    /// <summary>Fills it up but for so many bytes.</summary>
    public void Fill(long free)
    {
        using FileStream file = new(
            System.IO.Path.Combine(Path, Filler),
            FileMode.Append,
            FileAccess.Write,
            FileShare.None,
            0
        );
        byte[] page = new byte[4_096];
        while (new DriveInfo(Path).AvailableFreeSpace > free)
            file.Write(page);
    }

    /// <summary>Gives the space of <see cref="Fill"/> back.</summary>
    public void Free() => File.Delete(System.IO.Path.Combine(Path, Filler));

    /// <summary>Makes it read-only.</summary>
    public void ReadOnly()
    {
        if (!Run("mount", "-o", "remount,ro", Path))
            throw new InvalidOperationException("The disk could not be made read-only.");
    }

    /// <summary>Makes it writable again.</summary>
    public void Writable()
    {
        if (!Run("mount", "-o", "remount,rw", Path))
            throw new InvalidOperationException("The disk could not be made writable.");
    }

    public void Dispose() => Run("umount", Path);

    /// <summary>The files on it, without what fills it.</summary>
    public IReadOnlyList<string> Files() =>
        [
            .. Directory
                .EnumerateFiles(Path, "*", SearchOption.AllDirectories)
                .Where(file => System.IO.Path.GetFileName(file) != Filler),
        ];

    private static bool Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
