using Hippogriff.Texts;

namespace Hippogriff.Meanings;

/// <summary>How names of a model are said in a prompt.</summary>
public static class NamePhrases
{
    /// <summary>How a place is said after a thing; other places are said with "in the".</summary>
    private static readonly Dictionary<string, string> s_places = new(StringComparer.Ordinal)
    {
        ["night"] = "at night",
        ["grass"] = "on grass",
        ["meadow"] = "on a meadow",
        ["field"] = "on a field",
        ["beach"] = "on the beach",
        ["seaside"] = "at the seaside",
        ["room"] = "in a room",
        ["indoors"] = "indoors",
        ["table"] = "on a table",
    };

    /// <summary>A thing with its article: "an owl".</summary>
    public static string One(string thing) => Articles.With(thing);

    /// <summary>Where something is: "on the beach".</summary>
    public static string At(string place) => s_places.GetValueOrDefault(place) ?? $"in the {place}";

    /// <summary>A prompt that shows a name: a thing alone, anything else with a thing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="thing">A thing that the model can draw.</param>
    public static string Showing(VocabularyName name, VocabularyName thing) =>
        name.Kind switch
        {
            WordKinds.Thing or WordKinds.Person => One(name.Name),
            WordKinds.Colour => One($"{name.Name} {thing.Name}"),
            WordKinds.Number => $"{name.Name} {thing.Plural ?? thing.Name}",
            WordKinds.Place => $"{One(thing.Name)} {At(name.Name)}",
            WordKinds.Doing => $"{One(thing.Name)} {name.Name}",
            _ => $"{One(thing.Name)}, {name.Name}",
        };
}
