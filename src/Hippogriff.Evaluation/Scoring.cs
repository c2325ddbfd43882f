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
    /// <summary>
    /// How far apart two middles must be to lie left of or above each other, in shares of the picture.
    /// </summary>
    internal const double Apart = 0.1;

    /// <summary>Compares a sighting with a prompt.</summary>
    public static Verdict Judge(EvaluationPrompt prompt, Sighting seen)
    {
        Scene asked = prompt.Scene;
        if (prompt.Category == Category.Compound)
            return Compound(prompt, seen);
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
        bool holds = AtomScoring.Lies(asked.Relation, (first.X, first.Y), (second.X, second.Y));
        double right = first.X - second.X,
            down = first.Y - second.Y;
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
        bool holds = Sighting.ShowsDoing(asked.Relation, seen.Doing, (first.X, first.Y), (second.X, second.Y));
        return holds
            ? Verdict.Good
            : new Verdict(
                false,
                seen.Doing == Doing.None
                    ? "sees them doing nothing"
                    : $"sees {Name(seen.Doing)}{(Same(asked, seen) ? " the other way round" : "")}"
            );
    }

    private static Verdict Compound(EvaluationPrompt prompt, Sighting seen)
    {
        AtomVerdict[] wrong = [.. AtomScoring.Judge(prompt.Atoms, seen).Where(v => !v.Right)];
        return wrong.Length == 0
            ? Verdict.Good
            : new Verdict(false, $"not {string.Join(", not ", wrong.Where(v => !v.Void).Select(v => v.Atom.Words))}");
    }

    private static bool Same(Scene asked, Sighting seen) =>
        Name(seen.Doing) == asked.Relation.ToString().ToLowerInvariant();

    // A side that a doing has is not part of its name.
    private static string Name(Doing doing) =>
        doing switch
        {
            Doing.ChasingLeft or Doing.ChasingRight => "chasing",
            Doing.EatingLeft or Doing.EatingRight => "eating",
            Doing.HoldingLeft or Doing.HoldingRight => "holding",
            _ => doing.ToString().ToLowerInvariant(),
        };

    private static SeenThing Find(Sighting seen, SceneThing thing) => seen.Things.First(t => t.Thing == thing.Concept);
}
