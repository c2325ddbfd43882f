using System.Text.Json;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>
/// Scripts that clients send with every request. There are none here, so one that is switched off or has nothing to do
/// is passed over.
/// </summary>
internal static class SdScripts
{
    private const string None = "None";

    /// <summary>The first script that would do something; null if none would.</summary>
    public static string? FirstAtWork(Dictionary<string, JsonElement>? scripts) =>
        scripts?.FirstOrDefault(script => !IsOff(script.Value)).Key;

    /// <summary>Whether a name of a script, a model or the like names nothing.</summary>
    public static bool IsNothing(string? name) =>
        string.IsNullOrWhiteSpace(name) || string.Equals(name, None, StringComparison.OrdinalIgnoreCase);

    private static bool IsOff(JsonElement script)
    {
        JsonElement arguments = script;
        if (script.ValueKind == JsonValueKind.Object && !script.TryGetProperty("args", out arguments))
            return true;
        JsonElement[] all = arguments.ValueKind == JsonValueKind.Array ? [.. arguments.EnumerateArray()] : [arguments];
        // where there is a switch it tells; what stands beside it are settings
        return all.Any(one => one.ValueKind is JsonValueKind.True or JsonValueKind.False)
            ? all.All(one => one.ValueKind != JsonValueKind.True)
            : all.All(IsIdle);
    }

    /// <summary>Whether an argument does nothing: no value, false, or a unit that is off or has no model.</summary>
    private static bool IsIdle(JsonElement argument) =>
        argument.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => true,
            JsonValueKind.String => IsNothing(Files.JsonText.StringOf(argument)),
            JsonValueKind.Object => IsUnitOff(argument),
            _ => false,
        };

    private static bool IsUnitOff(JsonElement unit) =>
        !unit.EnumerateObject().Any()
        || Switches(unit, "enabled", "enable", "is_enabled", "ad_tab_enable").Contains(JsonValueKind.False)
        || Named(unit, "model", "ad_model") is { Length: > 0 } models
            && models.All(IsNothing)
            && Named(unit, "module").All(IsNothing);

    private static IEnumerable<JsonValueKind> Switches(JsonElement unit, params string[] names) =>
        names.Select(name => unit.TryGetProperty(name, out JsonElement value) ? value.ValueKind : default);

    private static string?[] Named(JsonElement unit, params string[] names) =>
        [
            .. names
                .Where(name => unit.TryGetProperty(name, out _))
                .Select(name => Files.JsonText.StringOf(unit.GetProperty(name))),
        ];
}
