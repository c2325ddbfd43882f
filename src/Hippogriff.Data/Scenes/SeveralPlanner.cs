namespace Hippogriff.Data.Scenes;

/// <summary>Plans scenes of two to four parties, each one to three of a thing.</summary>
internal sealed class SeveralPlanner(SceneWorld world, SpriteLibrary sprites, SceneCasting casting, SceneLayout layout)
{
    // Doings of two that stand beside each other, so that others fit above them.
    private static readonly Relation[] s_level =
    [
        Relation.Fighting,
        Relation.Facing,
        Relation.Chasing,
        Relation.Eating,
        Relation.Holding,
        Relation.Loving,
    ];

    /// <summary>One scene; consumes numbers of <paramref name="random"/>.</summary>
    public Scene Plan(WorldLook? look, string style, ref SceneRandom random)
    {
        (Relation? doing, List<WorldConcept> concepts) = Parties(style, ref random);
        SceneDraft draft = new SceneDraft(concepts, look, style, Relation.Several).Drawable(sprites);
        if (doing is { } done && !SceneCasting.Fit(concepts[0], concepts[1], done, draft.Style))
            doing = null;
        Arrangement arrangement =
            doing is not null ? Arrangement.Over
            : concepts.Count == 4 || concepts.Count == 3 && random.Chance(0.5) ? Arrangement.Rows
            : Arrangement.Row;
        List<int> counts = Counts(concepts.Count, doing, ref random);
        List<SceneLink> links = Links(arrangement, concepts.Count, doing, random.Chance(0.75));
        SceneSetting setting = SceneSetting.Choose(world, draft, arrangement != Arrangement.Row, ref random);
        List<string?> colours = casting.Colours(draft, setting.Behind, ref random);
        Cast cast = new(concepts, colours, draft.Style, Relation.Several, setting.Background, world)
        {
            Counts = counts,
            Arrangement = arrangement,
            Doing = doing,
        };
        return ScenePlanner.Staged(layout.Place(cast, ref random), draft, setting, ref random) with
        {
            Links = links,
            Arrangement = arrangement,
        };
    }

    // What is in the scene, and what the first party does to the second.
    private (Relation? Doing, List<WorldConcept> Concepts) Parties(string style, ref SceneRandom random)
    {
        int wanted = random.Pick(
            [2, 3, 4],
            n =>
                n == 3 ? 0.45
                : n == 4 ? 0.3
                : 0.25
        );
        List<Relation> doings = [.. s_level.Where(world.Doings.Contains)];
        Relation? doing = wanted > 2 && doings.Count > 0 && random.Chance(0.35) ? random.Pick(doings) : null;
        List<WorldConcept>? concepts = doing is { } relation ? casting.Choose(relation, style, ref random) : [];
        if (concepts is null)
            (doing, concepts) = (null, []);
        while (concepts.Count < wanted && casting.Another(concepts, ref random) is { } another)
            concepts.Add(another);
        return (doing, concepts);
    }

    // How many of each party; those of a doing are alone.
    private static List<int> Counts(int parties, Relation? doing, ref SceneRandom random)
    {
        List<int> counts = [];
        for (int i = 0; i < parties; i++)
        {
            bool alone = doing is not null && i < 2;
            bool more = random.Chance(parties == 2 ? 0.6 : 0.35);
            counts.Add(alone || !more || counts.Sum() > 4 ? 1 : 2 + random.Below(2));
        }
        return counts;
    }

    private static List<SceneLink> Links(Arrangement arrangement, int parties, Relation? doing, bool placed)
    {
        List<SceneLink> links = [];
        if (doing is { } relation)
            links.Add(new SceneLink(0, relation, 1));
        if (placed)
            links.AddRange(
                (arrangement, parties) switch
                {
                    (Arrangement.Over, 3) => [new(2, Relation.Above, 0)],
                    (Arrangement.Over, _) => [new(2, Relation.Above, 0), new(3, Relation.Above, 0)],
                    (Arrangement.Rows, 3) => [new(0, Relation.Above, 1), new(0, Relation.Above, 2)],
                    (Arrangement.Rows, _) => [new(0, Relation.Above, 2), new(1, Relation.Above, 3)],
                    (_, 2) => [new(0, Relation.LeftOf, 1)],
                    _ => new[] { new SceneLink(0, Relation.LeftOf, 1), new SceneLink(1, Relation.LeftOf, 2) },
                }
            );
        return links;
    }
}
