using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>A fault of a test hub: which requests it meets, and what happens to them.</summary>
internal sealed class StubRule(JsonElement rule)
{
    private int _hits;

    /// <summary>A rule in JSON.</summary>
    public static StubRule Of(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return new StubRule(document.RootElement.Clone());
    }

    public string Do => rule.GetProperty("do").GetString()!;

    public string? Text(string name) => rule.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;

    public int Number(string name, int other) =>
        rule.TryGetProperty(name, out JsonElement number) ? number.GetInt32() : other;

    public JsonElement? Element(string name) => rule.TryGetProperty(name, out JsonElement found) ? found : null;

    public IEnumerable<(string Name, string Value)> Headers =>
        Element("headers") is { ValueKind: JsonValueKind.Object } headers
            ? headers.EnumerateObject().Select(header => (header.Name, header.Value.GetString()!))
            : [];

    /// <summary>Whether it meets a request, which is counted.</summary>
    public bool Meets(string server, string method, string path)
    {
        if (
            (Text("server") ?? server) != server
            || (Text("method") ?? method) != method
            || !Regex.IsMatch(path, Text("path") ?? ".")
        )
            return false;
        int hit = Interlocked.Increment(ref _hits) - 1,
            skip = Number("skip", 0);
        return hit >= skip && hit - skip < Number("times", int.MaxValue);
    }
}
