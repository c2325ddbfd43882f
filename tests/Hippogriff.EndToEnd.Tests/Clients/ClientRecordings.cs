using System.IO.Compression;
using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Clients;

/// <summary>
/// What real clients sent to a recording server, and what they need of the answers: one file a client, one exchange a
/// line. HIPPOGRIFF_GOLDENS may name a folder with more of them in its folder clients.
/// </summary>
internal static class ClientRecordings
{
    private const string Suffix = ".jsonl";

    /// <summary>Where they lie.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("HIPPOGRIFF_GOLDENS") is { Length: > 0 } named
        && Directory.Exists(Path.Combine(named, "clients"))
            ? Path.Combine(named, "clients")
            : Path.Combine(AppContext.BaseDirectory, "Clients", "Recorded");

    /// <summary>The clients.</summary>
    public static IReadOnlyList<string> Clients { get; } =
    [
        .. Directory
            .GetFiles(Folder)
            .Select(file => Path.GetFileName(file).Replace(".gz", "", StringComparison.Ordinal))
            .Where(name => name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The exchanges of a client over HTTP, in order.</summary>
    public static IEnumerable<JsonElement> Of(string client) =>
        Lines(client)
            .Where(exchange =>
                exchange.TryGetProperty("request", out JsonElement request) && request.ValueKind == JsonValueKind.Object
            );

    /// <summary>What a client said over standard input, and what it got, message by message.</summary>
    public static IEnumerable<JsonElement> ConversationsOf(string client) =>
        Lines(client).Where(exchange => exchange.TryGetProperty("conversation", out _));

    private static IEnumerable<JsonElement> Lines(string client)
    {
        string file = Path.Combine(Folder, client + Suffix);
        using StreamReader reader = new(
            File.Exists(file)
                ? File.OpenRead(file)
                : new GZipStream(File.OpenRead(file + ".gz"), CompressionMode.Decompress)
        );
        while (reader.ReadLine() is { } line)
            yield return JsonDocument.Parse(line).RootElement;
    }
}
