using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hippogriff.Hub.Transfer;

/// <summary>
/// The hash that names a file's content on the hub: SHA-256 for large files (64 hex digits), git's blob id for others
/// (40). That is the SHA-1 of "blob SIZE", a zero byte, and the content.
/// </summary>
public sealed record ContentHash
{
    private const int GitDigits = 40,
        Sha256Digits = 64;

    private ContentHash(string hex) => Hex = hex;

    /// <summary>Lower-case hex digits: also the name of the file in the cache.</summary>
    public string Hex { get; }

    /// <summary>Whether it is git's blob id, whose computation needs the size first.</summary>
    public bool IsGit => Hex.Length == GitDigits;

    /// <summary>The hash in an ETag or a listing; null if it is none.</summary>
    public static ContentHash? Parse(string? text) =>
        text is { Length: GitDigits or Sha256Digits } && text.All(char.IsAsciiHexDigitLower)
            ? new ContentHash(text)
            : null;

    /// <summary>Begins to compute a hash of this kind.</summary>
    /// <param name="size">Size of the content in bytes.</param>
    public IncrementalHash Begin(long size)
    {
        if (!IsGit)
            return IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
#pragma warning disable CA5350 // git names its objects so
        IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {size}\0")));
        return hash;
    }

    /// <summary>Whether what was computed is this hash.</summary>
    public bool Is(IncrementalHash computed) => Convert.ToHexStringLower(computed.GetCurrentHash()) == Hex;

    /// <summary>Whether a file has this content.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="read">Receives the number of bytes of each piece read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public bool IsOf(string path, Action<long>? read = null, CancellationToken cancellationToken = default)
    {
        using FileStream file = Files.RegularFile.Open(path, buffer: 0);
        return IsOf(file, read, cancellationToken);
    }

    /// <summary>The same for a file that is open, at its begin.</summary>
    internal bool IsOf(FileStream file, Action<long>? read, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = Begin(file.Length);
        byte[] piece = new byte[1 << 20];
        for (int length; (length = file.Read(piece)) > 0; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(piece, 0, length);
            read?.Invoke(length);
        }
        return Is(hash);
    }
}
