using System.Text.RegularExpressions;

namespace Hippogriff.Data.Scenes;

public sealed partial class SceneCaptions
{
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

    private static IEnumerable<string> SeveralWords =>
        [.. s_lists.SelectMany(l => l), .. s_threeInARow, .. s_oneOverTwo, .. s_twoOverTwo];

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder();

    // The wordings of a scene of several, the plain one first; the numbers are those of its parties.
    private static IReadOnlyList<string> SeveralForms(Scene scene)
    {
        var count = SceneParties.Of(scene).Count;
        var placed = scene.Links.Any(l => WorldChoices.IsPlace(l.Relation));
        if (scene.Arrangement == Arrangement.Over)
        {
            var others = count == 3 ? "{2}" : "{2} and {3}";
            var clauses = s_clauses[scene.Links.First(l => WorldChoices.IsDoing(l.Relation)).Relation];
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

    private string Several(Scene scene, ref SceneRandom random)
    {
        var parties = new List<object?>();
        foreach (var party in SceneParties.Of(scene))
            parties.Add(
                party.Count == 1
                    ? Named(scene, party[0], true, ref random)
                    : $"{s_counts[party.Count]} {Noun(scene, party[0], true, plural: true, ref random)}"
            );
        return string.Format(null, random.Pick(SeveralForms(scene)), [.. parties]);
    }

    private bool IsUsual(string time) => time == world.Times[0].Name;

    /// <summary>Whether a text has more words than captions of this world may have.</summary>
    public bool IsTooLong(string text) =>
        world.CaptionWords is { } most && text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > most;

    private string Shortened(Scene scene)
    {
        var who = WhoPlainly(scene);
        var looked = scene.Look is { } look ? $"{_looks[look].Before[0]} {who}" : who;
        var whole = Join(looked, WherePlainly(scene));
        return !IsTooLong(whole) ? whole
            : !IsTooLong(looked) ? looked
            : who;
    }
}
