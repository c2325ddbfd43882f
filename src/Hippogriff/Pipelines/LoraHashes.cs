using System.Buffers.Binary;
using System.Security.Cryptography;
using Hippogriff.Files;

namespace Hippogriff.Pipelines;

/// <summary>Hashes of a LoRA's file.</summary>
/// <param name="File">First ten hex digits of the SHA-256 of the whole file.</param>
/// <param name="Data">First twelve hex digits of the SHA-256 of what follows the header. Stable Diffusion's web UI
/// writes it, since other metadata do not change it (AddNet hash).</param>
internal sealed record LoraHashes(string File, string Data)
{
    private const int LengthBytes = 8; // of the header's length, at the beginning of a safetensors file

    /// <summary>Both, in one pass.</summary>
    /// <exception cref="HippogriffException">The file cannot be read.</exception>
    public static LoraHashes Of(string file, long largest)
    {
        using FileStream stream = RegularFile.Open(file, largest);
        using IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            data = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            byte[] buffer = new byte[1 << 18];
            int count = stream.ReadAtLeast(buffer, LengthBytes, throwOnEndOfStream: false);
            ulong header = count < LengthBytes ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(buffer);
            ulong begin = header < (ulong)largest ? header + LengthBytes : ulong.MaxValue;
            for (ulong at = 0; count > 0; at += (ulong)count, count = stream.Read(buffer))
            {
                whole.AppendData(buffer, 0, count);
                if (begin < at + (ulong)count)
                {
                    int from = begin > at ? (int)(begin - at) : 0;
                    data.AppendData(buffer, from, count - from);
                }
            }
        }
        catch (IOException error)
        {
            throw RegularFile.Unreadable(file, error);
        }
        return new LoraHashes(
            Convert.ToHexStringLower(whole.GetHashAndReset())[..10],
            Convert.ToHexStringLower(data.GetHashAndReset())[..12]
        );
    }
}
