namespace Hippogriff.Story.Game;

/// <summary>Finds the wrong words of a text, and replacements for them.</summary>
/// <param name="model">The story model.</param>
/// <param name="all">Whether to offer words unfit for children.</param>
public sealed class PlotJudge(IStoryReader model, bool all = false)
{
    private const double DefaultWrong = 1;
    private const int WordsAtOnce = 1_024; // of all sentences of a batch
    private readonly DrawnWords _drawn = new(model.Words, all);

    /// <summary>Maximum number of words that the model reads together.</summary>
    public int Window => model.Config.Length;

    /// <summary>
    /// The probability that each word is correct. A text longer than the model's context is read in windows that
    /// overlap by half. Each word is judged in the window where it has most neighbours.
    /// </summary>
    /// <param name="text">The words.</param>
    /// <param name="wish">The conditions of the plot.</param>
    /// <param name="wrong">Expected number of wrong words per window.</param>
    /// <param name="trusted">Positions of words known to be correct.</param>
    public IReadOnlyList<WordVerdict> Judge(
        IReadOnlyList<string> text,
        StoryWish? wish = null,
        double wrong = DefaultWrong,
        IReadOnlySet<int>? trusted = null
    )
    {
        StoryWord[] words = [.. text.Select(word => StoryWord.Of(word, model.Words))];
        WordVerdict[] verdicts = new WordVerdict[words.Length];
        foreach ((int start, int length, int first, int last) in Windows(words.Length, Window))
        {
            StoryBelief belief = Read(
                [words[start..(start + length)]],
                wish,
                Math.Min(1, wrong / length),
                (_, i) => trusted?.Contains(start + i) == true
            );
            for (int i = first; i < last; i++)
            {
                StoryWord word = words[start + i];
                double right =
                    trusted?.Contains(start + i) == true
                        ? 1
                        : Math.Exp(belief.At(0, i)[word.Answer(model.Words.Count)]);
                verdicts[start + i] = new WordVerdict(start + i, word.Text, right, word.Number >= 0);
            }
        }
        return verdicts;
    }

    /// <summary>
    /// The pseudo-log-likelihood of a plot: the sum of the log-probabilities of each word given all others
    /// (1910.14659). Unlike a verdict, it does not use the word itself. It therefore shows whether conditions make a
    /// plausible plot more likely.
    /// </summary>
    /// <param name="plot">At most as many words as <see cref="Window"/>.</param>
    /// <param name="wish">The conditions of the plot.</param>
    public double Likelihood(IReadOnlyList<string> plot, StoryWish? wish = null)
    {
        StoryWord[] words = [.. plot.Select(word => StoryWord.Of(word, model.Words))];
        double sum = 0;
        int count;
        for (int first = 0; first < words.Length; first += count)
        {
            count = Math.Clamp(WordsAtOnce / words.Length, 1, words.Length - first);
            int asked = first;
            StoryBelief belief = Read(
                [.. Enumerable.Repeat(words, count)],
                wish,
                1,
                (sentence, i) => i != asked + sentence
            );
            for (int n = 0; n < count; n++)
                sum += belief.At(n, first + n)[words[first + n].Answer(model.Words.Count)];
        }
        return sum;
    }

    /// <summary>
    /// Replacements for the word at a position, most likely first, each with its probability among all words. All other
    /// words are assumed correct, except those at <paramref name="doubted"/>.
    /// </summary>
    public IReadOnlyList<Repair> Repairs(
        IReadOnlyList<string> text,
        int place,
        int count,
        StoryWish? wish = null,
        IReadOnlySet<int>? doubted = null
    )
    {
        (StoryWord[] words, int at) = Around(text, place);
        int offset = place - at;
        StoryBelief belief = Read([words], wish, 1, (_, i) => i != at && doubted?.Contains(i + offset) != true);
        return Best(belief.At(0, at), words[at], count);
    }

    /// <summary>Pairs of words to replace the word at a position, most likely first.</summary>
    public IReadOnlyList<Repair> RepairsOfTwo(IReadOnlyList<string> text, int place, int count, StoryWish? wish = null)
    {
        (StoryWord[] words, int at) = Around(text, place, room: 1);
        StoryWord[] longer = [.. words[..at], words[at], words[at], .. words[(at + 1)..]];
        IReadOnlyList<Repair> firsts = Best(
            Read([longer], wish, 1, (_, i) => i != at && i != at + 1).At(0, at),
            words[at],
            2 * count
        );
        StoryWord[][] begun =
        [
            .. firsts.Select(first =>
                (StoryWord[])[.. words[..at], StoryWord.Of(first.Text, model.Words), words[at], .. words[(at + 1)..]]
            ),
        ];
        StoryBelief belief = Read(begun, wish, 1, (_, i) => i != at + 1);
        IEnumerable<Repair> pairs = firsts.SelectMany(
            (first, n) =>
                Best(belief.At(n, at + 1), words[at], count)
                    .Select(second => new Repair($"{first.Text} {second.Text}", first.Chance * second.Chance))
        );
        return [.. pairs.OrderByDescending(p => p.Chance).Take(count)];
    }

    /// <summary>The windows of a text: start, length, and the range of words that each judges.</summary>
    internal static IEnumerable<(int Start, int Length, int First, int Last)> Windows(int words, int window)
    {
        if (words <= window)
        {
            yield return (0, words, 0, words);
            yield break;
        }
        int stride = window / 2,
            margin = (window - stride) / 2,
            answered = 0;
        for (int start = 0; answered < words; start += stride)
        {
            int from = Math.Min(start, words - window),
                last = from + window == words ? words : from + window - margin;
            yield return (from, window, answered - from, last - from);
            answered = last;
        }
    }

    /// <summary>The window in which a word has most neighbours on both sides, and the word's position in it.</summary>
    private (StoryWord[] Words, int At) Around(IReadOnlyList<string> text, int place, int room = 0)
    {
        int length = Math.Min(Window - room, text.Count),
            start = Math.Clamp(place - length / 2, 0, text.Count - length);
        return ([.. text.Skip(start).Take(length).Select(word => StoryWord.Of(word, model.Words))], place - start);
    }

    /// <summary>
    /// Reads plots of one length in one batch; <paramref name="isKnown"/> receives the index of a plot and the position
    /// of a word.
    /// </summary>
    private StoryBelief Read(
        IReadOnlyList<StoryWord[]> plots,
        StoryWish? wish,
        double time,
        Func<int, int, bool> isKnown
    )
    {
        StorySentences sentences = new(model.Config, plots.Count, plots[0].Length);
        for (int n = 0; n < plots.Count; n++)
        {
            sentences.Describe(n, time, model.Terms.Rows(wish ?? StoryWish.Anything));
            for (int i = 0; i < sentences.Length; i++)
            {
                plots[n][i].PutInto(sentences, n, i);
                if (isKnown(n, i))
                    sentences.Know(n, i);
            }
        }
        return model.Read(sentences);
    }

    private Repair[] Best(ReadOnlySpan<float> belief, StoryWord now, int count)
    {
        float[] logs = belief[..model.Words.Count].ToArray(); // "as it stands" is no repair
        if (now.Number >= 0)
            logs[now.Number] = float.NegativeInfinity;
        double all = logs.Sum(log => Math.Exp(log));
        return
        [
            .. Enumerable
                .Range(0, logs.Length)
                .Where(_drawn.Has)
                .OrderByDescending(v => logs[v])
                .Take(count)
                .Select(v => new Repair(model.Words.Shown[v], Math.Exp(logs[v]) / all)),
        ];
    }
}
