using System.Text.Json;
using Hippogriff.Meanings;

namespace Hippogriff.Tests.Meanings;

/// <summary>
/// How often the nearest name is one that a person accepts, on lists that were written before anything was measured.
/// </summary>
public class NamedMeaningsTests
{
    private static readonly string[] Lists = ["examples.jsonl", "own-words-2026-11-30.jsonl"];

    [Theory]
    [InlineData("first", "accept_first")]
    [InlineData("large", "accept")]
    public void The_nearest_name_is_right_in_four_of_five_words_and_what_is_accepted_in_nineteen_of_twenty(
        string world,
        string field
    )
    {
        NamedMeanings names = Tables.World(world);
        (int all, int wrong, List<string> figures) = (0, 0, []);
        foreach (string list in Lists)
        {
            (int answers, int nearest, int accepted, List<string> mistaken) = (0, 0, 0, []);
            foreach (JsonElement line in Tables.Lines(list).Where(line => line.TryGetProperty("accept_first", out _)))
            {
                string word = line.GetProperty("word").GetString()!;
                string[] fine = Tables.Texts(line.GetProperty(field));
                Meaning? meaning = Tables.Shipped.LookUp(word);
                NearName? near = meaning is null ? null : names.Nearest(meaning).FirstOrDefault();
                if (fine.Length > 0)
                    answers++;
                if (near is not null && fine.Contains(near.Name))
                    nearest++;
                if (meaning is null || names.Accept(meaning) is not { } taken)
                    continue;
                accepted++;
                if (!fine.Contains(taken.Name))
                    mistaken.Add($"{word}: {taken.Name}");
            }
            figures.Add(
                $"{list}, {world}: nearest right {nearest} of {answers}; accepted {accepted}, wrongly "
                    + $"{mistaken.Count} ({string.Join(", ", mistaken)})"
            );
            Assert.True(nearest >= 0.8 * answers, figures[^1]);
            (all, wrong) = (all + accepted, wrong + mistaken.Count);
        }
        foreach (string line in figures)
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        Assert.True(wrong <= all / 20.0, string.Join("; ", figures));
    }

    [Fact]
    public void Words_of_other_kinds_find_names_of_their_kind()
    {
        NamedMeanings names = Tables.OtherKinds();
        (int asked, int right) = (0, 0);
        foreach (JsonElement line in Tables.Lines("examples.jsonl").Where(line => line.TryGetProperty("kind", out _)))
        {
            asked++;
            Meaning? meaning = Tables.Shipped.LookUp(line.GetProperty("word").GetString()!);
            NearName? near = meaning is null ? null : names.Nearest(meaning).FirstOrDefault();
            if (near is not null && Tables.Texts(line.GetProperty("accept")).Contains(near.Name))
                right++;
        }
        Assert.True(right >= 0.65 * asked, $"{right} of {asked}");
    }

    [Fact]
    public void A_word_of_one_kind_is_never_taken_for_one_of_another()
    {
        NamedMeanings names = new(
            Tables.Shipped,
            [new("banana", WordKinds.Thing), new("yellow", WordKinds.Colour), new("running", WordKinds.Doing)]
        );
        Assert.Equal(
            ["running"],
            names
                .Nearest(Tables.Shipped.LookUp("sprint")! with { Kinds = WordKinds.Doing, Main = WordKinds.Doing }, 3)
                .Select(near => near.Name)
        );
        Assert.Equal(["banana"], names.Nearest(Tables.Shipped.LookUp("mango")!, 3).Select(near => near.Name));
        Assert.Empty(
            names.Nearest(Tables.Shipped.LookUp("justice")! with { Kinds = WordKinds.None, Main = WordKinds.None }, 3)
        );
    }

    [Fact]
    public void A_thing_and_a_person_count_as_one_kind_and_the_larger_cosine_of_two_names_counts()
    {
        Assert.True(WordKinds.Thing.Share(WordKinds.Person));
        NamedMeanings names = new(
            Tables.Shipped,
            [new("rocket", WordKinds.Thing), new("rocket", WordKinds.Thing, "spaceship")]
        );
        NearName near = Assert.Single(names.Nearest(Tables.Shipped.LookUp("spaceship")!, 3));
        Assert.Equal(("rocket", 1.0), (near.Name, Math.Round(near.Likeness, 6)));
    }

    [Fact]
    public void The_more_things_are_known_the_nearer_a_word_has_to_be()
    {
        Assert.Equal(0.5, Tables.World("first").Threshold);
        Assert.Equal(0.6, Tables.World("large").Threshold, 0.001);
    }
}
