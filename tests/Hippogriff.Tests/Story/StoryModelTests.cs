using Hippogriff.Story;
using Hippogriff.Story.Game;

namespace Hippogriff.Tests.Story;

public sealed class StoryModelTests : IDisposable
{
    private static readonly StoryTerms s_terms = new(["composed", "film"], ["mystery", "comedy"], ["France", "Japan"]);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_comes_back_from_its_folder_as_it_was()
    {
        using StoryModel model = Saved();
        StoryBelief first = model.Read(Plot(model, "gold", "towers")),
            again = model.Read(Plot(model, "gold", "towers"));
        Assert.Equal(first.At(0, 1).ToArray(), again.At(0, 1).ToArray());
        using StoryModel loaded = StoryFolder.Load(_folder.In("tiny"));
        Assert.Equal("tiny", loaded.Name);
        Assert.Equal(s_terms.Genres, loaded.Terms.Genres);
        Assert.Equal(1, first.At(0, 0).ToArray().Sum(x => Math.Exp(x)), 1e-4);
        Assert.Equal(first.At(0, 0).ToArray(), loaded.Read(Plot(loaded, "gold", "towers")).At(0, 0).ToArray());
    }

    [Fact]
    public void Words_no_list_knows_are_told_apart_by_their_spelling()
    {
        using StoryModel model = Saved();
        float[] towers = model.Read(Plot(model, "gold", "towers")).At(0, 0).ToArray(),
            omelet = model.Read(Plot(model, "gold", "omelet")).At(0, 0).ToArray();
        Assert.NotEqual(towers, omelet);
    }

    [Fact]
    public void As_it_stands_is_an_answer_for_unlisted_words_only()
    {
        using StoryModel model = Saved();
        StoryBelief belief = model.Read(Plot(model, "gold", "towers"));
        Assert.InRange(Math.Exp(belief.At(0, 0)[^1]), 0, 1e-12);
        Assert.InRange(Math.Exp(belief.At(0, 1)[^1]), 1e-6, 1);
        IReadOnlyList<WordVerdict> verdicts = new PlotJudge(model).Judge(["gold", "towers"]);
        Assert.Equal([true, false], verdicts.Select(v => v.IsListed));
        Assert.Equal(
            Math.Exp(belief.At(0, 1)[^1]),
            new PlotJudge(model).Judge(["gold", "towers"], wrong: 0.8)[1].Right,
            1e-6
        );
    }

    [Fact]
    public void Both_ends_of_a_plot_and_everything_told_of_it_are_seen()
    {
        using StoryModel model = Saved();
        float[] At(Action<StorySentences> change)
        {
            StorySentences plot = Plot(model, "gold", "stolen", "gold");
            change(plot);
            return model.Read(plot).At(0, 0).ToArray();
        }

        float[] plain = At(_ => { });
        Assert.NotEqual(plain, At(p => p.Set(0, 2, 1)));
        Assert.NotEqual(plain, At(p => p.Know(0, 2)));
        Assert.NotEqual(plain, At(p => p.Describe(0, 0.9, [0, 0, 0])));
        Assert.NotEqual(plain, At(p => p.Describe(0, 0.4, s_terms.Rows(new StoryWish(Genre: "comedy")))));
        Assert.Equal(plain, At(p => p.Describe(0, 0.4, [0, 0, 0])));
    }

    [Fact]
    public void A_plot_does_not_depend_on_its_batch()
    {
        using StoryModel model = Saved();
        StorySentences two = new(model.Config, 2, 2);
        for (int n = 0; n < 2; n++)
            two.Describe(n, 0.4, [0, 0, 0]);
        two.Spell(0, 0, "popsicle");
        two.Set(0, 1, 3);
        two.Set(1, 0, 0);
        two.Spell(1, 1, "towers");
        float[] alone = model.Read(Plot(model, "gold", "towers")).At(0, 1).ToArray(),
            among = model.Read(two).At(1, 1).ToArray();
        for (int v = 0; v < alone.Length; v++)
            Assert.Equal(alone[v], among[v], 1e-4);
    }

    [Fact]
    public void Words_of_the_list_are_read_alike_whether_others_are_spelled_or_not()
    {
        using StoryModel model = Saved();
        StorySentences two = new(model.Config, 2, 2);
        for (int n = 0; n < 2; n++)
        {
            two.Describe(n, 0.4, [0, 0, 0]);
            two.Set(n, 0, 0);
        }
        two.Set(0, 1, 1);
        two.Spell(1, 1, "towers");
        StoryBelief alone = model.Read(Plot(model, "gold", "stolen")),
            among = model.Read(two);
        for (int i = 0; i < 2; i++)
        for (int v = 0; v <= model.Words.Count; v++)
            Assert.Equal(Math.Exp(alone.At(0, i)[v]), Math.Exp(among.At(0, i)[v]), 1e-5);
        Assert.InRange(Math.Exp(alone.At(0, 1)[^1]), 0, 1e-12);
    }

