using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Files;

namespace Hippogriff.Studio.Storage;

/// <summary>
/// How orders and settings are written into the database: what is unset is left out, so that a later version may have
/// more.
/// </summary>
internal static class StudioJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new EnumNames(JsonNamingPolicy.CamelCase) },
        };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
