using Hippogriff.Story.Training;

namespace Hippogriff.Tests.Stories;

public class PlotGrammarTests
{
    private static readonly PlotRecogniser s_recogniser = new(PlotGrammar.BuiltIn);

    [Fact]
    public void Every_composed_plot_is_recognised_with_its_genre_and_no_other()
    {
        int several = 0;
        for (int i = 0; i < 1_500; i++)
        {
            ComposedPlot plot = PlotGrammar.BuiltIn.Compose(11, i);
            IReadOnlyList<string> genres = s_recogniser.GenresOf(plot.Words);
            Assert.True(genres.Contains(plot.Genre), plot.Key);
            if (genres.Count > 1)
                several++;
        }
        Assert.Equal(0, several);
    }

    [Theory]
    [InlineData("gold stolen in France prompts a police investigation", "mystery")]
    [InlineData("a clown fish gets separated from his father and must find his way home", "comedy")]
    [InlineData("an orphan girl learns that she is the lost heiress of the realm and must slay a dragon", "fantasy")]
    public void Plots_written_by_hand_from_the_rules_are_accepted(string plot, string genre) =>
        Assert.Equal([genre], s_recogniser.GenresOf(plot.Split(' ')));

    [Theory]
    [InlineData("gold stolen in France prompts an police investigation")]
    [InlineData("gold stolen in France prompts a police")]
    [InlineData("gold stolen in banana prompts a police investigation")]
    [InlineData("a clown fish gets separated from his banana and must find his way home")]
    [InlineData("a clown fish gets separated from his father and must find her way home")]
    [InlineData("an orphan girl learns that he is the lost heiress of the realm and must slay a dragon")]
    [InlineData("when gold disappears a scandal begins in Paris")]
    [InlineData("in a small French town a balloonist is shipwrecked in Rome")]
    public void What_the_rules_do_not_say_is_not_accepted(string plot) =>
        Assert.Empty(s_recogniser.GenresOf(plot.Split(' ')));

    [Fact]
    public void Case_does_not_matter() =>
        Assert.True(s_recogniser.Accepts("Gold stolen in france prompts a scandal".Split(' ')));

    [Fact]
    public void Tens_of_thousands_of_plots_are_different_and_a_sixteenth_is_held_out()
    {
        HashSet<string> training = [.. Enumerable.Range(0, 24_000).Select(i => PlotGrammar.BuiltIn.Compose(1, i).Key)];
        HashSet<string> heldOut =
        [
            .. Enumerable.Range(0, 500).Select(i => PlotGrammar.BuiltIn.Compose(2, i, heldOut: true).Key),
        ];
        Assert.InRange(training.Count, 20_000, 24_000);
        Assert.DoesNotContain(heldOut, training.Contains);
        Assert.All(heldOut, key => Assert.True(PlotGrammar.IsHeldOut(key)));
    }

    [Fact]
    public void The_same_number_gives_the_same_plot_and_every_genre_and_country_comes()
    {
        ComposedPlot[] plots = [.. Enumerable.Range(0, 2_000).Select(i => PlotGrammar.BuiltIn.Compose(4, i))];
        Assert.Equal(plots[7].Key, PlotGrammar.BuiltIn.Compose(4, 7).Key);
        Assert.Equal(PlotGrammar.Genres.Count, plots.Select(p => p.Genre).Distinct().Count());
        Assert.Equal(PlotCountry.All.Count, plots.Select(p => p.Country).OfType<string>().Distinct().Count());
        Assert.All(
            plots.Where(p => p.Country is not null),
            p => Assert.Equal([p.Country!], PlotCountry.NamedIn(p.Words).Select(c => c.Name))
        );
        Assert.All(plots, p => Assert.InRange(p.Words.Count, 4, 40));
        Assert.Equal("western", PlotGrammar.BuiltIn.Compose(4, 7, genre: "western").Genre);
    }

    [Fact]
    public void Rules_that_do_not_exist_are_found_when_the_grammar_is_read()
    {
        GrammarRules rules = new([
            "plot:",
            "  {a} {hero@} [ really ] loses {his@} hat",
            "hero:",
            "  clown",
            "his_m:",
            "  his",
            "his_f:",
            "  her",
        ]);
        Assert.Equal(2, rules.Lines("plot").Count);
        Assert.All(rules.Lines("plot"), line => Assert.Equal(2, line.Ways.Count));
        Assert.Throws<FormatException>(() => new GrammarRules(["plot:", "  {hero} laughs"]));
    }
}
