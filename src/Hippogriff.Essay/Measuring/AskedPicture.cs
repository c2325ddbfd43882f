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

/// <summary>A prompt of two things in colours of their own, side by side: what a small model gets wrong.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Left">The thing on the left.</param>
/// <param name="Right">The thing on the right.</param>
internal sealed record AskedPair(string Prompt, AskedPicture Left, AskedPicture Right)
{
    private const int Apart = 7; // a pair has two things of different kinds

    /// <summary>Forty-eight prompts, such as "a blue cat to the left of a pink owl".</summary>
    public static IReadOnlyList<AskedPair> All { get; } =
    [
        .. AskedPicture.Scenes.Select(
            (left, i) =>
                AskedPicture.Scenes[(i + Apart) % AskedPicture.Scenes.Count] is var right
                    ? new AskedPair(
                        $"a {left.Colour} {left.Thing} to the left of a {right.Colour} {right.Thing}",
                        left,
                        right
                    )
                    : null!
        ),
    ];

    /// <summary>Whether both are there, in their colours, the first left of the second.</summary>
    public bool IsIn(Sighting seen) =>
        Find(seen, Left) is { } left && Find(seen, Right) is { } right && left.X < right.X;

    private static SeenThing? Find(Sighting seen, AskedPicture one) =>
        seen.Things.FirstOrDefault(t => t.Thing == one.Thing && t.Colour == one.Colour);
}
