namespace Hippogriff.Data.Scenes;

/// <summary>
/// Writes captions of scenes: short and long, with synonyms, and with the look first or last. A caption never names
/// what is not in the picture; <see cref="WorldWeights.CompleteShare"/> of them are complete.
/// </summary>
public sealed class SceneCaptions(SceneWorld world)
{
    private static readonly string[] Openings = ["a picture of", "an image of", "a picture with", "picture of"];
    private static readonly string[] Counts = ["", "", "two", "three", "four"];
    private static readonly string[] NightWords = ["at night", "by night"];

    // {0} is the first thing, {1} the second, with colours, sizes and articles.
    private static readonly Dictionary<Relation, string[]> Clauses = new()
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
    };

    private static readonly string[] CornerWords = ["in the {0} corner", "in the {0}"];
    private static readonly string[] Corners = ["top left", "top right", "bottom left", "bottom right"];
    private static readonly string[] Sizes = ["big", "large", "small", "little"];
    private static readonly string[] Glue = ["a", "an"];

    private readonly Dictionary<string, WorldConcept> _concepts = world.Concepts.ToDictionary(c => c.Name);
    private readonly Dictionary<string, WorldBackground> _backgrounds = world.Backgrounds.ToDictionary(b => b.Name);
    private readonly Dictionary<string, WorldLook> _looks = world.Looks.ToDictionary(l => l.Name);

    /// <summary>All words in captions of a world, sorted, without duplicates and punctuation.</summary>
    public static IEnumerable<string> Vocabulary(SceneWorld world)
    {
        IEnumerable<string> phrases =
        [
            .. Openings,
            .. Counts,
            .. NightWords,
            .. Clauses.Values.SelectMany(c => c),
            .. CornerWords,
            .. Corners,
            .. Sizes,
            .. Glue,
            .. world.Colours,
            .. world.Concepts.SelectMany(c =>
                c.Also.SelectMany(a => new[] { a.Key, a.Value }).Append(c.Name).Append(c.Plural)
            ),
            .. world.Concepts.Select(c => c.Colour).OfType<string>(),
            .. world.Backgrounds.SelectMany(b => b.Words.Concat(b.AirWords)),
            .. world.Looks.SelectMany(l => l.Before.Concat(l.After)),
        ];
        return phrases
            .SelectMany(p =>
                p.Replace("{0}", "", StringComparison.Ordinal)
                    .Replace("{1}", "", StringComparison.Ordinal)
                    .Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
            )
            .Distinct()
            .Order(StringComparer.Ordinal);
    }

    internal string Say(Scene scene, ref SceneRandom random)
    {
        var complete = random.Chance(world.Weights.CompleteShare);
        var bare = !complete && random.Chance(0.35);
        var who = Who(scene, bare, complete, ref random);
        var where = complete || !bare && random.Chance(0.5) ? Where(scene, complete, ref random) : "";
        var look = scene.Look is { } name && (complete || random.Chance(0.85)) ? _looks[name] : null;
        var text = who;
        if (look is not null && random.Chance(0.5))
            return Join($"{random.Pick(look.Before)} {text}", where);
        if (look is null && !bare && random.Chance(0.3))
            text = $"{random.Pick(Openings)} {text}";
        text = Join(text, where);
        return look is null ? text : $"{text}, {random.Pick(look.After)}";
    }

    /// <summary>
    /// The canonical description of a scene, complete except for sizes and corners. It uses the first word of each
    /// table, without synonyms, and the look first. Evaluation uses it as the prompt; it is one of the possible
    /// captions.
    /// </summary>
    public string SayPlainly(Scene scene)
    {
        string Noun(SceneThing thing, bool plural) =>
            (thing.Colour is { } colour ? colour + " " : "")
            + (plural ? _concepts[thing.Concept].Plural : thing.Concept);
        string Named(SceneThing thing) =>
            Noun(thing, plural: false) is var noun && "aeiou".Contains(noun[0], StringComparison.Ordinal)
                ? $"an {noun}"
                : $"a {noun}";
        var first = scene.Things[0];
        var who = scene.Relation switch
        {
            Relation.None => Named(first),
            Relation.Group => $"{Counts[scene.Things.Count]} {Noun(first, plural: true)}",
            _ => string.Format(null, Clauses[scene.Relation][0], Named(first), Named(scene.Things[1])),
        };
        var background = _backgrounds[scene.Background];
        var white = background is { Kind: "plain", Colour: "white" };
        var inAir = background.AirWords.Count > 0 && scene.Things.All(t => _concepts[t.Concept].Air);
        var where =
            white || background.Colour is not null && !ShowsColour(scene)
                ? ""
                : (inAir ? background.AirWords : background.Words)[0] + (scene.Night ? $" {NightWords[0]}" : "");
        return Join(scene.Look is { } look ? $"{_looks[look].Before[0]} {who}" : who, where);
    }

    private string Who(Scene scene, bool bare, bool complete, ref SceneRandom random)
    {
        if (scene.Relation == Relation.Group)
            return $"{Counts[scene.Things.Count]} {Noun(scene, scene.Things[0], complete, plural: true, ref random)}";
        if (scene.Relation != Relation.None)
            return string.Format(
                null,
                random.Pick(Clauses[scene.Relation]),
                Named(scene, scene.Things[0], true, ref random),
                Named(scene, scene.Things[1], true, ref random)
            );
        var thing = scene.Things[0];
        var text = bare
            ? Noun(scene, thing, true, plural: false, ref random)
            : Named(scene, thing, complete, ref random);
        return thing.Corner is { } corner && complete
            ? $"{text} {string.Format(null, random.Pick(CornerWords), corner)}"
            : text;
    }

    private string Named(Scene scene, SceneThing thing, bool complete, ref SceneRandom random)
    {
        var noun = Noun(scene, thing, complete, plural: false, ref random);
        return $"{("aeiou".Contains(noun[0], StringComparison.Ordinal) ? "an" : "a")} {noun}";
    }

    private string Noun(Scene scene, SceneThing thing, bool complete, bool plural, ref SceneRandom random)
    {
        var concept = _concepts[thing.Concept];
        var noun = plural ? concept.Plural : concept.Name;
        if (concept.Also.Count > 0 && random.Chance(0.3))
        {
            var other = random.Pick([.. concept.Also]);
            noun = plural ? other.Value : other.Key;
        }
        var colour =
            thing.Colour is null ? OwnColour(scene, thing, concept, ref random)
            : complete || random.Chance(0.8) ? thing.Colour
            : null;
        if (colour is not null)
            noun = $"{colour} {noun}";
        if (thing.Size is { } size && (complete || random.Chance(0.6)))
            noun =
                size == "big"
                    ? $"{(random.Chance(0.6) ? "big" : "large")} {noun}"
                    : $"{(random.Chance(0.6) ? "small" : "little")} {noun}";
        return noun;
    }

    // An apple is red even if the caption does not say so, unless the picture has no colours.
    private string? OwnColour(Scene scene, SceneThing thing, WorldConcept concept, ref SceneRandom random) =>
        concept.Colour is not null
        && concept.Recolour
        && thing.Style == world.Style
        && ShowsColour(scene)
        && random.Chance(0.15)
            ? concept.Colour
            : null;

    private bool ShowsColour(Scene scene) => scene.Look is null || _looks[scene.Look].KeepsColour;

    private string Where(Scene scene, bool complete, ref SceneRandom random)
    {
        var background = _backgrounds[scene.Background];
        var plainWhite = background is { Kind: "plain", Colour: "white" };
        // A white background is the default and rarely mentioned. Without colours, no plain background can be named.
        if (plainWhite && !random.Chance(0.2) || background.Colour is not null && !ShowsColour(scene))
            return "";
        var inAir = background.AirWords.Count > 0 && scene.Things.All(t => _concepts[t.Concept].Air);
        var words = random.Pick(inAir ? background.AirWords : background.Words);
        return scene.Night && (complete || random.Chance(0.7)) ? $"{words} {random.Pick(NightWords)}" : words;
    }

    private static string Join(string what, string where) => where.Length == 0 ? what : $"{what} {where}";
}
