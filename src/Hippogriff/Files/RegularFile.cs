using Hippogriff.Texts;

namespace Hippogriff.Files;

/// <summary>
/// The only way to open files from outside: regular files only, up to a size limit, with one-sentence errors. Named
/// pipes, devices and sockets are refused immediately.
/// </summary>
public static class RegularFile
{
    /// <summary>Maximum size of a text that is written by hand or kept next to a model: 16 MB.</summary>
    public const long MostText = 16 << 20;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Maximum size in bytes.</param>
    /// <param name="buffer">Buffer size in bytes; 0 for none.</param>
    /// <param name="what">What the file is, for error messages: "world file".</param>
    /// <exception cref="HippogriffException">The file does not exist, is not a regular file, is too large, or may not
    /// be read.</exception>
    public static FileStream Open(string path, long most = long.MaxValue, int buffer = 1 << 12, string? what = null)
    {
        try
        {
            Require(path);
            FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, buffer);
            if (stream.Length <= most)
                return stream;
            using (stream)
                throw new HippogriffException(
                    $"'{path}' has {Size(stream.Length)}; at most {Size(most)} are read.",
                    FaultKind.DamagedFile
                );
        }
        catch (Exception error) when (IsOfReading(error))
        {
            throw Unreadable(path, error, what);
        }
    }

    /// <summary>Length of a file in bytes; of a link that of what it leads to.</summary>
    /// <exception cref="HippogriffException">The file does not exist, or a link leads nowhere.</exception>
    public static long LengthOf(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file.LinkTarget is null ? file.Length
                : file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target.Length
                : throw new FileNotFoundException();
        }
        catch (Exception error) when (IsOfReading(error))
        {
            throw Unreadable(path, error);
        }
    }

    /// <summary>All bytes of a file.</summary>
    /// <inheritdoc cref="Open"/>
    public static byte[] ReadBytes(string path, long most, string? what = null)
    {
        using FileStream stream = Open(path, most, buffer: 0, what);
        try
        {
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (IsOfReading(error))
        {
            throw Unreadable(path, error, what);
        }
    }

    /// <summary>A text, as <see cref="PlainText"/> reads it.</summary>
    /// <inheritdoc cref="Open"/>
    public static string ReadText(string path, long most = MostText, string? what = null) =>
        PlainText.Decode(ReadBytes(path, most, what), path).Text;

    /// <summary>The lines of a text, as <see cref="ReadText"/> reads it.</summary>
    /// <inheritdoc cref="Open"/>
    public static IReadOnlyList<string> ReadLines(string path, long most = MostText)
    {
        List<string> lines = [];
        using StringReader reader = new(ReadText(path, most));
        while (reader.ReadLine() is { } line)
            lines.Add(line);
        return lines;
    }

    /// <summary>Refuses anything but a regular file, before it is opened.</summary>
    /// <exception cref="HippogriffException">It is a folder, a named pipe, a device or a socket, or the name is not
    /// valid.</exception>
    public static void Require(string path)
    {
        if (string.IsNullOrEmpty(path))
            throw new HippogriffException("A file to read needs a name that is not empty.");
        if (path.Contains('\0'))
            throw new HippogriffException($"'{Fit.Piece(path)}' is not a file name: it holds a null character.");
        if (Directory.Exists(path))
            throw new HippogriffException($"'{path}' is a folder, not a file.");
        if (FileNature.Strange(path) is { } kind)
            throw new HippogriffException($"'{path}' is {kind}, and only files are read.", FaultKind.DamagedFile);
    }

    /// <summary>The exception for a failed read.</summary>
    internal static HippogriffException Unreadable(string path, Exception error, string? what = null)
    {
        bool missing = error is FileNotFoundException or DirectoryNotFoundException;
        if (what is not null)
            return new HippogriffException(
                $"The {what} '{path}' cannot be read: "
                    + $"{(missing ? "there is no such file" : error.Message.TrimEnd('.'))}.",
                error
            );
        return new HippogriffException(
            missing ? $"There is no file '{path}'." : $"'{path}' could not be read: {error.Message.TrimEnd('.')}.",
            error
        );
    }

    /// <summary>Whether an exception can come from reading a file without an error in this program.</summary>
    internal static bool IsOfReading(Exception error) =>
        error
            is IOException
                or UnauthorizedAccessException
                or NotSupportedException
                or ArgumentException
                or System.Security.SecurityException;

    private static string Size(long bytes) => bytes < 10 << 20 ? Counted.Of(bytes, "byte") : $"{bytes >> 20} MB";
}
