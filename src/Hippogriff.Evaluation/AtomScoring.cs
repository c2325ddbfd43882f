using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>Whether a picture shows one atom of its prompt.</summary>
/// <param name="Atom">The atom.</param>
/// <param name="Right">It does.</param>
/// <param name="Void">It does not, because a thing that it refers to is missing.</param>
public sealed record AtomVerdict(Atom Atom, bool Right, bool Void = false);

/// <summary>
/// Compares detections with the prompt, atom by atom (as DSG, 2310.18235). A missing thing voids its number, colour,
/// places and actions. Additional things do not count against a picture.
/// </summary>
public static class AtomScoring
{
    /// <summary>The verdict on every atom, in their order.</summary>
    public static IReadOnlyList<AtomVerdict> Judge(IReadOnlyList<Atom> atoms, Sighting seen) =>
        [.. atoms.Select(atom => Judge(atom, seen))];

    private static AtomVerdict Judge(Atom atom, Sighting seen)
    {
        SeenThing[] things = Find(atom.Thing),
            others = Find(atom.Other);
        bool gone = atom.Thing is not null && things.Length == 0 || atom.Other is not null && others.Length == 0;
        if (gone)
            return new AtomVerdict(atom, Right: false, Void: atom.Kind != AtomKind.Thing);
        return new AtomVerdict(
            atom,
            atom.Kind switch
            {
                AtomKind.Thing => true,
                AtomKind.Number => things.Length == atom.Count,
                AtomKind.Colour => things.All(t => t.Colour == atom.Name),
                AtomKind.Place => Lies(atom.Relation, Middle(things), Middle(others)),
                AtomKind.Doing => Sighting.ShowsDoing(atom.Relation, seen.Doing, Middle(things), Middle(others)),
                AtomKind.Look => seen.Look == atom.Name,
                AtomKind.Background => seen.Surroundings.Background == atom.Name,
                AtomKind.Time => seen.Surroundings.Time == atom.Name,
                _ => seen.Surroundings.Weather == atom.Name,
            }
        );

        SeenThing[] Find(string? name) => name is null ? [] : [.. seen.Things.Where(t => t.Thing == name)];
    }

    private static (double X, double Y) Middle(SeenThing[] things) =>
        (things.Average(t => t.X), things.Average(t => t.Y));

    /// <summary>Whether one middle lies left of, right of, above or below another.</summary>
    internal static bool Lies(Relation place, (double X, double Y) first, (double X, double Y) second)
    {
        (double right, double down) = (first.X - second.X, first.Y - second.Y);
        return place switch
        {
            Relation.LeftOf => right < -Scoring.Apart,
            Relation.RightOf => right > Scoring.Apart,
            Relation.Above => down < -Scoring.Apart,
            Relation.Below => down > Scoring.Apart,
            _ => throw new ArgumentException($"{place} is no place.", nameof(place)),
        };
    }
}
