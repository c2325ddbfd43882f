using Hippogriff.Story;
using Hippogriff.Story.Game;

namespace Hippogriff.Tests.Story;

public class PlotSamplerTests
{
    private static readonly (string, double, string?)[] s_plots =
    [
        ("gold stolen in France", 0.5, "mystery"),
        ("a clown swaps wigs", 0.3, "comedy"),
        ("gold stolen in Rome", 0.2, "mystery"),
    ];

    [Theory]
    [InlineData(1)] // every word that came is remembered
    [InlineData(0.999)] // nobody knows which words are right
    public void With_the_exact_belief_plots_are_found_as_often_as_they_are_in_the_world(double from)
    {
        ToyReader toy = new(s_plots);
        const int Samples = 1_500;
        Dictionary<string, int> found = Count(
            toy,
            Samples,
            StoryWish.Anything,
            new PlotSamplerSettings(32, 1, From: from, Nucleus: 1, Temperature: 1)
        );
        foreach ((string plot, double weight, _) in s_plots)
            Assert.Equal(weight, found.GetValueOrDefault(plot) / (double)Samples, 0.06);
        // Words are drawn place by place, so a walk of finitely many steps may end between two plots.
        Assert.InRange(found.Where(f => s_plots.All(p => p.Item1 != f.Key)).Sum(f => f.Value), 0, Samples / 10);
    }

    [Fact]
    public void A_wish_is_followed_and_guidance_follows_it_more_closely()
    {
        ToyReader toy = new(s_plots);
        Dictionary<string, int> wished = Count(
            toy,
            200,
            new StoryWish(Genre: "comedy"),
            new PlotSamplerSettings(24, 1, Nucleus: 1, Temperature: 1)
        );
        Assert.InRange(wished.GetValueOrDefault("a clown swaps wigs"), 190, 200);
        double[] with = [Math.Log(0.6), Math.Log(0.4)],
            without = [Math.Log(0.5), Math.Log(0.5)];
        double[] guided = BeliefMath.Guided([.. with.Select(x => (float)x)], [.. without.Select(x => (float)x)], 2);
        Assert.Equal(0.72 / (0.72 + 0.32), guided[0], 1e-6); // 0.6^2 / 0.5 against 0.4^2 / 0.5
    }

    [Fact]
    public void A_model_says_how_narrowly_words_of_a_style_are_drawn()
    {
        ToyReader toy = new(s_plots) { Defaults = new(12, 1, new Dictionary<string, double> { ["composed"] = 1e-9 }) };
        Assert.Single(Count(toy, 50, new StoryWish("composed"), toy.Defaults.Settings())); // always the likeliest
        Assert.True(Count(toy, 50, StoryWish.Anything, toy.Defaults.Settings()).Count > 1);
        Assert.True(Count(toy, 50, new StoryWish("composed"), toy.Defaults.Settings() with { Nucleus = 1 }).Count > 1);
    }

    [Fact]
    public void Words_that_came_together_and_do_not_fit_are_mended_at_the_end()
    {
        ToyReader toy = new(s_plots);
        PlotSamplerSettings hasty = new(2, 1, Nucleus: 1, Temperature: 1),
            mending = hasty with { Steps = 3 }; // either finds in two steps, two words at once
        Assert.InRange(Sound(hasty), 50, 180);
        Assert.InRange(Sound(mending), Sound(hasty) + 10, 200);

        int Sound(PlotSamplerSettings settings) =>
            Count(toy, 200, StoryWish.Anything, settings)
                .Where(f => s_plots.Any(p => p.Item1 == f.Key))
                .Sum(f => f.Value);
    }

