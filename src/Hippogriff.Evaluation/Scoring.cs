using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>Whether a picture shows what was asked.</summary>
/// <param name="Right">Whether it does.</param>
/// <param name="Fault">What is wrong, in a few words; "" if correct.</param>
public sealed record Verdict(bool Right, string Fault = "")
{
    /// <summary>A correct picture.</summary>
    public static Verdict Good { get; } = new(true);
}

/// <summary>
/// The scoring rules. In all categories except looks, the things must be exactly those asked for: the same numbers, and
/// no others (GenEval ignores others). Then colours, positions and actions are compared.
/// </summary>
public static class Scoring
{
    /// <summary>Minimum distance of two centres for "left of" or "above", as a share of the picture.</summary>
    private const double Apart = 0.1;

    /// <summary>Compares a sighting with a prompt.</summary>
    public static Verdict Judge(EvaluationPrompt prompt, Sighting seen)
    {
        Scene asked = prompt.Scene;
        if (prompt.Category == Category.Looks)
            return seen.Look == asked.Look ? Verdict.Good : new Verdict(false, $"sees {seen.Look ?? "no look"}");
        if (!SameThings(asked, seen))
            return new Verdict(false, $"sees {seen.Describe()}");
        return prompt.Category switch
        {
            Category.Colours or Category.Binding => Colours(asked, seen),
            Category.Position => Place(asked, seen),
            Category.Doings => Doings(asked, seen),
            _ => Verdict.Good,
        };
    }

    /// <summary>Whether the things seen are exactly those asked for.</summary>
    internal static bool SameThings(Scene asked, Sighting seen) =>
        asked
            .Things.Select(t => t.Concept)
            .Order(StringComparer.Ordinal)
            .SequenceEqual(seen.Things.Select(t => t.Thing).Order(StringComparer.Ordinal));

    private static Verdict Colours(Scene asked, Sighting seen) =>
        asked.Things.All(t => Find(seen, t).Colour == t.Colour)
            ? Verdict.Good
            : new Verdict(false, $"sees {seen.Describe()}");

    private static Verdict Place(Scene asked, Sighting seen)
    {
        (SeenThing first, SeenThing second) = (Find(seen, asked.Things[0]), Find(seen, asked.Things[1]));
        double right = first.X - second.X,
            down = first.Y - second.Y;
        bool holds = asked.Relation switch
        {
            Relation.LeftOf => right < -Apart,
            Relation.RightOf => right > Apart,
            Relation.Above => down < -Apart,
            Relation.Below => down > Apart,
            _ => throw new ArgumentException($"{asked.Relation} is no place.", nameof(asked)),
        };
        return holds ? Verdict.Good : new Verdict(false, $"sees the {first.Thing} {Where(right, down)}");
    }

    private static string Where(double right, double down) =>
        Math.Abs(right) >= Math.Abs(down)
            ? right < -Apart
                ? "on the left"
                : right > Apart
                    ? "on the right"
                    : "at the same place"
            : down < -Apart
                ? "above"
                : down > Apart
                    ? "below"
                    : "at the same place";

    private static Verdict Doings(Scene asked, Sighting seen)
    {
        (SeenThing first, SeenThing second) = (Find(seen, asked.Things[0]), Find(seen, asked.Things[1]));
        bool holds = asked.Relation switch
        {
            Relation.Fighting => seen.Doing == Doing.Fighting,
            Relation.Facing => seen.Doing == Doing.Facing,
            Relation.Riding => seen.Doing == Doing.Riding && first.Y < second.Y,
            Relation.Chasing => seen.Doing == (first.X < second.X ? Doing.ChasingRight : Doing.ChasingLeft),
            _ => throw new ArgumentException($"{asked.Relation} is no doing.", nameof(asked)),
        };
        return holds
            ? Verdict.Good
            : new Verdict(
                false,
                seen.Doing == Doing.None
                    ? "sees them doing nothing"
                    : "sees "
                        + $"{Name(seen.Doing)}{(seen.Doing is Doing.Riding or Doing.ChasingLeft or Doing.ChasingRight && Same(asked, seen) ? " the other way round" : "")}"
            );
    }

    private static bool Same(Scene asked, Sighting seen) =>
        Name(seen.Doing) == asked.Relation.ToString().ToLowerInvariant();

    private static string Name(Doing doing) =>
        doing is Doing.ChasingLeft or Doing.ChasingRight ? "chasing" : doing.ToString().ToLowerInvariant();

    private static SeenThing Find(Sighting seen, SceneThing thing) => seen.Things.First(t => t.Thing == thing.Concept);
}
