using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Studio.Jobs;
using Hippogriff.Weights;
using ModelContextProtocol.Protocol;

namespace Hippogriff.Studio.Apis.Mcp;

/// <summary>
/// Validates the arguments of a call before they become parameters, where the protocol library would only say "an error
/// occurred". Language models send null for missing values, numbers as strings, and 20.0 for 20; these are corrected.
/// Other types and unknown names are reported in one sentence.
/// </summary>
internal static class ToolArguments
{
    private const string Words = "a text",
        Number = "a number",
        Loras = "a list of objects with name and weight";
    private static readonly string Whole = $"a whole number of at most {int.MaxValue}",
        Large = $"a whole number of at most {long.MaxValue}";
    private const string Missing = "prompt says what to draw; it is missing.";

    private static readonly Dictionary<string, string> s_kinds = new(StringComparer.Ordinal)
    {
        ["prompt"] = Words,
        ["negative_prompt"] = Words,
        ["seed"] = Large,
        ["steps"] = Whole,
        ["guidance"] = Number,
        ["width"] = Whole,
        ["height"] = Whole,
        ["count"] = Whole,
        ["model"] = Words,
        ["loras"] = Loras,
    };

    /// <summary>
    /// The error in the arguments of a call; null if there is none. Removes nulls and converts numbers.
    /// </summary>
    public static string? Fault(CallToolRequestParams? call)
    {
        if (call is not { Name: "generate_image" })
            return null;
        if (call.Arguments is not { } given)
            return Missing;
        foreach ((string name, JsonElement value) in given.ToArray())
        {
            if (!s_kinds.TryGetValue(name, out string? kind))
                return $"There is no argument {Quoted.Name(name)}; there are {string.Join(", ", s_kinds.Keys)}.";
            if (value.ValueKind == JsonValueKind.Null)
                given.Remove(name);
            else if (Mended(kind, value) is { } mended)
                given[name] = mended;
            else
                return $"{name} takes {kind}.";
        }
        return given.ContainsKey("prompt") ? null : Missing;
    }

    private static JsonElement? Mended(string kind, JsonElement value)
    {
        try
        {
            if (kind == Whole)
                return JsonSerializer.SerializeToElement(value.Deserialize<int>(ApiJson.Requests));
            if (kind == Large)
                return JsonSerializer.SerializeToElement(value.Deserialize<long>(ApiJson.Requests));
            return kind switch
            {
                Words => JsonText.StringOf(value) is null ? null : value,
                Number => JsonSerializer.SerializeToElement(value.Deserialize<double>(ApiJson.Requests)),
                _ => value.Deserialize<RequestedLora?[]>(ApiJson.Requests) is { } loras
                && loras.All(lora => lora is { Name: not null })
                    ? JsonSerializer.SerializeToElement(loras)
                    : null,
            };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
