using System.Text.Json;
using Hippogriff.Texts;

namespace Hippogriff.Files;

/// <summary>
/// Explains errors in hand-written JSON files in terms of the file, not of the parser's types. Quotes only short pieces
/// of the file.
/// </summary>
public static class JsonFault
{
    private const string UnknownBegins = "The JSON property '",
        UnknownEnds = "' could not be mapped",
        MissingBegins = "missing required properties including: ";
    private const string TwiceBegins = "Duplicate property '",
        TwiceEnds = "' encountered";

    /// <summary>
    /// A clause without a full stop, for example <c>line 3 has the name "sise", which is not known there</c>.
    /// </summary>
    public static string Explain(JsonException error)
    {
        string line = error.LineNumber is { } number ? $"line {number + 1}" : "it";
        if (UnknownName(error) is { } unknown)
            return $"{line} has the name \"{Fit.Piece(unknown)}\", which is not known there";
        if (TwiceNamed(error) is { } twice)
            return $"{line} has {(twice.Length == 0 ? "a name" : $"the name \"{Fit.Piece(twice)}\"")} a second time";
        if (Behind(error.Message, MissingBegins) is { } missing)
            return $"it lacks {Fit.Piece(missing.TrimEnd('.')).Replace('\'', '"')}";
        if (error.Message.StartsWith("A list holds null", StringComparison.Ordinal))
            return $"{line} has null in a list, where nothing may be left out";
        if (error.Message.StartsWith("A number is beyond", StringComparison.Ordinal))
            return $"{line} has a number that is larger than any that can be held";
        if (error.Message.Contains("doesn't allow", StringComparison.Ordinal))
            return $"{line} gives {Place(error)} no value";
        if (IsWrongKind(error))
            return $"{line} gives {Place(error)} a value of the wrong kind";
        return $"{line} is not JSON ({Fit.Piece(Text(error))})";
    }

    /// <summary>The unknown property name; null if the error is another one.</summary>
    public static string? UnknownName(JsonException error)
    {
        if (
            Behind(error.Message, UnknownBegins) is not { } name
            || !error.Message.StartsWith(UnknownBegins, StringComparison.Ordinal)
        )
            return null;
        int end = name.IndexOf(UnknownEnds, StringComparison.Ordinal);
        return end < 0 ? null : name[..end];
    }

    /// <summary>
    /// The duplicate property name, empty if the parser does not report it; null if the error is another one.
    /// </summary>
    public static string? TwiceNamed(JsonException error)
    {
        if (error.Message.StartsWith("Duplicate properties", StringComparison.Ordinal))
            return "";
        if (!error.Message.StartsWith(TwiceBegins, StringComparison.Ordinal))
            return null;
        int end = error.Message.LastIndexOf(TwiceEnds, StringComparison.Ordinal);
        return end < TwiceBegins.Length ? null : error.Message[TwiceBegins.Length..end];
    }

    /// <summary>True if a value has the wrong JSON type for its property.</summary>
    public static bool IsWrongKind(JsonException error) =>
        error.Message.Contains("could not be converted", StringComparison.Ordinal);

    private static string Place(JsonException error) =>
        error.Path?.TrimStart('$', '.') is { Length: > 0 } path ? $"\"{Fit.Piece(path)}\"" : "the whole";

    /// <summary>The parser's first sentence, without its own position.</summary>
    private static string Text(JsonException error)
    {
        string message = error.Message;
        foreach (string place in new[] { " Path: ", " LineNumber: " })
            if (message.IndexOf(place, StringComparison.Ordinal) is >= 0 and var at)
                message = message[..at];
        return message.Split(". ")[0].TrimEnd('.', ' ');
    }

    private static string? Behind(string message, string mark) =>
        message.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? message[(at + mark.Length)..] : null;
}
