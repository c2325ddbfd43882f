using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Story.Training;

namespace Hippogriff.Tests.Story;

/// <summary>
/// Words that are unfit for children: half of this world's words are, and its plots are made of them.
/// </summary>
public class DrawnWordsTests
{
    private static readonly string[] s_unfit = ["nude", "heroin", "suicide"];
    private readonly ToyReader _toy = new([
        ("nude heroin in Rome", 0.9, null),
        ("gold stolen in Rome", 0.08, null),
        ("gold suicide in Rome", 0.02, null),
    ]);

    [Fact]
    public void Noise_and_wrong_words_are_never_unfit_unless_all_words_are_asked_for()
    {
        WordRandom random = new(1, 1);
        Assert.DoesNotContain(new PlotSpoiler(_toy.Words).Noise(400, ref random), s_unfit.Contains);
        Assert.DoesNotContain(
            new PlotSpoiler(_toy.Words).Spoil([.. Enumerable.Repeat("gold", 400)], 400, ref random).Words,
            s_unfit.Contains
        );
        Assert.Contains(new PlotSpoiler(_toy.Words, all: true).Noise(400, ref random), s_unfit.Contains);
        Assert.Contains(
            new PlotSpoiler(_toy.Words, all: true).Spoil([.. Enumerable.Repeat("gold", 400)], 400, ref random).Words,
            s_unfit.Contains
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.7)]
    public void No_step_of_a_walk_shows_one_however_likely_it_is(double from)
    {
        Assert.All(Steps(new PlotSamplerSettings(12, 1, from)), plot => Assert.DoesNotContain(plot, s_unfit.Contains));
        Assert.Contains(
            Steps(new PlotSamplerSettings(12, 1, from, AllWords: true)),
            plot => plot.Any(s_unfit.Contains)
        );
    }

    [Fact]
    public void None_is_offered_as_a_repair_and_the_others_keep_their_chances()
    {
        string[] plot = ["gold", "banana", "in", "Rome"];
        IReadOnlyList<Repair> all = new PlotJudge(_toy, all: true).Repairs(plot, 1, 2),
            fit = new PlotJudge(_toy).Repairs(plot, 1, 2);
        Assert.Equal(["stolen", "suicide"], all.Select(r => r.Text));
        Assert.Equal("stolen", fit[0].Text);
        Assert.NotEqual("suicide", fit[1].Text);
        Assert.Equal(all[0].Chance, fit[0].Chance);
    }

    [Fact]
    public void What_a_person_wrote_is_judged_as_any_word_and_may_stay()
    {
        string[] plot = ["nude", "heroin", "in", "Rome"];
        Assert.All(new PlotJudge(_toy).Judge(plot), verdict => Assert.False(verdict.IsWrong));
        IReadOnlyList<string> walked = new PlotFinder(_toy).Find(
            new PlotRequest
            {
                Start = plot,
                Seed = 1,
                Settings = new PlotSamplerSettings(12, 1, From: 0.1),
            }
        );
        Assert.Equal(plot, walked);
    }

    [Fact]
    public void A_list_of_unfit_words_alone_is_refused_in_a_sentence() =>
        Assert.Contains(
            "only 1 are fit",
            Assert.Throws<HippogriffException>(() => new DrawnWords(new WordList(["gold", .. s_unfit]))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_list_is_in_lower_case_without_doubles_and_no_composed_plot_needs_a_word_of_it()
    {
        Assert.All(DrawnWords.Unfit, word => Assert.Equal(WordList.Key(word), word));
        Assert.Equal(DrawnWords.Unfit.Count, DrawnWords.Unfit.Distinct().Count());
        HashSet<string> composed =
        [
            .. PlotPool.Compose(4_000, 1, heldOut: false).SelectMany(plot => plot.Words).Select(WordList.Key),
        ];
        Assert.DoesNotContain(DrawnWords.Unfit, composed.Contains);
    }

    private IEnumerable<string[]> Steps(PlotSamplerSettings settings)
    {
        List<string[]> seen = [];
        for (int seed = 0; seed < 10; seed++)
            new PlotFinder(_toy).Find(
                new PlotRequest
                {
                    Start = ["banana", "goat", "in", "Rome"],
                    Seed = seed,
                    Settings = settings,
                },
                step => seen.Add([.. step.Words.Select(word => word.Text)])
            );
        return seen;
    }
}
