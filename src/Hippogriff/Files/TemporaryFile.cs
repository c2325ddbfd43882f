using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Hippogriff.Files;

/// <summary>
/// A file that is being written, next to its final place: <c>.hippogriff-MACHINE-PROCESS-RANDOM.partial</c>, at most 54
/// bytes whatever the final name is. Disposing it without a name deletes it. A process that first writes into a folder
/// deletes what ended processes left there. The name tells whose a file is; files that are still open stay.
/// </summary>
public sealed partial class TemporaryFile : IDisposable
{
    private const string Any = ".hippogriff-*.partial";
    private const int Tries = 10;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1),
        s_clocks = TimeSpan.FromMinutes(1); // two clocks differ
    private static readonly ConcurrentDictionary<string, bool> s_alive = new(),
        s_swept = new();
    private static readonly string s_machine = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Environment.MachineName))
    )[..8];

    private readonly string _path;

    /// <param name="folder">Full path of an existing folder.</param>
    /// <param name="like">File whose permissions are copied, if it exists.</param>
    public TemporaryFile(string folder, string? like)
    {
        _path = Path.Combine(folder, NewName(Environment.ProcessId));
        Begin(_path);
        try
        {
            FileStreamOptions options = new()
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 1 << 16,
            };
            UnixFileMode? rights =
                OperatingSystem.IsWindows() || like is null || !File.Exists(like) ? null : File.GetUnixFileMode(like);
            if (!OperatingSystem.IsWindows() && rights is not null)
                options.UnixCreateMode = rights;
            Stream = new FileStream(_path, options);
            if (s_swept.TryAdd(folder, true))
                Sweep(folder, File.GetLastWriteTimeUtc(_path));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The stream to write to.</summary>
    public FileStream Stream { get; } = null!;

    /// <summary>Flushes the file to disk and renames it.</summary>
    /// <returns>False if <paramref name="replace"/> is false and the name is taken.</returns>
    public bool Name(string full, bool replace)
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        if (replace)
        {
            Replace(full);
            return true;
        }
        return OperatingSystem.IsWindows() ? MoveOnWindows(full) : Link(full);
    }

    /// <summary>Deletes it, unless it was renamed.</summary>
    public void Dispose()
    {
        try
        {
            Stream?.Dispose();
        }
        // the rest of its buffer does not fit on the disk; the first error was reported already
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
        try
        {
            File.Delete(_path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { } // it is swept later
        End(_path);
    }

    /// <summary>Name of a temporary file for a process on this machine.</summary>
    internal static string NewName(int process) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $".hippogriff-{s_machine}-{process:x}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.partial"
        );

    /// <summary>Registers a temporary name that this process is writing.</summary>
    internal static void Begin(string path) => s_alive[path] = true;

    /// <summary>Unregisters it: it was deleted or renamed.</summary>
    internal static void End(string path) => s_alive.TryRemove(path, out _);

    /// <summary>Whether a name has this form.</summary>
    internal static bool IsName(string name) => NamePattern().IsMatch(name);

    /// <summary>Deletes temporary files in a folder that were left by processes that have ended.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="now">The current time by the folder's file system.</param>
    public static void Sweep(string folder, DateTime now)
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder, Any).Where(path => IsLeft(path, now)).ToArray())
                RemoveUnlessHeld(path);
        }
        // a folder that may be written but not listed; a write must not fail because of this
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>
    /// Whether a file was abandoned. A file of another machine counts as abandoned when it is a day old.
    /// </summary>
    private static bool IsLeft(string path, DateTime now) =>
        IsName(Path.GetFileName(path))
        && !s_alive.ContainsKey(path)
        && new FileInfo(path).LinkTarget is null
        && (now - File.GetLastWriteTimeUtc(path) > s_day || IsOfDeadProcess(path));

    /// <summary>Whether it was left by a process of this machine that has ended.</summary>
    internal static bool IsOfDeadProcess(string path)
    {
        if (
            NamePattern().Match(Path.GetFileName(path)) is not { Success: true } name
            || name.Groups[1].Value != s_machine
            || s_alive.ContainsKey(path)
        )
            return false;
        int process = int.Parse(name.Groups[2].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return process == Environment.ProcessId || !IsWriting(process, path);
    }

    /// <summary>
    /// Whether the process with that id is running and may have written the file. Systems reuse ids: a process that
    /// started after the last write is another one.
    /// </summary>
    private static bool IsWriting(int process, string path)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return found.StartTime.ToUniversalTime() <= File.GetLastWriteTimeUtc(path) + s_clocks;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException) // it is no more
        {
            return false;
        }
        catch (Exception error)
            when (error is Win32Exception or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            // its start time is not available
            return true;
        }
    }

    private static void RemoveUnlessHeld(string path)
    {
        try
        {
            new FileStream(
                path,
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 1,
                FileOptions.DeleteOnClose
            ).Dispose();
        }
        // held, or gone meanwhile
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>
    /// Windows does not replace a file that is being read, for example by a virus scanner. Retries for half a second.
    /// </summary>
    private void Replace(string full)
    {
        for (int left = Tries; ; left--)
        {
            try
            {
                File.Move(_path, full, overwrite: true);
                return;
            }
            catch (Exception error)
                when (left > 0 && OperatingSystem.IsWindows() && FileFault.IsHeldOnWindows(error) && File.Exists(full))
            {
                Thread.Sleep(s_pause);
            }
        }
    }

    private bool MoveOnWindows(string full)
    {
        try
        {
            File.Move(_path, full, overwrite: false);
            return true;
        }
        catch (IOException) when (Path.Exists(full))
        {
            return false;
        }
    }

    /// <summary>
    /// Creates a hard link, which is atomic. On file systems without links, an empty file reserves the name.
    /// </summary>
    private bool Link(string full)
    {
        switch (UnixFiles.Link(_path, full))
        {
            case UnixFiles.Linked:
                return true;
            case UnixFiles.NameTaken:
                return false;
        }
        try
        {
            new FileStream(full, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1).Dispose();
        }
        catch (IOException) when (Path.Exists(full) || new FileInfo(full).LinkTarget is not null)
        {
            return false;
        }
        File.Move(_path, full, overwrite: true);
        return true;
    }

    [GeneratedRegex(@"^\.hippogriff-([0-9a-f]{8})-([0-9a-f]{1,8})-[0-9a-f]{16}\.partial\z")]
    private static partial Regex NamePattern();
}
