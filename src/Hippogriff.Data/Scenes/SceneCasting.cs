namespace Hippogriff.Data.Scenes;

/// <summary>Chooses the things of scenes and their colours.</summary>
internal sealed class SceneCasting(SceneWorld world, SpriteLibrary sprites)
{
    private readonly List<WorldConcept> _concepts =
    [
        .. world.Concepts.Where(c => c.Weight > 0 && sprites.Has(c.Name, sprites.Style)),
    ];

    /// <summary>Any thing but those of <paramref name="chosen"/>; null if there is no other.</summary>
    public WorldConcept? Another(IReadOnlyList<WorldConcept> chosen, ref SceneRandom random)
    {
        List<WorldConcept> left = [.. _concepts.Where(c => !chosen.Contains(c))];
        return left.Count == 0 ? null : random.Pick(left, c => c.Weight);
    }

    /// <summary>The things of a scene in the order of the relation; null if the world has none that fit.</summary>
    public List<WorldConcept>? Choose(Relation relation, string style, ref SceneRandom random)
    {
        if (relation == Relation.None)
            return [random.Pick(_concepts, c => c.Weight)];
        if (relation == Relation.Group)
        {
            WorldConcept one = random.Pick(_concepts, c => c.Weight);
            return [.. Enumerable.Repeat(one, 2 + random.Below(3))];
        }
        List<WorldConcept> firsts = _concepts.Where(c => FitsFirst(c, relation, style)).ToList();
        if (firsts.Count == 0)
            return null;
        WorldConcept first = random.Pick(firsts, c => c.Weight);
        List<WorldConcept> seconds = _concepts.Where(c => c != first && FitsSecond(c, relation, style)).ToList();
        return seconds.Count == 0 ? null : [first, random.Pick(seconds, c => c.Weight)];
    }

    /// <summary>Whether these two, drawn in this style, can show the relation.</summary>
    public static bool Fit(WorldConcept first, WorldConcept second, Relation relation, string style) =>
        FitsFirst(first, relation, style) && FitsSecond(second, relation, style);

    private static bool FitsFirst(WorldConcept c, Relation relation, string style) =>
        relation switch
        {
            Relation.Facing or Relation.Chasing => c.Acts && c.FacingOf(style) != Facing.Front,
            Relation.FlyingOver => c.Roles.Contains(Role.Flies),
            Relation.JumpingOver => c.Acts && !c.Air,
            _ => !WorldChoices.IsDoing(relation) || c.Acts,
        };

    private static bool FitsSecond(WorldConcept c, Relation relation, string style) =>
        relation switch
        {
            Relation.Fighting or Relation.Loving => c.Acts,
            Relation.Facing => c.Acts && c.FacingOf(style) != Facing.Front,
            Relation.Chasing => (c.Acts || c.Roles.Contains(Role.Chased)) && c.FacingOf(style) != Facing.Front,
            Relation.Riding => c.SaddleOf(style) is not null,
            Relation.Eating => c.Roles.Contains(Role.Eaten),
            Relation.Holding => c.Roles.Contains(Role.Held),
            Relation.SleepingUnder => c.Roles.Contains(Role.Shelter),
            Relation.FlyingOver or Relation.JumpingOver => !c.Air,
            _ => true,
        };

    /// <summary>
    /// A colour for each thing, null for the artwork's own; never that of the background, where it would be invisible.
    /// </summary>
    public List<string?> Colours(SceneDraft draft, string? behind, ref SceneRandom random)
    {
        List<string?> colours = [];
        foreach (WorldConcept concept in draft.Concepts)
        {
            if (draft.Relation == Relation.Group && colours.Count > 0)
            {
                colours.Add(colours[0]);
                continue;
            }
            string? own = concept.ColourOf(draft.Style, world);
            List<string> free = [.. world.Colours.Where(c => c != own && c != behind)];
            bool coloured =
                concept.Recolour
                && draft.Look?.KeepsColour != false
                && free.Count > 0
                && random.Chance(world.Weights.ColourShare);
            if (coloured && draft.Look?.Lines == true)
                free.RemoveAll(c => c is "white" or "black");
            colours.Add(coloured && free.Count > 0 ? random.Pick(free) : null);
        }
        return colours;
    }
}
