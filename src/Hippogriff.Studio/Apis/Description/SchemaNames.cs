using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace Hippogriff.Studio.Apis.Description;

/// <summary>Names of schemas. They are names of what is answered, not of how the program calls it.</summary>
internal static class SchemaNames
{
    private const string View = "View";

    /// <summary>The name; null for what is described where it stands.</summary>
    public static string? Of(JsonTypeInfo type) =>
        type.Type == typeof(JsonElement) || Nullable.GetUnderlyingType(type.Type) == typeof(JsonElement) ? null
        : OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } name ? null
        : name switch
        {
            "ProblemDetails" => "Problem",
            "RunRequest" => "TrainingRequest",
            "RunResume" => "TrainingResume",
            "RunPhase" => "TrainingState",
            "RunView" => "Training",
            _ => name.EndsWith(View, StringComparison.Ordinal) ? name[..^View.Length] : name,
        };
}
