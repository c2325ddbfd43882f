using Hippogriff.Insight.Meaning;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Insight;

/// <summary>Words that a model does not read have a place on its map by what they mean.</summary>
public class OpenWordsTests
{
    private static readonly string[] Texts = ["red", "green", "blue", "circus", "crimson"];

    [Fact]
    public void A_word_that_is_not_read_lies_among_the_words_nearest_in_meaning_and_is_marked()
    {
        using NetworkModel model = TinyModel.Understanding();
        Assert.Contains("circus", model.ReadingNow("circus").Unknown);
        IReadOnlyList<Likeness> near = OpenWords.Near(model, "circus");
        Assert.NotEmpty(near);
        Assert.Contains(near[0].Text, OpenWords.Sentence(model, "circus"), StringComparison.Ordinal);
        MeaningMap map = MeaningMaps.OfTexts(model, Texts, MapLayout.Axes);
        Assert.Equal([WordGroups.Untaught, WordGroups.Untaught], map.Points.Skip(3).Select(point => point.Group));
        Assert.Null(map.Points[3].Picture);
        Assert.Equal("circus", Assert.Single(map.Wander(model, "circus")).Text);
        Assert.Equal(map.Points[0].X, map.Points[4].X, 1e-3); // crimson is read as red
    }

    [Fact]
    public void A_word_that_is_read_or_that_nobody_knows_is_none_of_them()
    {
        using NetworkModel model = TinyModel.Understanding();
        Assert.Empty(OpenWords.Near(model, "red"));
        Assert.Empty(OpenWords.Near(model, "crimson"));
        Assert.Empty(OpenWords.Near(model, "zyzzyvaq"));
        Assert.Empty(OpenWords.Near(model, "shit"));
        Assert.Null(OpenWords.Sentence(model, "red"));
        using NetworkModel plain = TinyModel.Create();
        Assert.Empty(OpenWords.Near(plain, "circus"));
        Assert.Throws<HippogriffException>(() => MeaningMaps.OfTexts(plain, Texts));
    }
}
