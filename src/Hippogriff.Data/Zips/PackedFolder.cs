using Hippogriff.Files;

namespace Hippogriff.Data.Zips;

/// <summary>
/// A folder of training data that may come as a zip file: its pictures and captions then are unpacked
/// (<see cref="ZipImport"/> says what is refused) into a folder for temporary files whose name nobody can guess and
/// that only its owner can open, and that is gone when this is disposed, or when the next zip is opened after its
/// process was killed (<see cref="UnpackedFolder"/>). What is a folder stays as it is.
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
    /// The folder <paramref name="path"/>, or what the zip file of that name holds; where everything in it lies in one
    /// folder, what lies in that one.
    /// </summary>
    /// <param name="path">A folder, there or not, or a zip file.</param>
    /// <param name="cancellation">Stops the unpacking.</param>
    /// <param name="limits">What a zip may take; null for those of an own file.</param>
    /// <exception cref="HippogriffException">It is a zip file that cannot be used; the sentence says why, and nothing
    /// of it is left.</exception>
    public static PackedFolder Open(string path, CancellationToken cancellation = default, ZipLimits? limits = null)
    {
        if (!IsMeant(path))
            return new PackedFolder(path);
        PackedFolder packed = new(path, UnpackedFolder.Create());
        try
        {
            using FileStream zip = RegularFile.Open(path);
            new ZipImport(limits ?? ZipLimits.OwnFile, $"'{path}'").Extract(zip, packed.Path, cancellation);
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

    /// <summary>
    /// A sentence about what lies in the folder, said of what was given: nobody knows the other name.
    /// </summary>
    public string Named(string sentence) =>
        Path == _given ? sentence : sentence.Replace(Path, _given, StringComparison.Ordinal);

    /// <summary>Reads the folder; what is wrong with it is said of what was given.</summary>
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

    /// <summary>Removes what was unpacked.</summary>
    public void Dispose() => _unpacked?.Dispose();
}
