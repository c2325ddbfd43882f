using Hippogriff.Story;
using Hippogriff.Story.Game;

namespace Hippogriff.Tests.Story;

public class GameTests
{
    private static readonly (string, double, string?)[] s_plots =
    [
        ("gold stolen in France", 0.5, "mystery"),
        ("gold found in France", 0.3, "mystery"),
        ("a clown in Rome", 0.2, "comedy"),
    ];

    [Fact]
    public void The_word_that_does_not_belong_is_believed_least_and_right_ones_are_offered_by_their_chance()
    {
        PlotJudge judge = new(new ToyReader(s_plots));
        string[] spoiled = ["gold", "banana", "in", "France"];
        IReadOnlyList<WordVerdict> verdicts = judge.Judge(spoiled);
        Assert.Equal([false, true, false, false], verdicts.Select(v => v.IsWrong));
        IReadOnlyList<Repair> repairs = judge.Repairs(spoiled, 1, 2);
        Assert.Equal(["stolen", "found"], repairs.Select(r => r.Text));
        Assert.Equal(0.625, repairs[0].Chance, 1e-3);
        Assert.Equal(0.375, repairs[1].Chance, 1e-3);
    }

    [Fact]
    public void Two_words_are_offered_where_two_fit()
    {
        PlotJudge judge = new(new ToyReader([("his best friend left", 1, null)]));
        Assert.Equal("best friend", judge.RepairsOfTwo(["his", "banana", "left"], 1, 1)[0].Text);
        judge = new PlotJudge(
            new ToyReader([
                ("his best friend left", 0.5, null),
                ("his old wig left", 0.3, null),
                ("his old dog left", 0.2, null),
            ])
        );
        Assert.Equal(
            ["best friend 0.5", "old wig 0.3", "old dog 0.2"],
            judge
                .RepairsOfTwo(["his", "banana", "left"], 1, 3)
                .Select(r => FormattableString.Invariant($"{r.Text} {r.Chance:0.0}"))
        );
    }

    [Fact]
    public void How_likely_a_plot_is_is_asked_at_once()
    {
        ToyReader toy = new(s_plots);
        double sum = new PlotJudge(toy).Likelihood(["gold", "stolen", "in", "France"]);
        Assert.Equal(Math.Log(0.625), sum, 1e-3); // "found" might stand in one place
        Assert.Equal(1, toy.Asked);
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(40, 40)]
    [InlineData(41, 40)]
    [InlineData(99, 40)]
    [InlineData(100, 40)]
    [InlineData(101, 8)]
    public void Windows_answer_for_every_word_once_and_never_leave_the_text(int words, int window)
    {
        int[] answered = new int[words];
        foreach ((int start, int length, int first, int last) in PlotJudge.Windows(words, window))
        {
            Assert.InRange(length, 1, window);
            Assert.InRange(start, 0, words - length);
            Assert.InRange(first, 0, last - 1);
            Assert.InRange(last, first + 1, length);
            for (int i = first; i < last; i++)
                answered[start + i]++;
        }
        Assert.All(answered, times => Assert.Equal(1, times));
    }

    [Fact]
    public void Spoiling_changes_as_many_words_as_it_says_and_none_that_are_locked()
    {
        PlotSpoiler spoiler = new(new ToyReader(s_plots).Words);
        string[] plot = ["gold", "stolen", "in", "France"];
        for (int seed = 0; seed < 50; seed++)
        {
            WordRandom random = new(seed, 1);
            SpoiledPlot spoiled = spoiler.Spoil(plot, 2, ref random, new HashSet<int> { 0 });
            Assert.Equal(2, spoiled.Wrong.Count);
            Assert.Equal(spoiled.Wrong, Enumerable.Range(0, 4).Where(i => spoiled.Words[i] != plot[i]));
            Assert.Equal("gold", spoiled.Words[0]);
        }
    }

    [Fact]
    public void Points_are_given_for_wrong_words_found_and_for_words_put_right()
    {
        ToyReader toy = new(s_plots);
        GameRound round = new(
            GameLevel.All[1],
            ["gold", "stolen", "in", "France"],
            new SpoiledPlot(["gold", "banana", "in", "goat"], [1, 3]),
            StoryWish.Anything
        );
        Assert.Equal(new GameScore(2, 2, 4), round.Score(toy, ["gold", "stolen", "in", "France"]));
        // another right answer
        Assert.Equal(new GameScore(2, 2, 4), round.Score(toy, ["gold", "found", "in", "France"]));
        Assert.Equal(new GameScore(2, 1, 4), round.Score(toy, ["gold", "trombone", "in", "France"]));
        Assert.Equal(new GameScore(0, 0, 4), round.Score(toy, round.Spoiled.Words));
        // a right word changed costs
        Assert.Equal(new GameScore(0, 0, 4), round.Score(toy, ["goat", "banana", "in", "goat"]));
        Assert.Throws<HippogriffException>(() => round.Score(toy, ["gold"]));
    }