    [Fact]
    public void A_plot_is_as_likely_as_its_words_are_one_by_one()
    {
        using StoryModel model = TinyStory.Save(_folder.In("long"), s_terms, length: 40);
        // two batches
        string[] plot = [.. Enumerable.Range(0, 40).Select(i => i % 7 == 3 ? "towers" : TinyStory.Words[i * 3 % 8])];
        StoryWish wish = new(Genre: "comedy");
        double expected = 0;
        for (int asked = 0; asked < plot.Length; asked++)
        {
            StorySentences sentences = new(model.Config, 1, plot.Length);
            sentences.Describe(0, 1, s_terms.Rows(wish));
            for (int i = 0; i < plot.Length; i++)
            {
                StoryWord.Of(plot[i], model.Words).PutInto(sentences, 0, i);
                if (i != asked)
                    sentences.Know(0, i);
            }
            expected += model.Read(sentences).At(0, asked)[
                StoryWord.Of(plot[asked], model.Words).Answer(model.Words.Count)
            ];
        }
        Assert.Equal(expected, new PlotJudge(model).Likelihood(plot, wish), 1e-3);
        Assert.NotEqual(expected, new PlotJudge(model).Likelihood(plot), 1e-3);
        Assert.NotEqual(expected, new PlotJudge(model).Likelihood([.. plot.Reverse()], wish), 1e-3);
    }

    [Fact]
    public void Nothing_is_asked_about_words_that_are_known()
    {
        using StoryModel model = Saved();
        StorySentences two = new(model.Config, 2, 3);
        for (int n = 0; n < 2; n++)
        {
            two.Describe(n, 0.4, [0, 0, 0]);
            for (int i = 0; i < 3; i++)
                two.Set(n, i, (n + i) % 3);
        }
        StoryBelief all = model.Read(two);
        two.Know(0, 1);
        StoryBelief belief = model.Read(two);
        Assert.Throws<InvalidOperationException>(() => belief.At(0, 1).Length);
        for (int i = 0; i < 3; i++)
        for (int v = 0; v <= model.Words.Count; v++)
            Assert.Equal(all.At(1, i)[v], belief.At(1, i)[v], 1e-4);
        Assert.NotEqual(all.At(0, 2).ToArray(), belief.At(0, 2).ToArray());
        for (int i = 0; i < 6; i++)
            two.Know(i / 3, i % 3);
        Assert.Throws<InvalidOperationException>(() => model.Read(two).At(1, 1).Length);
    }

    [Fact]
    public void Unknown_genres_and_countries_are_refused_with_the_known_ones()
    {
        string sentence = Assert
            .Throws<HippogriffException>(() => s_terms.Rows(new StoryWish(Country: "Atlantis")))
            .Message;
        Said.InOrder("country 'Atlantis' ... France, Japan", sentence);
        Assert.Equal([0L, 4, 6], s_terms.Rows(new StoryWish(null, "COMEDY", " japan ")));
    }

    [Theory]
    [InlineData("story.json", "{", "cannot be read")]
    [InlineData("story.json", "null", "nothing but null")]
    [InlineData("words.txt", "gold", "at least two words")]
    [InlineData("words.txt", "gold\nstolen", "holds 2")]
    [InlineData("model.safetensors", "xx", "not a safetensors file")]
    public void A_damaged_model_is_refused_in_a_sentence(string file, string content, string named)
    {
        Saved().Dispose();
        File.WriteAllText(_folder.In($"tiny/{file}"), content);
        Assert.Contains(
            named,
            Assert.Throws<HippogriffException>(() => StoryFolder.Load(_folder.In("tiny"))).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("\"steps\": 0")]
    [InlineData("\"guidance\": -1")]
    [InlineData("\"nucleus\": { \"composed\": 1.5 }")]
    public void Defaults_that_cannot_be_are_refused(string setting)
    {
        Saved().Dispose();
        string file = _folder.In("tiny/story.json"),
            index = File.ReadAllText(file);
        File.WriteAllText(
            file,
            System.Text.RegularExpressions.Regex.Replace(
                index,
                "\"defaults\": {[^}]*}",
                $"\"defaults\": {{ {setting} }}"
            )
        );
        Assert.Contains(
            "defaults that cannot be",
            Assert.Throws<HippogriffException>(() => StoryFolder.Load(_folder.In("tiny"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_network_that_cannot_be_is_refused_before_memory_is_taken_for_it()
    {
        Saved().Dispose();
        string index = File.ReadAllText(_folder.In("tiny/story.json"))
            .Replace("\"width\": 32", "\"width\": 100000", StringComparison.Ordinal);
        File.WriteAllText(_folder.In("tiny/story.json"), index);
        Assert.Contains(
            "no story network that can be",
            Assert.Throws<HippogriffException>(() => StoryFolder.Load(_folder.In("tiny"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no-such-story",
            Assert.Throws<HippogriffException>(() => StoryFolder.Load("no-such-story")).Message,
            StringComparison.Ordinal
        );
    }

    private StoryModel Saved() => TinyStory.Save(_folder.In("tiny"), s_terms);

    private static StorySentences Plot(StoryModel model, params string[] words)
    {
        StorySentences sentences = new(model.Config, 1, words.Length);
        sentences.Describe(0, 0.4, [0, 0, 0]);
        for (int i = 0; i < words.Length; i++)
            StoryWord.Of(words[i], model.Words).PutInto(sentences, 0, i);
        return sentences;
    }
}
