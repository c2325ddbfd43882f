namespace Hippogriff.Story.Training.Evaluation;

/// <summary>
/// The baseline: a trigram model with interpolated Kneser-Ney smoothing and a discount of 0.75 (Chen and Goodman,
/// 1999). All unknown words are one token, which is never predicted. Their positions are given, as for a story model,
/// so probabilities cover only words of the list.
/// </summary>
public sealed class NgramModel
{
    private const double Discount = 0.75;
    private const long Before = 0,
        Unknown = 1;

    // (u, v): how often, with how many different next words
    private readonly Dictionary<long, (int Count, int Kinds)> _pairs = [];
    private readonly Dictionary<(long, long), int> _triples = []; // (u, v), w

    // v: continuation pairs (., v, w), different next words
    private readonly Dictionary<long, (int Kinds, int Next)> _words = [];
    private readonly Dictionary<long, int> _joins = []; // (v, w): different words before
    private readonly Dictionary<long, int> _ends = []; // w: different words before
    private readonly Dictionary<long, int> _counts = [];
    private readonly WordList _list;
    private long _total;
    private int _joinTotal;

    /// <summary>Counts plots.</summary>
    public NgramModel(WordList list, IEnumerable<IReadOnlyList<string>> plots)
    {
        _list = list;
        foreach (IReadOnlyList<string> plot in plots)
        {
            long u = Before,
                v = Before;
            foreach (string word in plot)
            {
                long w = Number(word);
                _total++;
                _counts[w] = _counts.GetValueOrDefault(w) + 1;
                (long, long) triple = (Pair(u, v), w);
                bool isNew = !_triples.TryGetValue(triple, out int seen);
                _triples[triple] = seen + 1;
                (int count, int kinds) = _pairs.GetValueOrDefault(triple.Item1);
                _pairs[triple.Item1] = (count + 1, kinds + (isNew ? 1 : 0));
                if (isNew)
                    Join(v, w);
                (u, v) = (v, w);
            }
        }
    }

    /// <summary>Nats per word under unigram frequencies (add-one smoothing).</summary>
    public double Unigram(IEnumerable<IReadOnlyList<string>> plots) =>
        Mean(plots, (_, _, w) => (_counts.GetValueOrDefault(w) + 1.0) / (_total + _list.Count + 1));

    /// <summary>Nats per word under the trigram model.</summary>
    public double Trigram(IEnumerable<IReadOnlyList<string>> plots) => Mean(plots, Chance);

    /// <summary>Probability of a word after two others.</summary>
    public double Chance(string? before, string? last, string word) =>
        Chance(before is null ? Before : Number(before), last is null ? Before : Number(last), Number(word));

    private double Chance(long u, long v, long w)
    {
        double lower = Chance(v, w);
        if (!_pairs.TryGetValue(Pair(u, v), out (int Count, int Kinds) seen))
            return lower;
        return (Math.Max(0, _triples.GetValueOrDefault((Pair(u, v), w)) - Discount) + Discount * seen.Kinds * lower)
            / seen.Count;
    }

    private double Chance(long v, long w)
    {
        double lower =
            (Math.Max(0, _ends.GetValueOrDefault(w) - Discount) + Discount * _ends.Count / (_list.Count + 1.0))
            / Math.Max(1, _joinTotal);
        if (!_words.TryGetValue(v, out (int Kinds, int Next) seen))
            return lower;
        return (Math.Max(0, _joins.GetValueOrDefault(Pair(v, w)) - Discount) + Discount * seen.Next * lower)
            / seen.Kinds;
    }

    private void Join(long v, long w)
    {
        long pair = Pair(v, w);
        int before = _joins.GetValueOrDefault(pair);
        _joins[pair] = before + 1;
        (int kinds, int next) = _words.GetValueOrDefault(v);
        _words[v] = (kinds + 1, next + (before == 0 ? 1 : 0));
        if (before > 0)
            return;
        _ends[w] = _ends.GetValueOrDefault(w) + 1;
        _joinTotal++;
    }

    private double Mean(IEnumerable<IReadOnlyList<string>> plots, Func<long, long, long, double> chance)
    {
        double sum = 0;
        long asked = 0;
        foreach (IReadOnlyList<string> plot in plots)
        {
            long u = Before,
                v = Before;
            foreach (string word in plot)
            {
                long w = Number(word);
                if (w != Unknown)
                    (sum, asked) = (sum - Math.Log(chance(u, v, w) / (1 - chance(u, v, Unknown))), asked + 1);
                (u, v) = (v, w);
            }
        }
        return sum / Math.Max(1, asked);
    }

    /// <summary>Token of a word: 0 is the beginning, 1 an unknown word.</summary>
    private long Number(string word) => _list.TryFind(word, out int? number) ? number.Value + 2 : Unknown;

    private static long Pair(long u, long v) => (u << 32) | v;
}
