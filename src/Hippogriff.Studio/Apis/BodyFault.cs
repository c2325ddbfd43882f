using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Hippogriff.Files;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis;

/// <summary>Says what is wrong with a body in the words of its fields.</summary>
internal static partial class BodyFault
{
    /// <summary>The refusal of a body that could not be read as a record of <paramref name="type"/>.</summary>
    public static RefusedException Explain(JsonException error, JsonTypeInfo type)
    {
        if (JsonFault.UnknownName(error) is { } unknown)
        {
            return new RefusedException(
                StatusCodes.Status400BadRequest, $"There is no field '{(unknown.Length <= 60 ? unknown : unknown[..60])}'; there are {string.Join(", ", type.Properties.Select(property => property.Name))}.", unknown, "unknown_parameter");
        }
        string? field = FirstName().Match(error.Path ?? "") is { Success: true } match ? match.Groups[1].Value : null;
        if (!JsonFault.IsWrongKind(error)) return new RefusedException(StatusCodes.Status400BadRequest, $"The body cannot be read: {JsonFault.Explain(error)}.");
        if (field is null) return new RefusedException(StatusCodes.Status400BadRequest, "The body has to be a JSON object.");
        return new RefusedException(StatusCodes.Status400BadRequest, $"{field} takes {Kind(type.Properties.FirstOrDefault(property => property.Name == field)?.PropertyType)}.", field, "invalid_type");
    }

    private static string Kind(Type? wanted)
    {
        Type? kind = wanted is null ? null : Nullable.GetUnderlyingType(wanted) ?? wanted;
        if (kind == typeof(string)) return "a text";
        if (kind == typeof(bool)) return "true or false";
        if (kind == typeof(int)) return $"a whole number of at most {int.MaxValue}";
        if (kind == typeof(long)) return "a whole number";
        if (kind == typeof(double)) return "a number";
        return kind is { IsArray: true } || kind?.IsAssignableTo(typeof(System.Collections.IEnumerable)) == true ? "a list of texts" : "a value of another kind";
    }

    [GeneratedRegex(@"^\$\.([^.\[]+)")]
    private static partial Regex FirstName();
}
