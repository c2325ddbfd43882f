using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hippogriff.Files;

/// <summary>Says what is wrong with a JSON file a person wrote, in words of the file and not of the parser's types.</summary>
public static partial class JsonFault
{
    /// <summary>A clause without a full stop, for example <c>line 3 has the name "sise", which is not known there</c>.</summary>
    public static string Explain(JsonException error)
    {
        string line = error.LineNumber is { } number ? $"line {number + 1}" : "it";
        if (UnknownName(error) is { } unknown) return $"{line} has the name \"{unknown}\", which is not known there";
        if (Missing().Match(error.Message) is { Success: true } missing) return $"it lacks {missing.Groups[1].Value.Replace('\'', '"')}";
        if (error.Message.Contains("doesn't allow", StringComparison.Ordinal)) return $"{line} gives \"{error.Path?.TrimStart('$', '.')}\" no value";
        if (IsWrongKind(error)) return $"{line} gives \"{error.Path?.TrimStart('$', '.')}\" a value of the wrong kind";
        return $"{line} is not JSON ({Text(error)})";
    }

    /// <summary>The name that is not known where it stands; null where the fault is another one.</summary>
    public static string? UnknownName(JsonException error) => Unknown().Match(error.Message) is { Success: true } unknown ? unknown.Groups[1].Value : null;

    /// <summary>True where a value is of another kind than its name takes.</summary>
    public static bool IsWrongKind(JsonException error) => error.Message.Contains("could not be converted", StringComparison.Ordinal);

    /// <summary>The parser's first sentence.</summary>
    private static string Text(JsonException error) => Place().Replace(error.Message.ReplaceLineEndings(" "), "").Split(". ")[0].TrimEnd('.', ' ');

    [GeneratedRegex("^The JSON property '(.*?)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex("missing required properties including: (.*?)\\.?$")]
    private static partial Regex Missing();

    [GeneratedRegex(@"\s*(Path: .*|LineNumber: .*)$")]
    private static partial Regex Place();
}
