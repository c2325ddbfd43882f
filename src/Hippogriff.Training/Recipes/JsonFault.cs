using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hippogriff.Training.Recipes;

/// <summary>Says what is wrong with a JSON file in words about the file: the serialiser speaks of types and members.</summary>
internal static partial class JsonFault
{
    /// <summary>A clause such as "there is no setting 'colour' (line 3)".</summary>
    public static string Clause(JsonException error)
    {
        string path = (error.Path ?? "").TrimStart('$', '.');
        string place = error.LineNumber is { } line ? $" (line {line + 1})" : "";
        if (Unmapped().IsMatch(error.Message)) return $"there is no setting '{path}'{place}";
        if (Missing().Match(error.Message) is { Success: true } missing) return $"{(path == "" ? "it" : path)} lacks {missing.Groups[1].Value}";
        if (path != "") return $"the value of {path} cannot be read{place}";
        return $"it is no JSON object of settings{place}";
    }

    [GeneratedRegex("could not be mapped to any")]
    private static partial Regex Unmapped();

    [GeneratedRegex("missing required properties including: ('[^.]*')")]
    private static partial Regex Missing();
}
