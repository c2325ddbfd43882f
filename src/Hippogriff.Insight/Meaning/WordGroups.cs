using System.Text.Json;
using Hippogriff.Files;

namespace Hippogriff.Insight.Meaning;

/// <summary>A group of words that belong together.</summary>
/// <param name="Name">Its name on the map.</param>
/// <param name="Words">Its words, or short prompts.</param>
/// <param name="Picture">The prompt that draws a word, with "{0}" for the word; null for words that cannot be
/// shown.</param>
public sealed record WordGroup(string Name, IReadOnlyList<string> Words, string? Picture = null);

/// <summary>Groups of words, for the colours of a map and for measuring clusters.</summary>
public static class WordGroups
{
    /// <summary>Name of the group for all other words.</summary>
    public const string Other = "other words";

    /// <summary>Name of the group for texts with words that the model does not know.</summary>
    public const string Untaught = "never taught";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>
    /// The groups of the first world: animals, food, plants, vehicles, things, the sky, colours, numbers, places,
    /// looks.
    /// </summary>
    public static IReadOnlyList<WordGroup> First => s_first.Value;

    private static readonly Lazy<IReadOnlyList<WordGroup>> s_first = new(() =>
    {
        using StreamReader reader = new(typeof(WordGroups).Assembly.GetManifestResourceStream("groups.json")!);
        return Parse(reader.ReadToEnd(), "groups.json");
    });

    /// <summary>Reads a file of groups: a JSON list of { "name", "words", "picture" }.</summary>
    /// <exception cref="HippogriffException">The file cannot be read or is not a list of groups.</exception>
    public static IReadOnlyList<WordGroup> Load(string path) =>
        Parse(RegularFile.ReadText(path, what: "groups file"), path);

    internal static IReadOnlyList<WordGroup> Parse(string json, string origin)
    {
        List<WordGroup> groups = JsonText.Read<List<WordGroup>>(
            json,
            s_json,
            fault => $"The groups file '{origin}' is not a list of groups: {fault}."
        );
        if (groups.Count == 0 || groups.Any(g => g.Words.Count == 0))
            throw new HippogriffException(
                $"The groups file '{origin}' names no words; it is a list of groups, each with a name and words."
            );
        return groups;
    }
}
