using System.Text.RegularExpressions;
using Hippogriff.Texts;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// Writes captions of scenes: short and long, with synonyms, and with the look first or last. A caption never names
/// what is not in the picture; <see cref="WorldWeights.CompleteShare"/> of them are complete.
/// </summary>
public sealed partial class SceneCaptions(SceneWorld world)
{
    private static readonly string[] s_openings = ["a picture of", "an image of", "a picture with", "picture of"];
    private static readonly string[] s_counts = ["", "", "two", "three", "four"];
    private static readonly string[] s_nightWords = ["at night", "by night"];

    private static readonly string[] s_cornerWords = ["in the {0} corner", "in the {0}"];
    private static readonly string[] s_corners = ["top left", "top right", "bottom left", "bottom right"];

    // The first word of a size is the more frequent one.
    private static readonly Dictionary<string, string[]> s_sizes = new()
    {
        ["big"] = ["big", "large"],
        ["small"] = ["small", "little"],
        ["tiny"] = ["tiny"],
        ["huge"] = ["huge", "giant"],
    };
    private static readonly string[] s_glue = ["a", "an"];

    private readonly Dictionary<string, WorldConcept> _concepts = world.Concepts.ToDictionary(c => c.Name);
    private readonly Dictionary<string, WorldBackground> _backgrounds = world.Backgrounds.ToDictionary(b => b.Name);
    private readonly Dictionary<string, WorldTime> _times = world.Times.ToDictionary(t => t.Name);
    private readonly Dictionary<string, WorldWeather> _weathers = world.Weathers.ToDictionary(w => w.Name);
    private readonly Dictionary<string, WorldLook> _looks = world.Looks.ToDictionary(l => l.Name);

