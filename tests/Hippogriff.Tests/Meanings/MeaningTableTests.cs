using System.Text.Json;
using Hippogriff.Meanings;

namespace Hippogriff.Tests.Meanings;

/// <summary>The shipped table, held against look-ups that another program recorded.</summary>
public class MeaningTableTests
{
    private static readonly string[] HowNames = ["row", "lemma", "rule", "joined", "phrase"];

    public static TheoryData<string> Recorded => [.. Tables.Lines("lookups.jsonl").Select(line => line.GetRawText())];

    [Fact]
    public void There_are_118_recorded_look_ups() => Assert.Equal(118, Recorded.Count);

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_recorded_look_up_comes_out_the_same(string line)
    {
        JsonElement wanted = JsonDocument.Parse(line).RootElement;
        string text = wanted.GetProperty("text").GetString()!,
            how = wanted.GetProperty("how").GetString()!;
        Assert.Equal(wanted.GetProperty("normalised").GetString(), MeaningText.Normalise(text));
        Meaning? found = Tables.Shipped.LookUp(text);
        if (!HowNames.Contains(how))
        {
            Assert.Null(found);
            return;
        }
        Assert.NotNull(found);
        Assert.Equal(how, HowNames[(int)found.Found]);
        Assert.Equal(Tables.Texts(wanted.GetProperty("rows")), found.Rows.Select(Tables.Shipped.WordOf));
        Assert.Equal(Tables.Texts(wanted.GetProperty("kinds")).Order(), KindsOf(found.Kinds).Order());
        foreach (string world in (string[])["first", "large"])
        {
            (string, double)[] nearest =
            [
                .. wanted
                    .GetProperty(world)
                    .EnumerateArray()
                    .Select(pair => (pair[0].GetString()!, pair[1].GetDouble())),
            ];
            IReadOnlyList<NearName> ours = Tables.World(world).Nearest(found, nearest.Length, byKind: false);
            for (int i = 0; i < nearest.Length; i++)
            {
                Assert.Equal(nearest[i].Item1, ours[i].Name);
                Assert.Equal(nearest[i].Item2, ours[i].Likeness, 1e-4);
            }
        }
    }

    [Fact]
    public void All_names_of_the_worlds_are_known()
    {
        Assert.Empty(Tables.World("first").Missing);
        Assert.Empty(Tables.World("large").Missing);
        Assert.Empty(Tables.OtherKinds().Missing);
        Assert.Empty(Tables.First.Names.Missing);
    }

    [Fact]
    public void A_word_has_the_length_one_and_is_wholly_like_itself()
    {
        Meaning fox = Tables.Shipped.LookUp("fox")!,
            stuffed = Tables.Shipped.LookUp("stuffed fox")!;
        Assert.Equal(1, fox.Vector.Sum(v => (double)v * v), 1e-6);
        Assert.Equal(1, stuffed.Vector.Sum(v => (double)v * v), 1e-6);
        Assert.Equal(1, Tables.Shipped.Cosine(fox.Rows[0], fox.Vector), 1e-6);
    }

    [Theory]
    [InlineData("shit")]
    [InlineData("Shit")]
    [InlineData("s-h-i-t shit")]
    [InlineData("f\u00fcck")]
    public void Blocked_words_are_not_found_in_any_form(string text)
    {
        Assert.True(Tables.Shipped.IsBlocked(MeaningText.Normalise(text)));
        Assert.Null(Tables.Shipped.Find(MeaningText.Normalise(text)));
    }

    [Fact]
    public void A_blocked_word_in_a_phrase_is_passed_over_and_the_rest_is_read()
    {
        Meaning? meaning = Tables.Shipped.LookUp("fucking fox");
        Assert.Equal(["fox"], meaning!.Rows.Select(Tables.Shipped.WordOf));
    }

    [Theory]
    [InlineData("hippogriff")]
    [InlineData("pegasus")]
    public void The_names_of_this_project_are_rows(string word) =>
        Assert.Equal(FoundBy.Row, Tables.Shipped.LookUp(word)!.Found);

    [Theory]
    [InlineData("")]
    [InlineData("zyzzyvaq")]
    [InlineData("\ud83e\udd8a\ud83e\udd8a")]
    [InlineData("\u72d0\u72f8")]
    public void What_is_no_English_word_is_not_found(string text) => Assert.Null(Tables.Shipped.LookUp(text));

    private static IEnumerable<string> KindsOf(WordKinds kinds) =>
        Enum.GetValues<WordKinds>()
            .Where(kind => kind != WordKinds.None && kinds.HasFlag(kind))
            .Select(kind => kind.ToString().ToLowerInvariant());
}
