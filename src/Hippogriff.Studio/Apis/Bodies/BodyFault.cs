using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Hippogriff.Files;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Bodies;

/// <summary>Explains errors of a body in terms of its fields.</summary>
internal static partial class BodyFault
{
    /// <summary>The error for a body that could not be read as <paramref name="type"/>.</summary>
    public static RefusedException Explain(JsonException error, JsonTypeInfo type)
    {
        string? field = FirstName().Match(error.Path ?? "") is { Success: true } match ? match.Groups[1].Value : null;
        JsonPropertyInfo? known = type.Properties.FirstOrDefault(property => property.Name == field);
        string? unknown = JsonFault.UnknownName(error);
        if (unknown is not null && known is null)
        {
            return new RefusedException(
                StatusCodes.Status400BadRequest,
                $"There is no field '{(unknown.Length <= 60 ? unknown : unknown[..60])}'; there are "
                    + $"{string.Join(", ", Names(type))}.",
                unknown,
                "unknown_parameter"
            );
        }
        if (unknown is null && !JsonFault.IsWrongKind(error))
            return new RefusedException(
                StatusCodes.Status400BadRequest,
                $"The body cannot be read: {JsonFault.Explain(error)}."
            );
        if (field is null)
            return new RefusedException(StatusCodes.Status400BadRequest, "The body has to be a JSON object.");
        string without = unknown is null ? "" : $", and no '{(unknown.Length <= 60 ? unknown : unknown[..60])}'";
        string takes = known is null ? "a value of another kind" : Kind(known.PropertyType, type.Options);
        if (LenientJson.BoundOf(error) is { } bound)
            takes += $" of {bound}";
        return new RefusedException(
            StatusCodes.Status400BadRequest,
            $"{field} takes {takes}{without}.",
            field,
            "invalid_type"
        );
    }

    /// <summary>The values that a field of this type accepts, in words.</summary>
    internal static string Kind(Type wanted, JsonSerializerOptions json)
    {
        Type kind = Nullable.GetUnderlyingType(wanted) ?? wanted;
        if (kind == typeof(string))
            return "a text";
        if (kind == typeof(bool))
            return "true or false";
        if (kind == typeof(int) || kind == typeof(long))
            return "a whole number";
        if (kind == typeof(double))
            return "a number";
        if (kind == typeof(GuidanceInterval))
            return GenerationFields.GuidanceInterval.Takes;
        JsonTypeInfo info = json.GetTypeInfo(kind);
        if (info.Kind == JsonTypeInfoKind.Dictionary)
            return "an object";
        if (info.Kind != JsonTypeInfoKind.Enumerable)
            return "a value of another kind";
        return info.ElementType == typeof(string)
            ? "a list of texts"
            : "a list of objects with "
                + $"{string.Join(" and ", json.GetTypeInfo(info.ElementType!).Properties.Select(property => property.Name))}";
    }

    /// <summary>The fields that a body may have; those that are never read have no setter.</summary>
    private static IEnumerable<string> Names(JsonTypeInfo type) =>
        type.Properties.Where(property => property.Set is not null).Select(property => property.Name);

    [GeneratedRegex(@"^\$\.([^.\[]+)")]
    private static partial Regex FirstName();
}
