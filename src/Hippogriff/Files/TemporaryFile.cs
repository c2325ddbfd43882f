using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Hippogriff.Files;

/// <summary>
/// A file that is being written, beside the place where it will lie: <c>.hippogriff-MACHINE-PROCESS-RANDOM.partial</c>,
/// 54 bytes at most,
/// whatever the final name is. Goes when it is let go of without a name. Those of processes that are no more go when a
/// later process
/// writes into the folder for the first time; whose they are stands in the name, and one that somebody holds open
/// stays.
/// </summary>
internal sealed partial class TemporaryFile : IDisposable
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

    /// <param name="folder">Full path of a folder that is there.</param>
    /// <param name="like">File whose rights it gets, where there is one.</param>
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

    /// <summary>What is written goes here.</summary>
    public FileStream Stream { get; } = null!;

    /// <summary>Flushes the file to the disk and gives it its name.</summary>
    /// <returns>False where <paramref name="replace"/> is false and the name is taken.</returns>
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

    /// <summary>Removes it where it got no name.</summary>
    public void Dispose()
    {
        try
        {
            Stream?.Dispose();
        }
        // what is left in its buffer does not fit on the disk: the first error tells
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
        try
        {
            File.Delete(_path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { } // it is swept later
        End(_path);
    }

    /// <summary>Name of a temporary file of a process of this machine.</summary>
    internal static string NewName(int process) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $".hippogriff-{s_machine}-{process:x}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}.partial"
        );

    /// <summary>Something of a temporary name is being written by this process.</summary>
    internal static void Begin(string path) => s_alive[path] = true;

    /// <summary>It is no more, or has its own name.</summary>
    internal static void End(string path) => s_alive.TryRemove(path, out _);

    /// <summary>Whether a name is one of these.</summary>
    internal static bool IsName(string name) => NamePattern().IsMatch(name);

    /// <summary>Removes what processes that are no more have left half-written in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="now">The time as the folder's file system tells it.</param>
    internal static void Sweep(string folder, DateTime now)
    {
        try
        {
            foreach (string path in Directory.EnumerateFiles(folder, Any).Where(path => IsLeft(path, now)).ToArray())
                RemoveUnlessHeld(path);
        }
        // a folder that may be written and not listed: nothing a write may fail of
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>What another machine left is taken for left when it is a day old.</summary>
    private static bool IsLeft(string path, DateTime now) =>
        IsName(Path.GetFileName(path))
        && !s_alive.ContainsKey(path)
        && new FileInfo(path).LinkTarget is null
        && (now - File.GetLastWriteTimeUtc(path) > s_day || IsOfDeadProcess(path));

    /// <summary>Whether a process of this machine that is no more left it.</summary>
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
    /// Whether the process of that number runs and may be the one that wrote here: systems give numbers again, and one
    /// that began after the last byte was written is another.
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
            // it does not say when it began
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
    /// Windows replaces no file that somebody reads at the moment, a scanner of viruses say: it is tried again for half
    /// a second.
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
    /// A second name for the same file is given in one piece or not at all. Where the file system has no such, an empty
    /// file keeps the place.
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
