namespace Hippogriff.Story.Training;

/// <summary>Spoiled plots and what stood there.</summary>
/// <param name="Sentences">What the network reads.</param>
/// <param name="Targets">The word to find, by its number; <see cref="StoryConfig.Words"/> means "as it stands",
/// <see cref="None"/> that nothing is to be found [N * L].</param>
/// <param name="Asked">The places that are asked about, at least one, some of them again without weight [A].</param>
/// <param name="Weights">How much each of them counts [A].</param>
public sealed record StoryBatch(StorySentences Sentences, long[] Targets, long[] Asked, float[] Weights)
{
    /// <summary>No answer is asked for.</summary>
    public const long None = -100;

    /// <summary>The words to find at the places asked about [A].</summary>
    public long[] AskedTargets => [.. Asked.Select(place => Targets[place])];
}

/// <summary>
/// Makes lessons: plots of one length, spoiled. A quarter has few wrong words, as in the game; nearly half has words
/// that are known to be right, from most of them to few, mostly in pure noise, which is what the walk from noise asks
/// at every step; all others are spoiled at any time from 0 to 1. Now and then a word is shown by its spelling only, so
/// that words no list knows can be judged.
/// </summary>
/// <param name="pool">Where plots come from.</param>
/// <param name="words">What can be said.</param>
/// <param name="terms">What can be asked for.</param>
/// <param name="config">The network's.</param>
/// <param name="seed">Which lessons.</param>
public sealed class StoryLessons(PlotPool pool, PlotWords words, StoryTerms terms, StoryConfig config, long seed)
{
    private const int KeptWeight = 3;

    // Filled up with questions that do not count: a processor's matrix code is made for a shape, and a new number of
    // questions every step would be made anew every step.
    private const int AskedMultiple = 128;

    private const double FewWrong = 0.25,
        SomeKnown = 0.45,
        OthersLost = 0.75,
        MostFew = 0.25,
        SpelledOnly = 0.08,
        RareNoise = 0.06,
        NothingSaid = 0.25,
        TermDropped = 0.15;

    /// <summary>The lessons of a step; a pure function.</summary>
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
                    sentences,
                    i,
                    j,
                    WordList.Key(plots[i].Words[j]),
                    time,
                    random.Chance(known),
                    ref random
                );
        }
        return Ask(sentences, targets, ref random);
    }

    /// <summary>Asks about every spoiled word, and about one kept word in three, which then counts for three.</summary>
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

    /// <summary>Writes one word, spoiled or not, and answers what to find there.</summary>
    private long Spoil(
        StorySentences sentences,
        int sentence,
        int place,
        string key,
        double time,
        bool known,
        ref WordRandom random
    )
    {
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
            // A blank is seen to be one, so where blanks are filled nothing is asked about the rest.
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
    /// What is said about a plot: now and then nothing, now and then a term less, so that the network learns to do
    /// without (2207.12598).
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
