using System.Text;
using System.Text.Json;

namespace Hippogriff.Golden.Tests.Hub;

/// <summary>A request that a test hub received.</summary>
internal sealed record StubRequest(string Server, string Method, string Target, Dictionary<string, string> Headers)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public string? Token => Header("authorization") is { } value ? value["Bearer ".Length..] : null;

    /// <summary>The status of the answer; 0 if there was none.</summary>
    public int Status { get; set; }
}

/// <summary>An answer of a test hub.</summary>
internal sealed record StubAnswer(int Status, byte[] Body)
{
    public List<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Bytes of the body after which the connection is closed; null for all.</summary>
    public int? Cut { get; init; }

    /// <summary>Whether it falls silent there before it closes.</summary>
    public bool Stalls { get; init; }

    public static StubAnswer Error(int status, string? code, string? message, params (string, string)[] headers)
    {
        List<(string, string)> all = [("Content-Type", "application/json; charset=utf-8"), .. headers];
        if (code is not null)
            all.Add(("X-Error-Code", code));
        if (message is not null)
            all.Add(("X-Error-Message", message));
        string body = message is null ? "" : $$"""{"error": {{JsonSerializer.Serialize(message)}}}""";
        return new StubAnswer(status, Encoding.UTF8.GetBytes(body)) { Headers = all };
    }

    public static StubAnswer Json(string json) =>
        new(200, Encoding.UTF8.GetBytes(json)) { Headers = [("Content-Type", "application/json")] };
}
