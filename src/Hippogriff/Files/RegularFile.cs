using Hippogriff.Texts;

namespace Hippogriff.Files;

/// <summary>
/// The one way in which files from outside are opened: regular files only, of at most so many bytes, and every fault is
/// a sentence. Named pipes, devices and sockets are refused at once.
/// </summary>
public static class RegularFile
{
    /// <summary>Most bytes of a text that people write by hand or programs keep beside a model: 16 MB.</summary>
    public const long MostText = 16 << 20;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Most bytes that it may have.</param>
    /// <param name="buffer">Bytes that are read ahead; 0 for none.</param>
    /// <param name="what">What it is, for the sentence of a fault: "world file".</param>
    /// <exception cref="HippogriffException">There is no such file, it is none, it is larger, or it may not be
    /// read.</exception>
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

    /// <summary>Refuses what is no file, before it is opened.</summary>
    /// <exception cref="HippogriffException">There is a folder, a named pipe, a device or a socket of that name, or it
    /// can be no name.</exception>
    public static void Require(string path)
    {
        if (string.IsNullOrEmpty(path))
            throw new HippogriffException("A file to read needs a name that is not empty.");
        if (path.Contains('\0'))
            throw new HippogriffException($"'{Fit.Piece(path)}' is no name of a file: it holds a null character.");
        if (Directory.Exists(path))
            throw new HippogriffException($"'{path}' is a folder, not a file.");
        if (FileNature.Strange(path) is { } kind)
            throw new HippogriffException($"'{path}' is {kind}, and only files are read.", FaultKind.DamagedFile);
    }

    /// <summary>The sentence for a failed read.</summary>
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

    /// <summary>What reading a file may throw through no fault of this program.</summary>
    internal static bool IsOfReading(Exception error) =>
        error
            is IOException
                or UnauthorizedAccessException
                or NotSupportedException
                or ArgumentException
                or System.Security.SecurityException;

    private static string Size(long bytes) => bytes < 10 << 20 ? Counted.Of(bytes, "byte") : $"{bytes >> 20} MB";
}
