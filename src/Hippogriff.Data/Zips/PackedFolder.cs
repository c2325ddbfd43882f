using Hippogriff.Files;

namespace Hippogriff.Data.Zips;

/// <summary>
/// A folder of training data, given as a folder or a zip file. Pictures and captions of a zip are unpacked by
/// <see cref="ZipImport"/> to a private temporary folder with a random name. Disposing deletes it. If the process was
/// killed, opening the next zip deletes it (<see cref="UnpackedFolder"/>). A given folder stays as it is.
/// </summary>
public sealed class PackedFolder : IDisposable
{
    private readonly string _given;

    private readonly UnpackedFolder? _unpacked;

    private PackedFolder(string given, UnpackedFolder? unpacked = null) =>
        (_given, _unpacked, Path) = (given, unpacked, unpacked?.Path ?? given);

    /// <summary>The folder with the pictures.</summary>
    public string Path { get; }

    /// <summary>Whether <paramref name="path"/> is a file that may be a zip.</summary>
    public static bool IsMeant(string path) =>
        path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) && File.Exists(path);

    /// <summary>
    /// Opens the folder <paramref name="path"/>, or the contents of that zip file. A single top-level folder in the zip
    /// is skipped.
    /// </summary>
    /// <param name="path">A folder, which may not exist, or a zip file.</param>
    /// <param name="cancellationToken">Stops the unpacking.</param>
    /// <param name="limits">Limits for a zip; null for those of a local file.</param>
    /// <exception cref="HippogriffException">The zip file cannot be used; the message says why, and nothing unpacked
    /// remains.</exception>
    public static PackedFolder Open(
        string path,
        CancellationToken cancellationToken = default,
        ZipLimits? limits = null
    )
    {
        if (!IsMeant(path))
            return new PackedFolder(path);
        PackedFolder packed = new(path, UnpackedFolder.Create());
        try
        {
            using FileStream zip = RegularFile.Open(path);
            new ZipImport(limits ?? ZipLimits.OwnFile, $"'{path}'").Extract(zip, packed.Path, cancellationToken);
            return packed;
        }
        catch (Exception error)
        {
            packed.Dispose();
            if (error is IOException or UnauthorizedAccessException)
                throw new HippogriffException($"'{path}' cannot be read: {error.Message.TrimEnd('.')}.", error);
            throw;
        }
    }

    /// <summary>Replaces the temporary path in a sentence by the given one, which users know.</summary>
    public string Named(string sentence) =>
        Path == _given ? sentence : sentence.Replace(Path, _given, StringComparison.Ordinal);

    /// <summary>Reads the folder; errors name the given path.</summary>
    /// <exception cref="HippogriffException">As <paramref name="read"/> throws it.</exception>
    public T Read<T>(Func<string, T> read)
    {
        try
        {
            return read(Path);
        }
        catch (HippogriffException fault) when (Path != _given)
        {
            throw new HippogriffException(Named(fault.Message), fault);
        }
    }

    /// <summary>Deletes the unpacked files.</summary>
    public void Dispose() => _unpacked?.Dispose();
}
