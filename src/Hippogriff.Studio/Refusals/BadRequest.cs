using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Files;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Refusals;

/// <summary>
/// Explains requests that the framework refused, in terms of the request and not of the program's types.
/// </summary>
internal static partial class BadRequest
{
    /// <summary>One sentence.</summary>
    public static string Sentence(BadHttpRequestException error)
    {
        if (error.InnerException is JsonException json)
            return $"The request cannot be read: {JsonFault.Explain(json)}.";
        if (Unread().Match(error.Message) is { Success: true } unread)
            return $"{unread.Groups["name"].Value} takes {Kind(unread.Groups["type"].Value)}, not "
                + $"{Weights.Quoted.Name(unread.Groups["value"].Value)}.";
        if (Missing().Match(error.Message) is { Success: true } missing)
            return $"{missing.Groups["name"].Value} is missing: it takes {Kind(missing.Groups["type"].Value)}.";
        return error.StatusCode switch
        {
            StatusCodes.Status408RequestTimeout => "The request came too slowly; send it again, faster.",
            StatusCodes.Status411LengthRequired => "The request does not say how long its body is (Content-Length).",
            StatusCodes.Status414UriTooLong => "The address of the request is too long.",
            StatusCodes.Status431RequestHeaderFieldsTooLarge => "The headers of the request are too large.",
            StatusCodes.Status415UnsupportedMediaType =>
                "The body has to be JSON, with the content type application/json.",
            _ => "The request cannot be read: it is not well formed, or ended before it was whole.",
        };
    }

    private static string Kind(string type) =>
        type.ToUpperInvariant() switch
        {
            "INT" or "INT32" => $"a whole number of at most {int.MaxValue}",
            "LONG" or "INT64" => $"a whole number of at most {long.MaxValue}",
            "DOUBLE" or "FLOAT" or "SINGLE" => "a number",
            "BOOL" or "BOOLEAN" => "true or false",
            "GUID" => "the id of a job",
            "STRING" => "a text",
            _ when type.StartsWith("Nullable<", StringComparison.Ordinal) => Kind(
                type["Nullable<".Length..].TrimEnd('>')
            ),
            _ when type.EndsWith('?') => Kind(type[..^1]),
            _ => "another kind of value",
        };

    [GeneratedRegex(
        "^Failed to bind parameter \"(?<type>[^\"]+) (?<name>[^\" ]+)\" from \"(?<value>.*)\"\\.?$",
        RegexOptions.Singleline
    )]
    private static partial Regex Unread();

    [GeneratedRegex("^Required parameter \"(?<type>[^\"]+) (?<name>[^\" ]+)\" was not provided")]
    private static partial Regex Missing();
}
