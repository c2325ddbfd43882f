using Hippogriff.Evaluation;

namespace Hippogriff.Essay.Measuring;

/// <summary>A prompt and what the judge must see in its pictures. The words are those of the first world.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Thing">The thing that it names, as the judge calls it.</param>
/// <param name="Colour">Its colour, not the thing's own one.</param>
/// <param name="Background">The background, as the judge calls it.</param>
internal sealed record AskedPicture(string Prompt, string Thing, string Colour, string Background)
{
    private static readonly (string Thing, string Colour, string Other)[] s_things =
    [
        ("cat", "blue", "green"),
        ("dog", "green", "purple"),
        ("hippo", "pink", "blue"),
        ("horse", "purple", "green"),
        ("elephant", "red", "yellow"),
        ("pig", "blue", "green"),
        ("rabbit", "green", "red"),
        ("owl", "pink", "purple"),
        ("frog", "red", "purple"),
        ("fish", "purple", "red"),
        ("turtle", "pink", "purple"),
        ("snail", "blue", "red"),
        ("apple", "blue", "purple"),
        ("banana", "purple", "blue"),
        ("strawberry", "blue", "purple"),
        ("mushroom", "yellow", "blue"),
        ("tree", "pink", "blue"),
        ("cactus", "purple", "pink"),
        ("car", "green", "purple"),
        ("guitar", "blue", "green"),
        ("balloon", "green", "purple"),
        ("star", "red", "blue"),
        ("heart", "green", "blue"),
        ("crown", "blue", "purple"),
    ];

    private static readonly (string Words, string Name)[] s_grounds =
    [
        ("on the grass", "grass"),
        ("on a table", "table"),
        ("in the desert", "desert"),
        ("in a room", "room"),
    ];

    /// <summary>
    /// Forty-eight prompts of a thing in a colour on a ground, such as "a blue cat on the grass". Each thing comes
    /// twice, in two colours and on two grounds; the first half has every thing.
    /// </summary>
    public static IReadOnlyList<AskedPicture> Scenes { get; } =
    [
        .. s_things.Select((one, i) => Of(one.Thing, one.Colour, i)),
        .. s_things.Select((one, i) => Of(one.Thing, one.Other, i + 1)),
    ];

    /// <summary>Pictures of a thing alone: "a cat".</summary>
    public static IReadOnlyList<(string Prompt, string Thing)> Things { get; } =
    [.. s_things.Select(one => ($"{("aeiou".Contains(one.Thing[0]) ? "an" : "a")} {one.Thing}", one.Thing))];

    private static AskedPicture Of(string thing, string colour, int ground)
    {
        (string words, string name) = s_grounds[ground % s_grounds.Length];
        return new AskedPicture($"a {colour} {thing} {words}", thing, colour, name);
    }

    /// <summary>Whether a picture shows all that was asked.</summary>
    public bool IsIn(Sighting seen) =>
        seen.Things.Any(t => t.Thing == Thing && t.Colour == Colour) && seen.Surroundings.Background == Background;
}

/// <summary>A prompt of two coloured animals that fight: what a small model gets wrong most often.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="First">One of them.</param>
/// <param name="Second">The other one.</param>
internal sealed record AskedFight(string Prompt, AskedPicture First, AskedPicture Second)
{
    private const int Animals = 12,
        Apart = 5; // the two are of different kinds

    /// <summary>Forty-eight prompts, such as "a blue cat fighting a blue pig".</summary>
    public static IReadOnlyList<AskedFight> All { get; } =
    [.. Enumerable.Range(0, 4 * Animals).Select(i => Of(Animal(i), Animal(i + Apart + i / Animals)))];

    /// <summary>Whether both are there, in their colours, and fight.</summary>
    public bool IsIn(Sighting seen) => seen.Doing == Doing.Fighting && Shows(seen, First) && Shows(seen, Second);

    private static AskedFight Of(AskedPicture first, AskedPicture second) =>
        new($"a {first.Colour} {first.Thing} fighting a {second.Colour} {second.Thing}", first, second);

    // the second half of the scenes has the same things in other colours
    private static AskedPicture Animal(int number) =>
        AskedPicture.Scenes[number % Animals + number / Animals % 2 * (AskedPicture.Scenes.Count / 2)];

    private static bool Shows(Sighting seen, AskedPicture one) =>
        seen.Things.Any(t => t.Thing == one.Thing && t.Colour == one.Colour);
}
