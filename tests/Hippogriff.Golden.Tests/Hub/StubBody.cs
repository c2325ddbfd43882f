using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>Sends the bytes of a file: ranges, and bodies that are wrong on purpose.</summary>
internal static partial class StubBody
{
    public static StubAnswer Send(
        StubRequest request,
        StubFile file,
        List<(string Name, string Value)> headers,
        StubRule? rule
    )
    {
        byte[] bytes = file.Bytes;
        switch (rule?.Do)
        {
            case "wrong_hash":
                bytes = [.. bytes];
                bytes[0] ^= 0xFF;
                bytes[^1] ^= 0xFF;
                break;
            case "short":
                bytes = bytes[..rule.Number("bytes", 0)];
                break;
            case "long":
                bytes = [.. bytes, .. Enumerable.Repeat((byte)'x', rule.Number("bytes", 1))];
                break;
            case "gzip" when request.Header("accept-encoding")?.Contains("gzip", StringComparison.Ordinal) == true:
                return new StubAnswer(200, Zipped(bytes)) { Headers = [.. headers, ("Content-Encoding", "gzip")] };
        }
        if (request.Method == "HEAD")
            return new StubAnswer(200, bytes) { Headers = headers };
        int? cut = rule?.Do is "cut" or "stall" ? rule.Number("bytes", 0) : null;
        bool stalls = rule?.Do == "stall";
        if (
            rule?.Do == "ignore_range"
            || request.Header("range") is not { } range
            || RangePattern().Match(range) is not { Success: true } match
        )
            return new StubAnswer(200, bytes)
            {
                Headers = headers,
                Cut = cut,
                Stalls = stalls,
            };
        int from = int.Parse(match.Groups[1].Value);
        if (from >= bytes.Length)
            return new StubAnswer(416, []) { Headers = [("Content-Range", $"bytes */{bytes.Length}")] };
        return new StubAnswer(206, bytes[from..])
        {
            Headers = [.. headers, ("Content-Range", $"bytes {from}-{bytes.Length - 1}/{bytes.Length}")],
            Cut = cut,
            Stalls = stalls,
        };
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using MemoryStream zipped = new();
        using (GZipStream stream = new(zipped, CompressionLevel.Fastest))
            stream.Write(bytes);
        return zipped.ToArray();
    }

    [GeneratedRegex(@"\Abytes=(\d+)-\z")]
    private static partial Regex RangePattern();
}
