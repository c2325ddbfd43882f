using Hippogriff.Texts;

namespace Hippogriff.Story.Game;

/// <summary>A request for a plot.</summary>
public sealed record PlotRequest
{
    /// <summary>The initial words: noise or a corrupted plot.</summary>
    public required IReadOnlyList<string> Start { get; init; }

    /// <summary>The conditions of the plot.</summary>
    public StoryWish Wish { get; init; } = StoryWish.Anything;

    /// <summary>Sampler settings; null: the model's defaults, from pure noise.</summary>
    public PlotSamplerSettings? Settings { get; init; }

    /// <summary>Positions whose words are kept.</summary>
    public IReadOnlyList<int> Locked { get; init; } = [];

    /// <summary>Seed; plot number i of a request has seed + i.</summary>
    public long Seed { get; init; }
}

/// <summary>Samples plots from noise.</summary>
/// <param name="model">The story model.</param>
public sealed class PlotFinder(IStoryReader model)
{
    private const long WalkStream = 1,
        PlaceStream = 2;

    /// <summary>Starts sampling; the caller makes the steps.</summary>
    public PlotSampler Begin(PlotRequest order)
    {
        PlotSampler sampler = new(
            model,
            [.. order.Start.Select(word => StoryWord.Of(word, model.Words))],
            order.Wish,
            order.Settings ?? model.Defaults.Settings(),
            new WordRandom(order.Seed, WalkStream)
        );
        foreach (int place in order.Locked)
            sampler.Lock(place);
        return sampler;
    }

    /// <summary>Samples to the end.</summary>
    public IReadOnlyList<string> Find(
        PlotRequest order,
        Action<PlotStep>? watch = null,
        CancellationToken cancellationToken = default
    )
    {
        PlotSampler sampler = Begin(order);
        while (!sampler.IsDone)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PlotStep step = sampler.Step();
            watch?.Invoke(step);
        }
        return [.. sampler.Words.Select(word => word.Text)];
    }

    /// <summary>
    /// Inserts kept words into noise in their order. Each goes where the model gives it the highest probability before
    /// it has seen other words.
    /// </summary>
    /// <param name="noise">The initial words.</param>
    /// <param name="kept">The words to insert; at most as many as noise words.</param>
    /// <param name="wish">The conditions of the plot.</param>
    /// <param name="seed">Seed for choosing positions.</param>
    /// <returns>The words, and the positions to lock.</returns>
    public (IReadOnlyList<string> Words, IReadOnlyList<int> Locked) Place(
        IReadOnlyList<string> noise,
        IReadOnlyList<string> kept,
        StoryWish wish,
        long seed
    )
    {
        string[] words = [.. noise];
        List<int> locked = [];
        List<string> waiting = [];
        foreach (string word in kept)
        {
            int at = Enumerable
                .Range(0, words.Length)
                .FirstOrDefault(i => !locked.Contains(i) && WordList.Key(words[i]) == WordList.Key(word), -1);
            if (at >= 0)
                locked.Add(at);
            else
                waiting.Add(word);
        }
        WordRandom random = new(seed, PlaceStream);
        foreach (string word in waiting)
        {
            if (locked.Count == words.Length)
                throw new HippogriffException(
                    $"There is no room for '{word}': "
                        + $"{(words.Length == 1 ? "the one word is" : $"all {words.Length} words are")} kept "
                        + "already."
                );
            StoryWord stays = StoryWord.Of(word, model.Words);
            double[] chances = new double[words.Length];
            if (stays.Number >= 0)
            {
                StoryBelief belief = Unseen(words.Length, wish);
                for (int i = 0; i < words.Length; i++)
                    chances[i] = Math.Exp(belief.At(0, i)[stays.Number]);
            }
            for (int i = 0; i < words.Length; i++)
                chances[i] = locked.Contains(i) ? 0 : chances[i] + 1e-9;
            double sum = chances.Sum();
            int at = BeliefMath.Draw([.. chances.Select(c => c / sum)], ref random);
            words[at] = word;
            locked.Add(at);
        }
        locked.Sort();
        return (words, locked);
    }

    /// <summary>The model's prediction for a plot of unknown words.</summary>
    private StoryBelief Unseen(int length, StoryWish wish)
    {
        StorySentences sentences = new(model.Config, 1, length);
        sentences.Describe(0, 1, model.Terms.Rows(wish));
        WordRandom random = new(0, PlaceStream);
        for (int i = 0; i < length; i++)
            sentences.Set(0, i, random.Below(model.Words.Count)); // at time 1 any words say as little as none
        return model.Read(sentences);
    }
}
