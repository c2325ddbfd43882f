using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hippogriff.Studio.Apis;

/// <summary>JSON of our own API: camelCase, names for enums, what is unset left out.</summary>
internal static class ApiJson
{
    public static void Configure(JsonSerializerOptions json)
    {
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }
}