    [Fact]
    public void Mending_goes_on_from_word_to_word()
    {
        ToyReader toy = new([("gold stolen in France", 1, null)]);
        PlotSampler sampler = new PlotFinder(toy).Begin(
            new PlotRequest
            {
                Start = ["gold", "goat", "in", "banana"],
                Locked = [1, 3],
                Seed = 3,
            }
        );
        while (sampler.Made < 8)
            sampler.Step(); // two thirds of twelve
        Assert.Equal("gold goat in banana", string.Join(' ', sampler.Words.Select(w => w.Text)));
        sampler.Lock(1, false);
        sampler.Lock(3, false);
        Assert.Equal([1, 1, 0, 0], Enumerable.Range(0, 4).Select(_ => sampler.Step().Changed.Count(c => c)));
        Assert.Equal("gold stolen in France", string.Join(' ', sampler.Words.Select(w => w.Text)));
    }

    [Fact]
    public void A_plot_that_mending_leaves_alone_is_judged_once_until_something_changes()
    {
        ToyReader toy = new([("gold stolen in France", 0.5, "mystery"), ("gold found in France", 0.5, "comedy")]);
        PlotSampler sampler = new PlotFinder(toy).Begin(
            new PlotRequest
            {
                Start = ["gold", "stolen", "in", "France"],
                Locked = [0, 1, 2],
                Seed = 3,
            }
        );
        while (sampler.Made < 9)
            sampler.Step(); // eight to find it, and one of four that mend it
        int asked = toy.Asked;
        sampler.Step();
        Assert.Equal(asked, toy.Asked);
        sampler.Lock(0, false);
        sampler.Step();
        Assert.Equal(asked + 1, toy.Asked);
        sampler.Wish = new StoryWish(Genre: "mystery");
        sampler.Step();
        Assert.Equal(asked + 2, toy.Asked);
        Assert.Equal("gold stolen in France", string.Join(' ', sampler.Words.Select(w => w.Text)));
    }

    [Fact]
    public void A_low_temperature_prefers_likely_words_and_what_cannot_be_never_comes()
    {
        double[] chances = BeliefMath.Guided(
            [MathF.Log(0.6f), MathF.Log(0.3f), MathF.Log(0.1f), -1e4f, -1e4f],
            [],
            1,
            0.5
        );
        double[] squares = [0.36 / 0.46, 0.09 / 0.46, 0.01 / 0.46];
        for (int v = 0; v < squares.Length; v++)
            Assert.Equal(squares[v], chances[v], 1e-5);
        Assert.Equal([0, 0], chances[3..]);
    }

    [Fact]
    public void A_nucleus_keeps_the_likeliest_words_and_their_ratios()
    {
        double[] chances = [0.2, 0.5, 0.3];
        WordRandom random = new(1, 1);
        int[] counts = new int[3];
        for (int i = 0; i < 8_000; i++)
            counts[BeliefMath.Draw(chances, 0.7, ref random)]++;
        Assert.Equal(0, counts[0]); // the two above have 0.8 already
        Assert.Equal(0.625, counts[1] / 8_000.0, 0.025);
    }

    [Fact]
    public void Locked_words_stay_and_the_others_follow_them()
    {
        ToyReader toy = new(s_plots);
        for (int seed = 0; seed < 30; seed++)
        {
            IReadOnlyList<string> plot = new PlotFinder(toy).Find(
                new PlotRequest
                {
                    Start = ["banana", "goat", "in", "Rome"],
                    Locked = [3],
                    Seed = seed,
                    Settings = toy.Defaults.Settings(),
                }
            );
            Assert.Equal("gold stolen in Rome", string.Join(' ', plot));
        }
    }

    [Fact]
    public void Words_to_keep_are_put_where_they_are_believed_in()
    {
        ToyReader toy = new(s_plots);
        (IReadOnlyList<string> words, IReadOnlyList<int> locked) = new PlotFinder(toy).Place(
            ["banana", "goat", "goat", "banana"],
            ["Rome"],
            StoryWish.Anything,
            5
        );
        Assert.Equal([3], locked);
        Assert.Equal("Rome", words[3]);
        (words, locked) = new PlotFinder(toy).Place(["gold", "goat"], ["Gold"], StoryWish.Anything, 5);
        Assert.Equal([0], locked); // it stood there already
        Assert.Throws<HippogriffException>(() =>
            new PlotFinder(toy).Place(["goat"], ["gold", "rome"], StoryWish.Anything, 5)
        );
    }

