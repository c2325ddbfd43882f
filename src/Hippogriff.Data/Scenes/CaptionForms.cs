namespace Hippogriff.Data.Scenes;

/// <summary>
/// The forms of captions for scenes of more than one thing. A form has a number in braces for each party of the scene;
/// in the captions, these are its things with colours, sizes and articles.
/// </summary>
internal static class CaptionForms
{
    // {0} is the first thing, {1} the second.
    private static readonly Dictionary<Relation, string[]> s_clauses = new()
    {
        [Relation.Beside] = ["{0} and {1}", "{0} and {1}", "{0} next to {1}", "{0} with {1}", "{0} beside {1}"],
        [Relation.LeftOf] =
        [
            "{0} to the left of {1}",
            "{0} left of {1}",
            "{1} to the right of {0}",
            "{0} on the left and {1} on the right",
        ],
        [Relation.RightOf] =
        [
            "{0} to the right of {1}",
            "{0} right of {1}",
            "{1} to the left of {0}",
            "{1} on the left and {0} on the right",
        ],
        [Relation.Above] = ["{0} above {1}", "{0} over {1}", "{1} below {0}", "{1} under {0}"],
        [Relation.Below] = ["{0} below {1}", "{0} under {1}", "{1} above {0}", "{1} over {0}"],
        [Relation.Fighting] =
        [
            "{0} fighting {1}",
            "{0} fighting {1}",
            "{0} and {1} fighting",
            "{0} in a fight with {1}",
            "a fight between {0} and {1}",
        ],
        [Relation.Facing] = ["{0} facing {1}", "{0} and {1} facing each other", "{0} looking at {1}"],
        [Relation.Riding] = ["{0} riding {1}", "{0} riding on {1}", "{0} on the back of {1}"],
        [Relation.Chasing] = ["{0} chasing {1}", "{0} running after {1}", "{1} chased by {0}"],
        [Relation.Eating] = ["{0} eating {1}", "{1} eaten by {0}"],
        [Relation.Holding] = ["{0} holding {1}", "{1} held by {0}"],
        [Relation.FlyingOver] = ["{0} flying over {1}", "{0} flying above {1}"],
        [Relation.JumpingOver] = ["{0} jumping over {1}", "{0} leaping over {1}"],
        [Relation.SleepingUnder] = ["{0} sleeping under {1}", "{0} asleep under {1}"],
        [Relation.Loving] = ["{0} in love with {1}", "{0} and {1} in love"],
    };

    private static readonly string[][] s_lists =
    [
        [],
        [],
        ["{0} and {1}", "{0} with {1}"],
        ["{0}, {1} and {2}", "{0} and {1} and {2}", "{0} with {1} and {2}"],
        ["{0}, {1}, {2} and {3}", "{0} and {1} with {2} and {3}"],
    ];

    private static readonly string[] s_threeInARow =
    [
        "{0} on the left, {1} in the middle and {2} on the right",
        "{0} left of {1} and {2} on the right",
        "{1} between {0} and {2}",
    ];

    private static readonly string[] s_oneOverTwo = ["{0} above {1} and {2}", "{1} and {2} below {0}"];
    private static readonly string[] s_twoOverTwo = ["{0} and {1} above {2} and {3}", "{2} and {3} below {0} and {1}"];

    /// <summary>All forms that captions of a world have.</summary>
    public static IEnumerable<string> For(SceneWorld world) =>
        [
            .. s_clauses
                .Where(c => !WorldChoices.IsDoing(c.Key) || world.Doings.Contains(c.Key))
                .SelectMany(c => c.Value),
            .. world.Weights.Several > 0
                ? s_lists.SelectMany(l => l).Concat(s_threeInARow).Concat(s_oneOverTwo).Concat(s_twoOverTwo)
                : [],
        ];

    /// <summary>The forms of a relation between two things, the plain one first.</summary>
    public static IReadOnlyList<string> Of(Relation relation) => s_clauses[relation];

    /// <summary>
    /// The forms of a scene of <see cref="Relation.Several"/>, the plain one first; the numbers are those of its
    /// parties.
    /// </summary>
    public static IReadOnlyList<string> OfSeveral(Scene scene)
    {
        int count = SceneParties.Of(scene).Count;
        bool placed = scene.Links.Any(l => WorldChoices.IsPlace(l.Relation));
        if (scene.Arrangement == Arrangement.Over)
        {
            string others = count == 3 ? "{2}" : "{2} and {3}";
            string[] clauses = s_clauses[scene.Links.First(l => WorldChoices.IsDoing(l.Relation)).Relation];
            return placed
                ? [.. clauses.Select(c => $"{others} above {c}"), $"{clauses[0]} below {others}"]
                : [.. clauses.Select(c => $"{c} and {others}")];
        }
        if (!placed)
            return s_lists[count];
        if (scene.Arrangement == Arrangement.Rows)
            return count == 3 ? s_oneOverTwo : s_twoOverTwo;
        return count == 2 ? s_clauses[Relation.LeftOf] : s_threeInARow;
    }
}
