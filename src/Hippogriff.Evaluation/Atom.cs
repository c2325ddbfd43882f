using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>What one atom of a prompt asks for.</summary>
public enum AtomKind
{
    /// <summary>That a thing is there.</summary>
    Thing,

    /// <summary>How many of it there are; said only of more than one.</summary>
    Number,

    /// <summary>The colour that it was given.</summary>
    Colour,

    /// <summary>That it lies left of, right of, above or below another.</summary>
    Place,

    /// <summary>What it does to another.</summary>
    Doing,

    /// <summary>The look of the whole picture.</summary>
    Look,

    /// <summary>What is around the things.</summary>
    Background,

    /// <summary>The time of day, where it is not the usual one.</summary>
    Time,

    /// <summary>The weather.</summary>
    Weather,
}

/// <summary>One thing that a prompt says and that can be right or wrong by itself.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Words">In a few words: "2 cats", "cat: blue", "cat leftOf dog".</param>
public sealed record Atom(AtomKind Kind, string Words)
{
    /// <summary>The thing it is said of; null if it is said of the whole picture.</summary>
    public string? Thing { get; init; }

    /// <summary>The other thing of a place or doing.</summary>
    public string? Other { get; init; }

    /// <summary>Of a place or doing.</summary>
    public Relation Relation { get; init; }

    /// <summary>Name of the colour, look, background, time or weather.</summary>
    public string? Name { get; init; }

    /// <summary>Of a number.</summary>
    public int Count { get; init; }
}

/// <summary>Takes prompts apart.</summary>
public static class Atoms
{
    /// <summary>Fewest atoms of a prompt of <see cref="Category.Compound"/>.</summary>
    public const int Fewest = 3;

    /// <summary>Most atoms of such a prompt.</summary>
    public const int Most = 10;

    /// <summary>
    /// All that the plain wording of a scene (<see cref="SceneCaptions.SayPlainly"/>) says, things first.
    /// </summary>
    public static IReadOnlyList<Atom> Of(Scene scene, SceneWorld world)
    {
        List<Atom> things = [],
            said = [];
        IReadOnlyList<IReadOnlyList<SceneThing>> parties = SceneParties.Of(scene);
        foreach (IReadOnlyList<SceneThing> party in parties)
        {
            string name = party[0].Concept;
            things.Add(new Atom(AtomKind.Thing, name) { Thing = name });
            if (party.Count > 1)
                said.Add(new Atom(AtomKind.Number, $"{party.Count} {name}") { Thing = name, Count = party.Count });
            if (party[0].Colour is { } colour)
                said.Add(new Atom(AtomKind.Colour, $"{name}: {colour}") { Thing = name, Name = colour });
        }
        foreach (SceneLink link in SceneParties.LinksOf(scene))
        {
            (string first, string second) = (parties[link.First][0].Concept, parties[link.Second][0].Concept);
            said.Add(
                new Atom(
                    WorldChoices.IsDoing(link.Relation) ? AtomKind.Doing : AtomKind.Place,
                    $"{first} {link.Relation} {second}"
                )
                {
                    Thing = first,
                    Other = second,
                    Relation = link.Relation,
                }
            );
        }
        if (scene.Look is { } look)
            said.Add(Whole(AtomKind.Look, look));
        WorldBackground background = world.Backgrounds.First(b => b.Name == scene.Background);
        bool colourless = scene.Look is { } name2 && !world.Looks.First(l => l.Name == name2).KeepsColour;
        if (background is not { Kind: "plain", Colour: "white" } && !(background.Colour is not null && colourless))
            said.Add(Whole(AtomKind.Background, background.Name));
        if (scene.Time is { } time && time != world.Times[0].Name)
            said.Add(Whole(AtomKind.Time, time));
        else if (scene.Night)
            said.Add(Whole(AtomKind.Time, "night"));
        if (scene.Weather is { } weather)
            said.Add(Whole(AtomKind.Weather, weather));
        return [.. things, .. said];
    }

    private static Atom Whole(AtomKind kind, string name) => new(kind, name) { Name = name };
}
