using System.Text.Json;
using Hippogriff.Meanings;
using Hippogriff.Models.Text;
using Hippogriff.Tests.House;

namespace Hippogriff.Tests.Meanings;

/// <summary>The shipped table, and the lists beside these tests.</summary>
internal static class Tables
{
    private static readonly Lazy<JsonElement> s_worlds = new(() =>
        JsonDocument.Parse(File.ReadAllText(PathOf("worlds.json"))).RootElement
    );

    public static string Folder => Path.Combine(Repository.Root, "models", "meanings");

    public static MeaningTable Shipped => MeaningTables.Read(Folder);

    public static Vocabulary FirstWords { get; } =
        new(File.ReadAllLines(Path.Combine(Repository.Root, "models", "first", "tokenizer", "vocab.txt")));

    /// <summary>What reads prompts for the model first.</summary>
    public static PromptInterpreter First { get; } =
        new(
            Shipped,
            MeaningTables.Both(Folder).Aliases,
            VocabularyNames.Read(Path.Combine(Repository.Root, "models", "first", VocabularyNames.File), FirstWords)
        );

    /// <summary>The names of a world and their other names, all of them things.</summary>
    public static NamedMeanings World(string name) =>
        new(
            Shipped,
            s_worlds
                .Value.GetProperty(name)
                .EnumerateObject()
                .SelectMany(thing =>
                    thing
                        .Value.EnumerateArray()
                        .Select(also => also.GetString()!)
                        .Prepend(thing.Name)
                        .Select(word => new MeaningName(thing.Name, WordKinds.Thing, word))
                )
        );

    /// <summary>The names of all other kinds in one world: colours, numbers, places and so on.</summary>
    public static NamedMeanings OtherKinds() =>
        new(
            Shipped,
            s_worlds
                .Value.GetProperty("other kinds")
                .EnumerateObject()
                .SelectMany(kind =>
                    kind.Value.EnumerateArray()
                        .Select(word => new MeaningName(word.GetString()!, WordKindNames.Parse(kind.Name)!.Value))
                )
        );

    public static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(PathOf(file)).Select(line => JsonDocument.Parse(line).RootElement);

    public static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    private static string PathOf(string file) =>
        Path.Combine(Repository.Root, "tests", "Hippogriff.Tests", "Meanings", "Data", file);
}
