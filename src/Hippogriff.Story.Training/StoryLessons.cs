namespace Hippogriff.Story.Training;

/// <summary>Corrupted plots with their clean words.</summary>
/// <param name="Sentences">The network's input.</param>
/// <param name="Targets">The clean word by its number; <see cref="StoryConfig.Words"/> means "unchanged",
/// <see cref="None"/> no target [N * L].</param>
/// <param name="Asked">The predicted positions, at least one, with repeated ones of weight 0 as padding [A].</param>
/// <param name="Weights">Their weights [A].</param>
public sealed record StoryBatch(StorySentences Sentences, long[] Targets, long[] Asked, float[] Weights)
{
    /// <summary>No target.</summary>
    public const long None = -100;

    /// <summary>The clean words at the predicted positions [A].</summary>
    public long[] AskedTargets => [.. Asked.Select(place => Targets[place])];
}

/// <summary>
/// Makes training batches of corrupted plots of one length. A quarter has few wrong words, as in the game. Nearly half
/// has some words known to be correct, mostly in pure noise, as in sampling from noise. All others are corrupted at a
/// random time from 0 to 1. Some words are shown by their spelling only, so that unknown words can be judged.
/// </summary>
/// <param name="pool">Source of plots.</param>
/// <param name="words">The vocabulary.</param>
/// <param name="terms">The conditions.</param>
/// <param name="config">The network's configuration.</param>
/// <param name="seed">Seed.</param>
public sealed class StoryLessons(PlotPool pool, PlotWords words, StoryTerms terms, StoryConfig config, long seed)
{
    private const int KeptWeight = 3;

    // Padded with positions of weight 0: matrix kernels are compiled per shape, and a new shape would need compilation
    // in every step.
    private const int AskedMultiple = 128;

    private const double FewWrong = 0.25,
        SomeKnown = 0.45,
        OthersLost = 0.75,
        MostFew = 0.25,
        SpelledOnly = 0.08,
        RareNoise = 0.06,
        NothingSaid = 0.25,
        TermDropped = 0.15;

    /// <summary>The batch of a step; a pure function.</summary>
    public StoryBatch Take(long step, int count)
    {
        WordRandom random = new(seed, step);
        LearnedPlot[] plots = pool.Draw(ref random, count);
        int length = plots[0].Words.Count;
        StorySentences sentences = new(config, count, length);
        long[] targets = new long[count * length];
        for (int i = 0; i < count; i++)
        {
            double kind = random.Next(),
                time = random.Next(),
                known = 0;
            if (kind < FewWrong)
                time *= MostFew;
            else if (kind < FewWrong + SomeKnown)
                (known, time) = (random.Next(), random.Chance(OthersLost) ? 1 : time);
            sentences.Describe(i, time, terms.Rows(Wish(plots[i], ref random)));
            for (int j = 0; j < length; j++)
                targets[i * length + j] = Spoil(
                    new Place(sentences, i, j),
                    WordList.Key(plots[i].Words[j]),
                    time,
                    random.Chance(known),
                    ref random
                );
        }
        return Ask(sentences, targets, ref random);
    }

    /// <summary>Predicts every corrupted word, and one of three kept words with weight three.</summary>
    private static StoryBatch Ask(StorySentences sentences, long[] targets, ref WordRandom random)
    {
        List<long> asked = [];
        List<float> weights = [];
        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i] == StoryBatch.None)
                continue;
            bool kept = targets[i] == sentences.RowAt(i / sentences.Length, i % sentences.Length);
            if (kept && !random.Chance(1.0 / KeptWeight))
                continue;
            asked.Add(i);
            weights.Add(kept ? KeptWeight : 1);
        }
        if (asked.Count == 0)
            (targets[0], asked, weights) = (0, [0], [0]); // nothing can be asked: a word that does not count
        for (int missing = -asked.Count & (AskedMultiple - 1); missing > 0; missing--)
        {
            asked.Add(asked[0]);
            weights.Add(0);
        }
        return new StoryBatch(sentences, targets, [.. asked], [.. weights]);
    }

    /// <summary>The place of one word in a batch.</summary>
    private readonly record struct Place(StorySentences Sentences, int Sentence, int Word);

    /// <summary>Writes one word, corrupted or not, and returns its target.</summary>
    private long Spoil(Place at, string key, double time, bool known, ref WordRandom random)
    {
        (StorySentences sentences, int sentence, int place) = at;
        bool listed = words.List.TryFind(key, out int? number),
            masks = config.Corruption == Corruption.Mask;
        if (known)
            sentences.Know(sentence, place);
        if (known || !random.Chance(time)) // kept
        {
            bool spelled = !listed || random.Chance(SpelledOnly);
            if (spelled)
                sentences.Spell(sentence, place, key);
            else
                sentences.Set(sentence, place, number!.Value);
            // Masks are visible, so with masks only they are predicted.
            return known || masks ? StoryBatch.None
                : spelled ? config.Words
                : number!.Value;
        }
        if (masks)
            sentences.Clear(sentence, place);
        else if (words.Rare.Count > 0 && random.Chance(RareNoise))
            sentences.Spell(sentence, place, words.Rare[random.Below(words.Rare.Count)]);
        else
            Put(random.Below(config.Words), ref random);
        return listed ? number!.Value : StoryBatch.None;

        void Put(int other, ref WordRandom random)
        {
            if (random.Chance(SpelledOnly))
                sentences.Spell(sentence, place, WordList.Key(words.List.Shown[other]));
            else
                sentences.Set(sentence, place, other);
        }
    }

    /// <summary>
    /// The conditions of a plot. Sometimes all or one of them are dropped, for classifier-free guidance (2207.12598).
    /// </summary>
    private static StoryWish Wish(LearnedPlot plot, ref WordRandom random)
    {
        if (random.Chance(NothingSaid))
            return StoryWish.Anything;
        string? genre = plot.Genres.Count == 0 ? null : plot.Genres[random.Below(plot.Genres.Count)];
        return new StoryWish(
            random.Chance(TermDropped) ? null : plot.Style,
            random.Chance(TermDropped) ? null : genre,
            random.Chance(TermDropped) ? null : plot.Country
        );
    }
}
