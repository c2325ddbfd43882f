using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Files;

namespace Hippogriff.Studio.Storage;

/// <summary>
/// JSON options for requests and settings in the database. Unset values are omitted, so that later versions can add
/// fields.
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
