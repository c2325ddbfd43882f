using System.Text;

namespace Hippogriff.Weights;

/// <summary>Says what a file is that was taken for a safetensors file, by its first bytes.</summary>
internal static class ForeignFile
{
    /// <summary>Bytes that tell it.</summary>
    public const int Length = 64;

    private const string WayOut =
        "it could run code when it is read, so this version reads .safetensors files only: take that file of the same "
        + "model, or convert this one where you trust it";

    private static readonly (byte[] Start, string What)[] s_others =
    [
        ([.. "7z"u8, 0xBC, 0xAF], Archive("7z")),
        ([.. "Rar!"u8], Archive("rar")),
        ([0x1F, 0x8B], Archive("gzip")),
        ([0x28, 0xB5, 0x2F, 0xFD], Archive("zstd")),
        ([0x89, .. "HDF"u8], "is an HDF5 file (.h5), as Keras writes it; take the .safetensors file of the same model"),
        ([0x89, .. "PNG"u8], "is a PNG picture, not weights"),
        ([0xFF, 0xD8, 0xFF], "is a JPEG picture, not weights"),
    ];

    private static string Archive(string kind) =>
        $"is a {kind} archive; unpack it, and take the .safetensors file in it";

    /// <summary>What it is, and what to do, as the end of a sentence; null if it is nothing known.</summary>
    /// <param name="begin">The first bytes, at most <see cref="Length"/>.</param>
    public static string? Explain(ReadOnlySpan<byte> begin)
    {
        if (begin.StartsWith("GGUF"u8))
            return "is a GGUF file, whose quantised weights this version does not read; take the .safetensors file";
        if (begin is [0x80, >= 2 and <= 5, ..])
            return $"is a pickle (.ckpt, .pt, .bin); {WayOut}";
        if (begin.StartsWith("PK\u0003\u0004"u8))
            return $"is a zip, as PyTorch checkpoints are (.ckpt, .pt, .bin); {WayOut}";
        if (begin.StartsWith("version https://git-lfs"u8))
            return "is a git-lfs pointer, not the file itself; fetch it with git lfs pull";
        foreach ((byte[] start, string what) in s_others)
            if (begin.StartsWith(start))
                return what;
        string text = Encoding.Latin1.GetString(begin).TrimStart();
        if (
            text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
        )
            return "is a web page, not the file itself; the download was answered with a page";
        return text.StartsWith('{') || text.StartsWith('[') ? "is a JSON text, not weights" : null;
    }
}
