using Hippogriff.Story;
using Hippogriff.Story.Training;
using Hippogriff.Story.Training.Evaluation;
using Hippogriff.Tests.Story;

namespace Hippogriff.Tests.Stories;

public sealed class StoryLearningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Film_plots_are_read_with_what_is_known_of_them()
    {
        string file = _folder.Write(
            "plots.jsonl",
            """
            {"text": "A baker in Lyon bakes a cake for a queen.", "genres": ["Comedy", "Heist"], "title": "Cake", "year": 1990}

            {"text": "A farmer walks from Paris to Rome to sell a cow.", "genres": [], "title": "Cow"}
            {"text": "Too short."}
            """
        );
        IReadOnlyList<LearnedPlot> plots = FilmPlots.Read(file);
        Assert.Equal(2, plots.Count);
        Assert.Equal(["comedy"], plots[0].Genres);
        Assert.Equal("France", plots[0].Country);
        Assert.Null(plots[1].Country); // two are named
        Assert.Equal(FilmPlots.Film, plots[0].Style);
    }

    [Theory]
    [InlineData("not json", "Line 1 of")]
    [InlineData("{\"title\": \"x\"}", "\"text\"")]
    [InlineData("{\"text\": 7}", "wrong kind")]
    [InlineData("", "no plots")]
    public void A_file_that_holds_no_plots_is_refused_by_line(string content, string named) =>
        Assert.Contains(
            named,
            Assert.Throws<HippogriffException>(() => FilmPlots.Read(_folder.Write("bad.jsonl", content))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void All_plots_of_one_film_are_held_out_or_none()
    {
        string lines = string.Join(
            '\n',
            Enumerable
                .Range(0, 400)
                .Select(i => $$"""{"text": "Plot number {{i}} of some film.", "title": "Film {{i / 4}}"}""")
        );
        LearnedPlot[] plots = [.. FilmPlots.Read(_folder.Write("many.jsonl", lines))];
        Assert.All(plots.Chunk(4), film => Assert.Single(film.Select(p => p.IsHeldOut).Distinct()));
        Assert.InRange(plots.Count(p => p.IsHeldOut), 4, 80);
    }

    [Fact]
    public void Rare_words_of_films_are_read_but_not_said_and_names_are_written_as_names()
    {
        LearnedPlot[] plots =
        [
            Film("The gold of France is lost"),
            Film("The towers of France are lost"),
            Film("Gold lost in france"),
            new(["a", "unicorn", "in", "Rome"], FilmPlots.Composed, ["fantasy"], "Italy", false),
        ];
        PlotWords words = PlotWords.Of(plots, 2);
        Assert.Contains("France", words.List.Shown);
        Assert.Contains("unicorn", words.List.Shown); // composed words are all said
        Assert.Contains("gold", words.List.Shown);
        Assert.Equal(["are", "is", "towers"], words.Rare);
    }

    [Fact]
    public void A_batch_has_one_length_and_styles_come_as_often_as_asked()
    {
        LearnedPlot[] plots =
        [
            .. PlotPool.Compose(2_000, 1, false),
            .. Enumerable.Range(0, 400).Select(i => Film(string.Join(' ', Enumerable.Repeat("word", 8 + i % 20)))),
        ];
        PlotPool pool = new(plots, 0.25);
        WordRandom random = new(1, 1);
        LearnedPlot[][] batches = [.. Enumerable.Range(0, 400).Select(_ => pool.Draw(ref random, 16))];
        Assert.All(batches, batch => Assert.Single(batch.Select(p => p.Words.Count).Distinct()));
        Assert.Equal(0.25, batches.SelectMany(b => b).Count(p => p.Style == FilmPlots.Film) / 6_400.0, 0.05);
    }

    [Fact]
    public void Lessons_spoil_as_many_words_as_their_time_says_and_ask_for_what_stood_there()
    {
        (StoryLessons lessons, PlotWords words, StoryConfig config) = Lessons(Corruption.Uniform);
        double expected = 0,
            spoiled = 0;
        int spelled = 0,
            known = 0,
            all = 0,
            kept = 0;
        double keptWeight = 0;
        for (int step = 0; step < 200; step++)
        {
            StoryBatch batch = lessons.Take(step, 8);
            StorySentences s = batch.Sentences;
            Assert.Equal(batch.Asked.Length, batch.Weights.Length);
            keptWeight += batch
                .Asked.Zip(batch.Weights)
                .Where(a => batch.Targets[a.First] == s.RowAt((int)a.First / s.Length, (int)a.First % s.Length))
                .Sum(a => a.Second);
            for (int n = 0; n < s.Count; n++)
            for (int i = 0; i < s.Length; i++, all++)
            {
                long row = s.RowAt(n, i),
                    target = batch.Targets[n * s.Length + i];
                if (row > config.Words)
                    spelled++;
                if (s.IsKnown(n, i))
                {
                    known++;
                    Assert.Equal(StoryBatch.None, target);
                    continue;
                }
                Assert.InRange(target, 0, config.Words);
                if (target == row)
                    kept++;
                expected += s.TimeOf(n);
                if (target != config.Words && target != row && row <= config.Words)
                    spoiled++;
            }
        }
        Assert.InRange(spoiled / expected, 0.86, 0.98); // some words are shown by their spelling
        Assert.InRange(spelled / (double)all, 0.05, 0.11);
        Assert.Equal(1, keptWeight / kept, 0.05); // a third is asked about, and counts threefold
        Assert.InRange(known / (double)all, 0.08, 0.25);
        Assert.Equal(lessons.Take(5, 8).Targets, lessons.Take(5, 8).Targets);
    }

    [Fact]
    public void With_blanks_only_blanks_are_asked_about()
    {
        (StoryLessons lessons, _, StoryConfig config) = Lessons(Corruption.Mask);
        for (int step = 0; step < 40; step++)
        {
            StoryBatch batch = lessons.Take(step, 8);
            for (int n = 0; n < 8; n++)
            for (int i = 0; i < batch.Sentences.Length; i++)
                Assert.Equal(
                    batch.Sentences.RowAt(n, i) == config.Words,
                    batch.Targets[n * batch.Sentences.Length + i] != StoryBatch.None
                );
        }
    }

    [Fact]
    public void Chances_of_the_trigram_sum_to_one_and_known_plots_are_cheaper()
    {
        string[][] plots = [.. PlotPool.Compose(400, 1, false).Select(p => p.Words.ToArray())];
        WordList list = new(plots.SelectMany(p => p).DistinctBy(WordList.Key));
        NgramModel model = new(list, plots);
        foreach (
            (string? u, string? v) in ((string?, string?)[])
                [(null, null), ("in", "a"), ("a", "nonsense"), ("nonsense", "nonsense")]
        )
            Assert.Equal(1, list.Shown.Sum(w => model.Chance(u, v, w)) + model.Chance(u, v, "nonsense"), 1e-9);
        string[][] heldOut = [.. PlotPool.Compose(100, 2, true).Select(p => p.Words.ToArray())];
        Assert.InRange(model.Trigram(heldOut), 0.5, model.Unigram(heldOut) - 0.5);
        Assert.InRange(model.Trigram(plots), 0, model.Trigram(heldOut));
    }

    [Fact]
    public void Words_that_the_list_lacks_are_given_to_the_baselines()
    {
        // Of four words seen two are on no list; with those given, one word is as likely as the other.
        NgramModel model = new(
            new WordList(["gold", "silver"]),
            [
                ["gold", "popsicle"],
                ["silver", "popsicle"],
            ]
        );
        Assert.Equal(
            Math.Log(2),
            model.Unigram([
                ["gold", "popsicle", "silver"],
            ]),
            1e-9
        );
        Assert.Equal(
            Math.Log(2),
            model.Trigram([
                ["silver"],
                ["gold"],
            ]),
            1e-9
        );
    }

    [Fact]
    public void With_the_exact_belief_the_bound_is_the_entropy_of_the_world()
    {
        (string Plot, double Weight, string?)[] world =
        [
            ("gold stolen in France", 0.5, "mystery"),
            ("a clown swaps wigs", 0.3, "comedy"),
            ("gold stolen in Rome", 0.2, "mystery"),
        ];
        string[][] plots = [.. world.SelectMany(p => Enumerable.Repeat(p.Plot.Split(' '), (int)(p.Weight * 600)))];
        double entropy = world.Sum(p => -p.Weight * Math.Log(p.Weight)) / 4;
        (double nats, double error) = StoryBound.Of(new ToyReader(world), plots, StoryWish.Anything, 1);
        Assert.InRange(error, 0.0005, 0.05);
        Assert.Equal(entropy, nats, 4 * error);
        // Who believes in another world pays for it.
        ToyReader wrong = new([(world[0].Plot, 0.1, null), (world[1].Plot, 0.1, null), (world[2].Plot, 0.8, null)]);
        double cross = world.Zip([0.1, 0.1, 0.8]).Sum(p => -p.First.Weight * Math.Log(p.Second)) / 4;
        (nats, error) = StoryBound.Of(wrong, plots, StoryWish.Anything, 1);
        Assert.Equal(cross, nats, 4 * error);
        // And who is told what the plots are pays less: a mystery is the one or the other.
        (nats, error) = StoryBound.Of(
            new ToyReader(world),
            [.. plots.Where(p => p[0] == "gold")],
            new StoryWish(Genre: "mystery"),
            1
        );
        Assert.Equal(-(5 * Math.Log(5 / 7.0) + 2 * Math.Log(2 / 7.0)) / 28, nats, 4 * error);
    }

    [Fact]
    public void The_classifier_tells_genres_of_plots_it_has_not_seen()
    {
        GenreClassifier classifier = new(PlotPool.Compose(1_500, 1, false).Select(p => (p.Words, p.Genres[0])));
        LearnedPlot[] heldOut = [.. PlotPool.Compose(200, 2, true)];
        Assert.InRange(heldOut.Count(p => classifier.Of(p.Words) == p.Genres[0]), 185, 200);
    }

    [Fact]
    public void Variety_and_memory_are_counted()
    {
        IReadOnlyList<string>[] plots =
        [
            ["a", "b", "a", "b"],
            ["A", "b", "c", "d"],
        ];
        PlotVariety variety = PlotVariety.Of(plots);
        Assert.Equal(-(3 / 8.0 * Math.Log(3 / 8.0) * 2 + 2 / 8.0 * Math.Log(1 / 8.0)), variety.Entropy, 1e-9);
        Assert.Equal(4 / 6.0, variety.Distinct2, 1e-9); // ab ba bc cd of ab ba ab ab bc cd
        PlotMemory memory = new([
            ["one", "two", "three", "four", "five", "six", "seven"],
        ]);
        Assert.Equal(
            0.5,
            memory.Share([
                ["x", "Two", "three", "four", "five", "six", "seven"],
                ["one", "two", "three", "four", "five", "x", "seven"],
            ])
        );
        Assert.Equal(
            1,
            memory.Copies([
                ["One", "two", "three", "four", "five", "six", "seven"],
            ])
        );
    }

    private static (StoryLessons, PlotWords, StoryConfig) Lessons(Corruption corruption)
    {
        LearnedPlot[] plots = [.. PlotPool.Compose(600, 1, false)];
        PlotWords words = PlotWords.Of(plots, 1);
        StoryTerms terms = new(FilmPlots.Styles, PlotGrammar.Genres, [.. PlotCountry.All.Select(c => c.Name)]);
        StoryConfig config = new(words.List.Count, terms.Count, Corruption: corruption);
        return (new StoryLessons(new PlotPool(plots, 0.5), words, terms, config, 1), words, config);
    }

    private static LearnedPlot Film(string text) => new(text.Split(' '), FilmPlots.Film, [], null, false);
}