    /// <summary>All words in captions of a world, sorted, without duplicates and punctuation.</summary>
    public static IEnumerable<string> Vocabulary(SceneWorld world)
    {
        IEnumerable<string> phrases =
        [
            .. s_openings,
            .. s_counts,
            .. s_nightWords,
            .. CaptionForms.For(world),
            .. s_cornerWords,
            .. s_corners,
            .. world.Sizes.SelectMany(size => s_sizes[size]),
            .. s_glue,
            .. world.Colours,
            .. world.Concepts.SelectMany(c =>
                c.Also.SelectMany(a => new[] { a.Key, a.Value }).Append(c.Name).Append(c.Plural)
            ),
            .. world.Concepts.Select(c => c.Colour).OfType<string>(),
            .. world.Concepts.SelectMany(c => c.ColourIn.Values),
            .. world.Times.SelectMany(t => t.Words),
            .. world.Weathers.SelectMany(w => w.Words),
            .. world.Backgrounds.SelectMany(b => b.Words.Concat(b.AirWords)),
            .. world.Looks.SelectMany(l => l.Before.Concat(l.After)),
        ];
        return phrases
            .SelectMany(p => Placeholder().Replace(p, "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
            .Distinct()
            .Order(StringComparer.Ordinal);
    }

    internal string Say(Scene scene, ref SceneRandom random)
    {
        string text = SayOnce(scene, ref random);
        // Long wordings of crowded scenes: another, then the plain one without what is around, then without the look.
        for (int i = 0; i < 3 && IsTooLong(text); i++)
            text = SayOnce(scene, ref random);
        return !IsTooLong(text) ? text : Shortened(scene);
    }

    private string SayOnce(Scene scene, ref SceneRandom random)
    {
        bool complete = random.Chance(world.Weights.CompleteShare);
        bool bare = !complete && random.Chance(0.35);
        string who = Who(scene, bare, complete, ref random);
        string where = complete || !bare && random.Chance(0.5) ? Where(scene, complete, ref random) : "";
        WorldLook? look = scene.Look is { } name && (complete || random.Chance(0.85)) ? _looks[name] : null;
        string text = who;
        if (look is not null && random.Chance(0.5))
            return Join($"{random.Pick(look.Before)} {text}", where);
        if (look is null && !bare && random.Chance(0.3))
            text = $"{random.Pick(s_openings)} {text}";
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
        string who = WhoPlainly(scene);
        string where = WherePlainly(scene);
        return Join(scene.Look is { } look ? $"{_looks[look].Before[0]} {who}" : who, where);
    }

    private string WhoPlainly(Scene scene)
    {
        string Party(IReadOnlyList<SceneThing> party) =>
            (party[0].Colour is { } colour ? colour + " " : "") is var before && party.Count > 1
                ? $"{s_counts[party.Count]} {before}{_concepts[party[0].Concept].Plural}"
                : WithArticle(before + party[0].Concept, _concepts[party[0].Concept].Mass);
        string[] parties = [.. SceneParties.Of(scene).Select(Party)];
        return scene.Relation switch
        {
            Relation.None or Relation.Group => parties[0],
            Relation.Several => string.Format(null, CaptionForms.OfSeveral(scene)[0], [.. parties]),
            _ => string.Format(null, CaptionForms.Of(scene.Relation)[0], parties[0], parties[1]),
        };
    }

    private string WherePlainly(Scene scene)
    {
        WorldBackground background = _backgrounds[scene.Background];
        bool white = background is { Kind: "plain", Colour: "white" };
        bool inAir = background.AirWords.Count > 0 && scene.Things.All(t => _concepts[t.Concept].Air);
        return white || background.Colour is not null && !ShowsColour(scene)
            ? ""
            : (inAir ? background.AirWords : background.Words)[0]
                + (scene.Night ? $" {s_nightWords[0]}" : "")
                + (scene.Time is { } time && !IsUsual(time) ? $" {_times[time].Words[0]}" : "")
                + (scene.Weather is { } weather ? $" {_weathers[weather].Words[0]}" : "");
    }

    private string Who(Scene scene, bool bare, bool complete, ref SceneRandom random)
    {
        if (scene.Relation == Relation.Several)
            return Several(scene, ref random);
        if (scene.Relation == Relation.Group)
            return $"{s_counts[scene.Things.Count]} {Noun(scene, scene.Things[0], complete, plural: true, ref random)}";
        if (scene.Relation != Relation.None)
            return string.Format(
                null,
                random.Pick(CaptionForms.Of(scene.Relation)),
                Named(scene, scene.Things[0], true, ref random),
                Named(scene, scene.Things[1], true, ref random)
            );
        SceneThing thing = scene.Things[0];
        string text = bare
            ? Noun(scene, thing, true, plural: false, ref random)
            : Named(scene, thing, complete, ref random);
        return thing.Corner is { } corner && complete
            ? $"{text} {string.Format(null, random.Pick(s_cornerWords), corner)}"
            : text;
    }

    private string Named(Scene scene, SceneThing thing, bool complete, ref SceneRandom random)
    {
        string noun = Noun(scene, thing, complete, plural: false, ref random);
        WorldConcept concept = _concepts[thing.Concept];
        return WithArticle(
            noun,
            concept.Mass
                && concept
                    .Also.Where(a => a.Key == a.Value)
                    .Select(a => a.Key)
                    .Append(concept.Name)
                    .Any(name => noun.EndsWith(name, StringComparison.Ordinal))
                && !concept.Also.Any(a => a.Key != a.Value && noun.EndsWith(a.Key, StringComparison.Ordinal))
        );
    }

    private static string WithArticle(string noun, bool mass) => mass ? noun : Articles.With(noun);

    private string Noun(Scene scene, SceneThing thing, bool complete, bool plural, ref SceneRandom random)
    {
        WorldConcept concept = _concepts[thing.Concept];
        string noun = plural ? concept.Plural : concept.Name;
        if (concept.Also.Count > 0 && random.Chance(0.3))
        {
            KeyValuePair<string, string> other = random.Pick([.. concept.Also]);
            noun = plural ? other.Value : other.Key;
        }
        string? colour =
            thing.Colour is null ? OwnColour(scene, thing, concept, ref random)
            : complete || random.Chance(0.8) ? thing.Colour
            : null;
        if (colour is not null)
            noun = $"{colour} {noun}";
        if (thing.Size is { } size && (complete || random.Chance(0.6)))
            noun = $"{(s_sizes[size].Length == 1 || random.Chance(0.6) ? s_sizes[size][0] : s_sizes[size][1])} {noun}";
        return noun;
    }

    // An apple is red even if the caption does not say so, unless the picture has no colours.
    private string? OwnColour(Scene scene, SceneThing thing, WorldConcept concept, ref SceneRandom random) =>
        concept.ColourOf(thing.Style, world) is { } colour
        && concept.Recolour
        && ShowsColour(scene)
        && random.Chance(0.15)
            ? colour
            : null;

    private bool ShowsColour(Scene scene) => scene.Look is null || _looks[scene.Look].KeepsColour;

    private string Where(Scene scene, bool complete, ref SceneRandom random)
    {
        WorldBackground background = _backgrounds[scene.Background];
        bool plainWhite = background is { Kind: "plain", Colour: "white" };
        // A white background is the default and rarely mentioned. Without colours, no plain background can be named.
        if (plainWhite && !random.Chance(0.2) || background.Colour is not null && !ShowsColour(scene))
            return "";
        bool inAir = background.AirWords.Count > 0 && scene.Things.All(t => _concepts[t.Concept].Air);
        string words = random.Pick(inAir ? background.AirWords : background.Words);
        if (scene.Night && (complete || random.Chance(0.7)))
            words = $"{words} {random.Pick(s_nightWords)}";
        if (scene.Time is { } time && (IsUsual(time) ? random.Chance(0.15) : complete || random.Chance(0.7)))
            words = $"{words} {random.Pick(_times[time].Words)}";
        if (scene.Weather is { } weather && (complete || random.Chance(0.8)))
            words = $"{words} {random.Pick(_weathers[weather].Words)}";
        return words;
    }

    private static string Join(string what, string where) => where.Length == 0 ? what : $"{what} {where}";

    private string Several(Scene scene, ref SceneRandom random)
    {
        List<object?> parties = [];
        foreach (IReadOnlyList<SceneThing> party in SceneParties.Of(scene))
            parties.Add(
                party.Count == 1
                    ? Named(scene, party[0], true, ref random)
                    : $"{s_counts[party.Count]} {Noun(scene, party[0], true, plural: true, ref random)}"
            );
        return string.Format(null, random.Pick(CaptionForms.OfSeveral(scene)), [.. parties]);
    }

    private bool IsUsual(string time) => time == world.Times[0].Name;

    /// <summary>Whether a text has more words than captions of this world may have.</summary>
    public bool IsTooLong(string text) =>
        world.CaptionWords is { } most && text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > most;

    private string Shortened(Scene scene)
    {
        string who = WhoPlainly(scene);
        string looked = scene.Look is { } look ? $"{_looks[look].Before[0]} {who}" : who;
        string whole = Join(looked, WherePlainly(scene));
        return !IsTooLong(whole) ? whole
            : !IsTooLong(looked) ? looked
            : who;
    }

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();
}
