using System.Text.Json;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// Checks what a world may leave out or choose from (<see cref="WorldChoices"/>): sizes, doings, styles, times and
/// weathers.
/// </summary>
internal static class WorldChoicesCheck
{
    private const int MostConcepts = ushort.MaxValue - 1,
        FewestWords = 8,
        MostWords = 256;

    /// <summary>Refuses a world with a choice that there is not.</summary>
    public static void Require(SceneWorld world, WorldRules rules)
    {
        Numbers(world, rules);
        rules.Require(world.Sizes.Count > 0, "sizes is empty; leave it out for the usual ones.");
        foreach (string size in world.Sizes)
            rules.RequireKnown($"size \"{size}\"", size, WorldChoices.AllSizes);
        rules.Require(world.Doings.Count > 0, "doings is empty; leave it out for the usual ones.");
        string[] doings = [.. WorldChoices.AllDoings.Select(NameOf)];
        foreach (string doing in world.Doings.Select(NameOf))
            rules.RequireKnown($"doing \"{doing}\"", doing, doings);
        foreach (string style in world.Styles)
            rules.Require(
                style.Length > 0 && style.All(c => c is not ('/' or '\\') && !char.IsControl(c)),
                "a style has no name that a folder can have."
            );
        Times(world, rules);
        Weathers(world, rules);
    }

    private static void Numbers(SceneWorld world, WorldRules rules)
    {
        rules.Require(
            world.Concepts.Count <= MostConcepts,
            $"it has {world.Concepts.Count} concepts; {MostConcepts} are the most."
        );
        rules.Require(world.HeldOut is >= 0 and <= 0.9, $"heldOut is {world.HeldOut}; it may be 0 to 0.9.");
        rules.Require(
            world.CaptionWords is null or (>= FewestWords and <= MostWords),
            $"captionWords is {world.CaptionWords}; it may be {FewestWords} to {MostWords}."
        );
    }

    private static void Times(SceneWorld world, WorldRules rules)
    {
        foreach (WorldTime time in world.Times)
        {
            rules.RequireKnown($"light \"{time.Light}\"", time.Light, SceneLight.Names);
            RequireWords(rules, "time", time.Name, time.Words, time.Weight);
        }
        rules.RequireDistinct("times", [.. world.Times.Select(t => t.Name)]);
        rules.Require(
            world.Times.Count < 2 || world.Times.Skip(1).Any(t => t.Weight > 0),
            "no time but the usual one has a weight above 0."
        );
        rules.Require(
            world.Times.Count == 0 || world.Backgrounds.All(b => !b.CanBeNight || !b.Outdoor),
            "a background that is outdoor has its night among the times; it cannot be canBeNight as well."
        );
    }

    private static void Weathers(SceneWorld world, WorldRules rules)
    {
        foreach (WorldWeather weather in world.Weathers)
        {
            rules.RequireKnown($"kind of weather \"{weather.Kind}\"", weather.Kind, Weather.Kinds);
            RequireWords(rules, "weather", weather.Name, weather.Words, weather.Weight);
        }
        rules.RequireDistinct("weathers", [.. world.Weathers.Select(w => w.Name)]);
        rules.Require(
            world.Weathers.Count == 0 || world.Weathers.Any(w => w.Weight > 0),
            "no weather has a weight above 0."
        );
    }

    private static void RequireWords(
        WorldRules rules,
        string what,
        string name,
        IReadOnlyList<string> words,
        double weight
    )
    {
        rules.Require(WorldRules.IsPlainWords(name), $"a {what} has no plain name.");
        rules.Require(words.Count > 0, $"the {what} {name} has no words.");
        rules.RequirePlainWords($"the {what} {name}", words);
        rules.RequireWeight($"the {what} {name}", weight);
    }

    private static string NameOf(Relation relation) => JsonNamingPolicy.CamelCase.ConvertName(relation.ToString());
}
