using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Tour.Game;

namespace Hippogriff.Tests.Pages;

/// <summary>The game of the tour: nobody can lose it.</summary>
public class PuzzleTests
{
    public static TheoryData<int> Levels => [.. Enumerable.Range(0, Puzzle.All.Count)];

    [Theory, MemberData(nameof(Levels))]
    public void Wrong_words_are_words_of_their_sentence(int level)
    {
        PuzzleState state = new(Puzzle.All[level]);
        Assert.Equal(Puzzle.All[level].Text, state.Sentence);
        Assert.All(Puzzle.All[level].Wrong.Keys, place => Assert.InRange(place, 0, state.Words.Length - 1));
        Assert.Equal(Puzzle.All[level].Wrong.Count == 0, Puzzle.All[level].Film is null);
    }

    [Fact]
    public void A_right_word_can_stay_and_a_wrong_one_is_asked_for()
    {
        PuzzleState state = new(Puzzle.All[1]);
        state.Pick(0);
        Assert.Null(state.Picked);
        Assert.Contains(0, state.Fine);
        state.Pick(7);
        Assert.Equal(7, state.Picked);
        Assert.Contains("banana", PageTexts.English[state.Said], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("father", 0.1)]
    [InlineData("teapot", 0.0001)]
    [InlineData("zeppelin", null)]
    public void Any_word_that_is_put_in_ends_the_level(string word, double? share)
    {
        PuzzleState state = new(Puzzle.All[1]);
        state.Pick(7);
        Assert.True(state.Mend(word, share));
        Assert.True(state.IsDone);
        Assert.Equal($"A clown fish gets separated from his {word} and must find his way home.", state.Sentence);
        Assert.Contains("Finding Nemo", PageTexts.English[state.Said], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<>!")]
    public void What_has_no_letter_is_not_put_in(string word)
    {
        PuzzleState state = new(Puzzle.All[1]);
        state.Pick(7);
        Assert.False(state.Mend(word, null));
        Assert.Equal(7, state.Picked);
    }

    [Fact]
    public void Two_wrong_words_need_two_repairs_in_any_order()
    {
        PuzzleState state = new(Puzzle.All[2]);
        state.Pick(12);
        state.Mend("uncle", 0.2);
        Assert.False(state.IsDone);
        Assert.Equal([5], state.Left);
        state.Pick(5);
        state.Mend("fears", 0.2);
        Assert.True(state.IsDone);
    }

    [Fact]
    public void Hints_grey_right_words_only()
    {
        PuzzleState state = new(Puzzle.All[2]);
        for (int i = 0; i < 5; i++)
            state.Help();
        Assert.Equal(state.Words.Length - 2, state.Fine.Count);
        Assert.DoesNotContain(5, state.Fine);
        Assert.DoesNotContain(12, state.Fine);
    }
}
