using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>Whether a picture shows what was asked.</summary>
/// <param name="Right">It does.</param>
/// <param name="Fault">What is wrong, in a few words; "" where nothing is.</param>
public sealed record Verdict(bool Right, string Fault = "")
{
    /// <summary>Nothing is wrong.</summary>
    public static Verdict Good { get; } = new(true);
}

/// <summary>
/// The rules. In all categories but looks a picture is right only when the things in it are exactly those that were
/// asked for: as many of each, and no others (GenEval passes over others). Then colours, places and doings are looked
/// at.
/// </summary>
public static class Scoring
{
    /// <summary>
    /// How far apart two middles must be to lie left of or above one another, in shares of the picture.
    /// </summary>
    private const double Apart = 0.1;

    /// <summary>Compares what was seen with what was asked.</summary>
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

    /// <summary>Whether the things seen are those asked for, as many of each and no others.</summary>
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