    [Fact]
    public void The_same_seed_finds_the_same_plot_and_steps_tell_what_they_changed()
    {
        ToyReader toy = new(s_plots);
        List<PlotStep> steps = [];
        PlotRequest order = new() { Start = ["banana", "goat", "goat", "trombone"], Seed = 9 };
        IReadOnlyList<string> first = new PlotFinder(toy).Find(order, steps.Add);
        Assert.Equal(first, new PlotFinder(toy).Find(order));
        Assert.Equal(12, steps.Count); // the model's own number
        string[] before = [.. order.Start];
        foreach (PlotStep step in steps)
        {
            for (int i = 0; i < before.Length; i++)
                Assert.Equal(before[i] != step.Words[i].Text, step.Changed[i]);
            before = [.. step.Words.Select(w => w.Text)];
        }
        Assert.Equal(first, before);
    }

    [Fact]
    public void The_wish_can_change_in_the_middle()
    {
        ToyReader toy = new(s_plots);
        PlotSampler sampler = new PlotFinder(toy).Begin(
            new PlotRequest
            {
                Start = ["banana", "goat", "goat", "trombone"],
                Wish = new StoryWish(Genre: "mystery"),
                Seed = 2,
            }
        );
        while (sampler.Made < 6)
            sampler.Step();
        sampler.Wish = new StoryWish(Genre: "comedy");
        while (!sampler.IsDone)
            sampler.Step();
        Assert.Equal("a clown swaps wigs", string.Join(' ', sampler.Words.Select(w => w.Text)));
    }

    [Fact]
    public void A_half_spoiled_plot_takes_half_of_the_steps()
    {
        ToyReader toy = new(s_plots);
        PlotSampler sampler = new PlotFinder(toy).Begin(
            new PlotRequest
            {
                Start = ["gold", "goat", "in", "Rome"],
                Seed = 2,
                Settings = toy.Defaults.Settings(from: 0.5),
            }
        );
        Assert.Equal(6, sampler.Step().Of);
        Assert.Throws<HippogriffException>(() =>
            new PlotFinder(toy).Begin(new PlotRequest { Start = [.. Enumerable.Repeat("gold", ToyReader.Length + 1)] })
        );
    }

    [Fact]
    public void Without_settings_a_plot_is_walked_to_as_the_model_does_it()
    {
        ToyReader toy = new(s_plots) { Defaults = new StoryDefaults(7, 1.25) };
        PlotRequest order = new()
        {
            Start = ["banana", "goat", "goat", "trombone"],
            Wish = new StoryWish(Genre: "mystery"),
            Seed = 4,
        };
        PlotSampler plain = new PlotFinder(toy).Begin(order);
        Assert.Equal(7, plain.Step().Of);
        for (int seed = 0; seed < 20; seed++) // one in ten walks would differ by guidance
            Assert.Equal(
                new PlotFinder(toy).Find(order with { Seed = seed, Settings = new PlotSamplerSettings(7, 1.25) }),
                new PlotFinder(toy).Find(order with { Seed = seed })
            );
    }

    private static Dictionary<string, int> Count(ToyReader toy, int walks, StoryWish wish, PlotSamplerSettings settings)
    {
        PlotFinder finder = new(toy);
        Dictionary<string, int> found = [];
        for (int seed = 0; seed < walks; seed++)
        {
            WordRandom random = new(seed, 7);
            string plot = string.Join(
                ' ',
                finder.Find(
                    new PlotRequest
                    {
                        Start = new PlotSpoiler(toy.Words).Noise(4, ref random),
                        Wish = wish,
                        Seed = seed,
                        Settings = settings,
                    }
                )
            );
            found[plot] = found.GetValueOrDefault(plot) + 1;
        }
        return found;
    }
}
