using System.Security.Cryptography;
using Hippogriff.Files;

namespace Hippogriff.Weights;

/// <summary>
/// The hash of eight digits by which A1111 named models until 2023, "AutoV1" on sites. It is the SHA-256 of 64 KiB that
/// begin at the first mebibyte, so it costs almost nothing, and different files may have the same.
/// </summary>
public static class FormerHash
{
    /// <summary>Number of its hex digits.</summary>
    public const int Digits = 8;

    private const int At = 0x100000,
        Length = 0x10000,
        Least = 0x200000;

    /// <summary>The hash in lower case; null for a file below 2 MiB, which has none.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HippogriffException">It cannot be read.</exception>
    public static string? Of(string path)
    {
        using FileStream file = RegularFile.Open(path, buffer: 0);
        try
        {
            if (file.Length < Least)
                return null;
            file.Position = At;
            byte[] part = new byte[Length];
            file.ReadExactly(part);
            return Convert.ToHexStringLower(SHA256.HashData(part))[..Digits];
        }
        catch (IOException error)
        {
            throw RegularFile.Unreadable(path, error);
        }
    }
}
