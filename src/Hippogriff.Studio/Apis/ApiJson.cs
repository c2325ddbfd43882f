using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hippogriff.Studio.Apis.Bodies;

namespace Hippogriff.Studio.Apis;

/// <summary>JSON of our own API: camelCase, names for enums, unset values omitted.</summary>
internal static class ApiJson
{
    /// <summary>Options for request bodies of our own API: unknown and duplicate fields are refused.</summary>
    public static JsonSerializerOptions Requests { get; } = Readers();

    public static void Configure(JsonSerializerOptions json)
    {
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.NumberHandling = JsonNumberHandling.Strict;
        SaidFields.AddTo(json);
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Readers()
    {
        JsonSerializerOptions json = LenientJson.Add(
            new(JsonSerializerDefaults.Web)
            {
                AllowDuplicateProperties = false,
                TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            }
        );
        Configure(json);
        return json;
    }
}
