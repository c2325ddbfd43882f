using System.Text;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// The combinations held out from training, so that a model can be tested on unseen ones. They are a fixed share
/// (<see cref="SceneWorld.HeldOut"/>) of all combinations of things with colours, relation, background and look. A
/// stable hash of their names selects them; a larger share contains a smaller one. A scene is a combination if it has
/// at least two of colour, a second thing, background, weather, an unusual time of day and look. Other scenes are never
/// held out, so every thing is trained in every colour, on every background, in every look and beside every other
/// thing.
/// </summary>
public static class HeldOut
{
    /// <summary>
    /// Whether this combination is held out. <paramref name="world"/> defines which backgrounds are plain white.
    /// </summary>
    public static bool IsHeldOut(Scene scene, SceneWorld world) =>
        IsCombination(scene, world) && Place(Hash(Key(scene))) < world.HeldOut;

    /// <summary>The combination's canonical name, for example <c>cat:blue|apple leftof|grass|pixel art</c>.</summary>
    public static string Key(Scene scene)
    {
        string setting =
            $"{scene.Background}{(scene.Night ? " night" : "")}{(scene.Time is { } time ? " " + time : "")}"
            + $"{(scene.Weather is { } weather ? " in " + weather : "")}|{scene.Look ?? "plain"}";
        if (scene.Relation == Relation.Several)
            return $"{string.Join('+', SceneParties.Of(scene).Select(Name))}|{string.Join(',', scene.Links)}|{setting}";
        List<string> things = scene
            .Things.Select(t => t.Colour is null ? t.Concept : $"{t.Concept}:{t.Colour}")
            .ToList();
        Relation relation = scene.Relation;
        // The same picture described in reverse order is the same combination.
        if (relation is Relation.RightOf or Relation.Below)
            (relation, _) = (
                relation == Relation.RightOf ? Relation.LeftOf : Relation.Above,
                (things[0], things[1]) = (things[1], things[0])
            );
        if (relation is Relation.Beside or Relation.Fighting or Relation.Facing or Relation.Loving)
            things.Sort(StringComparer.Ordinal);
        string what = relation == Relation.Group ? $"{things.Count} {things[0]}" : string.Join('+', things);
        return $"{what}|{relation.ToString().ToLowerInvariant()}|{setting}";
    }

    private static string Name(IReadOnlyList<SceneThing> party) =>
        $"{party.Count} {party[0].Concept}{(party[0].Colour is { } colour ? ":" + colour : "")}";

    // A hash as a number between 0 and 1. The last digit is the most significant, so that a tenth selects the same
    // combinations as in earlier versions.
    private static double Place(ulong hash) => (hash % 10 + hash / 10 % 1000 / 1000.0) / 10;

    /// <summary>FNV-1a, 64 bits, over UTF-8.</summary>
    public static ulong Hash(string text)
    {
        ulong hash = 0xCBF29CE484222325UL;
        foreach (byte b in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ b) * 0x100000001B3UL);
        return hash ^ (hash >> 32); // the low bits alone are weak for short names
    }

    /// <summary>
    /// Whether a scene has at least two of colour, a second thing, background and look; only then can it be held out.
    /// </summary>
    public static bool IsCombination(Scene scene, SceneWorld world)
    {
        WorldBackground background = world.Backgrounds.First(b => b.Name == scene.Background);
        int parts = scene.Things.Any(t => t.Colour is not null) ? 1 : 0;
        parts += scene.Things.Count > 1 ? 1 : 0;
        parts += background is { Kind: "plain", Colour: "white" } ? 0 : 1;
        parts += scene.Look is null ? 0 : 1;
        parts += scene.Weather is null ? 0 : 1;
        parts += scene.Time is { } time && time != world.Times[0].Name ? 1 : 0;
        return parts >= 2;
    }
}