    [Fact]
    public void The_model_plays_by_the_same_rules_and_the_exact_one_wins()
    {
        ToyReader toy = new(s_plots);
        foreach (GameLevel level in GameLevel.All)
        {
            GameRound round = GameRound.Begin(
                level,
                ["gold", "stolen", "in", "France"],
                new StoryWish(Genre: "mystery"),
                toy.Words,
                3
            );
            Assert.Equal(level.WrongIn(4), round.Spoiled.Wrong.Count);
            GameScore score = round.Score(toy, round.ModelAnswer(toy, 3));
            Assert.InRange(score.Points, 1, score.Most);
        }
        GameRound first = GameRound.Begin(
            GameLevel.All[0],
            ["gold", "stolen", "in", "France"],
            StoryWish.Anything,
            toy.Words,
            3
        );
        Assert.Equal(2, first.Score(toy, first.ModelAnswer(toy, 3)).Points);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Where_wrong_words_are_mended_the_model_changes_no_more_words_than_are_wrong(int level)
    {
        // A model that believes in another world doubts every word of this one, and would change them all.
        ToyReader doubtful = new([
            ("a clown swaps old wigs at noon", 1, null),
            ("gold stolen by thieves in France today", 1e-9, null),
        ]);
        string[] plot = ["gold", "stolen", "by", "thieves", "in", "France", "today"];
        for (int seed = 0; seed < 10; seed++)
        {
            GameRound round = GameRound.Begin(GameLevel.All[level - 1], plot, StoryWish.Anything, doubtful.Words, seed);
            IReadOnlyList<string> answer = round.ModelAnswer(doubtful, seed);
            Assert.InRange(
                answer.Zip(round.Spoiled.Words).Count(pair => pair.First != pair.Second),
                0,
                round.Level.WrongIn(plot.Length)
            );
        }
    }

    [Fact]
    public void A_plot_that_was_found_has_points_for_the_hint_where_it_follows_it_and_not_where_it_is_as_sound_without()
    {
        ToyReader toy = new([
            ("gold stolen in France", 0.4, "mystery"),
            ("gold found in France", 0.2, "mystery"),
            ("gold worn in France", 0.4, "comedy"),
        ]);
        GameRound round = GameRound.Begin(
            GameLevel.All[5],
            ["gold", "found", "in", "France"],
            new StoryWish(Genre: "mystery"),
            toy.Words,
            3
        );
        // sound, and a mystery
        Assert.Equal(new GameScore(4, 4, 8), round.Score(toy, ["gold", "stolen", "in", "France"]));
        // as sound, and a comedy
        Assert.Equal(new GameScore(4, 0, 8), round.Score(toy, ["gold", "worn", "in", "France"]));
        Assert.Throws<HippogriffException>(() => round.Score(toy, ["gold", "stolen", "in", "France", "in"]));
        Assert.Throws<HippogriffException>(() => round.Score(toy, []));
    }

    [Fact]
    public void A_plot_that_was_found_may_be_short_and_a_word_that_does_not_fit_has_no_point()
    {
        ToyReader toy = new([("gold stolen in France", 0.5, null), ("gold stolen", 0.5, null)]);
        GameRound round = GameRound.Begin(
            GameLevel.All[4],
            ["gold", "stolen", "in", "France"],
            StoryWish.Anything,
            toy.Words,
            3
        );
        Assert.Equal(new GameScore(2, 0, 4), round.Score(toy, ["gold", "stolen"]));
        Assert.Equal(new GameScore(3, 0, 4), round.Score(toy, ["gold", "goat", "in", "France"]));
        Assert.Equal(1, Assert.Single(GameRound.Misfits(toy, ["gold", "goat", "in", "France"])));
    }

    [Fact]
    public void A_player_is_told_as_much_as_the_model()
    {
        WordList words = new ToyReader(s_plots).Words;
        StoryWish hint = new(Genre: "adventure", Country: "France");
        string[] plot = ["gold", "stolen", "in", "France", "a", "clown", "found", "Rome", "goat"];
        string Told(int level) => GameRound.Begin(GameLevel.All[level - 1], plot, hint, words, 3).Instruction;
        Assert.Equal("One word is wrong.", Told(1));
        Assert.Equal("A third of the words is wrong: 3 of 9.", Told(3));
        Assert.Equal("Nearly all words are wrong: 7 of 9.", Told(4));
        Said.InOrder("All words are noise ... adventure plot ... France", Told(6));
        string Rules(int level) => GameRound.Begin(GameLevel.All[level - 1], plot, hint, words, 3).Rules;
        Assert.Contains("a right word changed costs a point", Rules(4), StringComparison.Ordinal);
        Assert.StartsWith("Write a plot of up to 9 words", Rules(5), StringComparison.Ordinal);
        Assert.DoesNotContain("hint", Rules(5), StringComparison.Ordinal);
        Assert.EndsWith("and as many again if the plot follows the hint.", Rules(6), StringComparison.Ordinal);
    }

    [Fact]
    public void A_player_writes_changes_or_the_whole_plot()
    {
        string[] shown = ["gold", "banana", "in", "France"];
        Assert.Equal(["gold", "stolen", "in", "Rome"], PlayerLine.Read("2=stolen, 4=Rome", shown));
        Assert.Equal(["Gold", "stolen", "in", "Rome"], PlayerLine.Read("Gold stolen in Rome.", shown));
        Assert.Equal(shown, PlayerLine.Read("  ", shown));
        // a plot that is found may be shorter
        Assert.Equal(["gold", "stolen"], PlayerLine.Read("gold stolen", shown, GameTask.Find));
        Assert.Contains(
            "up to 4 words, and you wrote 5",
            Assert.Throws<HippogriffException>(() => PlayerLine.Read("a b c d e", shown, GameTask.Find)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "you wrote 3, 1 too few",
            Assert.Throws<HippogriffException>(() => PlayerLine.Read("a b c", shown)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "you wrote 6, 2 too many",
            Assert.Throws<HippogriffException>(() => PlayerLine.Read("a b c d e f", shown)).Message,
            StringComparison.Ordinal
        );
        foreach (string line in (string[])["5=x", "0=x", "x=y", "2=", "gold stolen", "2=a-b c=3"])
            Assert.EndsWith(
                ".",
                Assert.Throws<HippogriffException>(() => PlayerLine.Read(line, shown)).Message,
                StringComparison.Ordinal
            );
    }
}
