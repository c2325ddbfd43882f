using Hippogriff.Essay.Measuring;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Meaning;
using Hippogriff.Insight.Spread;
using Hippogriff.Pipelines;

namespace Hippogriff.Essay.Claims;

/// <summary>
/// Two words for like things, such as cat and kitten, are looked up in the model's own text encoder, each alone. Their
/// cosine is measured from the middle of all of these words. It is compared with pairs of the same words whose partners
/// were shuffled: a permutation test with 9,999 shuffles. The claim holds if like pairs are nearer than shuffled ones,
/// with the whole interval. At most one in a hundred shuffles may do as well. A hundred instead of the usual twenty:
/// fifteen claims are asked at once, and a model of random numbers must not pass by luck. A word that the model was
/// never taught is left out. The program would place it by a table of meanings, which is no knowledge of the model.
/// </summary>
internal sealed class WordsClaim : IClaim
{
    private const int Shuffles = 9_999,
        Fewest = 5;
    private const double Rare = 0.01;

    private static readonly (string, string)[] s_pairs =
    [
        ("cat", "kitten"),
        ("dog", "puppy"),
        ("hippo", "hippopotamus"),
        ("horse", "pony"),
        ("pig", "piglet"),
        ("rabbit", "bunny"),
        ("turtle", "tortoise"),
        ("mushroom", "toadstool"),
        ("car", "automobile"),
        ("rocket", "spaceship"),
        ("boat", "sailboat"),
        ("ball", "football"),
        ("grass", "meadow"),
        ("sea", "ocean"),
        ("beach", "seaside"),
        ("big", "large"),
        ("small", "little"),
        ("sky", "clouds"),
    ];

    public string Id => "words";

    public string Sentence => "Words lie near their like: the cat is next to the kitten.";

    public double Work => 2;

    public ClaimAnswer Ask(ClaimSession session)
    {
        // Long: the experiment from what is asked to what is told, in one piece.
        IReadableModel model = session.Model.Readable();
        bool known(string word) => model.ReadingNow(word) is { IsWhole: true, Words.Count: > 0 };
        (string, string)[] pairs = [.. s_pairs.Where(pair => known(pair.Item1) && known(pair.Item2))];
        if (pairs.Length < Fewest)
            throw new HippogriffException(
                $"The model {session.Model.Name} was taught {pairs.Length} of the {s_pairs.Length} pairs of like "
                    + $"words; {Fewest} are needed."
            );
        IReadOnlyList<float[]> vectors = TextSpace.Of(
            model,
            [.. pairs.Select(pair => pair.Item1), .. pairs.Select(pair => pair.Item2)]
        );
        float[] middle = TextSpace.Mean(vectors);
        float[][] directions = [.. vectors.Select(vector => TextSpace.Direction(vector, middle))];
        int count = pairs.Length;
        double Likeness(int one, int other) => TextSpace.Cosine(directions[one], directions[count + other]);

        double[] own = [.. Enumerable.Range(0, count).Select(i => Likeness(i, i))],
            others =

            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => Enumerable.Range(0, count).Where(j => j != i).Average(j => Likeness(i, j))),
            ];
        Measured nearer = ClaimIntervals.Mean([.. own.Zip(others, (a, b) => a - b)]);
        double chance = AsWell(own.Average(), count, Likeness, session.Seed);
        return new ClaimAnswer(
            nearer.Low > 0 && chance <= Rare,
            new ClaimNumber("cosine of like pairs less that of strangers", nearer, ClaimUnit.Cosine),
            "above 0, and at most 1 % of shuffled pairs as near"
        )
        {
            Beside =
            [
                new("cosine of like pairs", ClaimIntervals.Mean(own), ClaimUnit.Cosine),
                new("cosine of strangers", ClaimIntervals.Mean(others), ClaimUnit.Cosine),
                new("shuffles that are as near", ClaimIntervals.Exactly(chance), ClaimUnit.Share),
            ],
            Examples =
            [
                .. pairs
                    .Zip(own, others)
                    .OrderByDescending(p => p.Second)
                    .Select(p =>
                        FormattableString.Invariant(
                            $"{p.First.Item1} and {p.First.Item2}: {p.Second:0.00}; others: {p.Third:0.00}"
                        )
                    ),
            ],
        };
    }

    /// <summary>Share of shuffles whose pairs are as near on average; the true order counts as one of them.</summary>
    private static double AsWell(double wanted, int count, Func<int, int, double> likeness, long seed)
    {
        ulong state = SplitMix64.Begin(seed, count);
        int[] order = [.. Enumerable.Range(0, count)];
        int asWell = 1;
        for (int n = 0; n < Shuffles; n++)
        {
            for (int i = count - 1; i > 0; i--)
            {
                int j = (int)(SplitMix64.NextShare(ref state) * (i + 1));
                (order[i], order[j]) = (order[j], order[i]);
            }
            if (order.Select((j, i) => likeness(i, j)).Average() >= wanted - 1e-12)
                asWell++;
        }
        return asWell / (Shuffles + 1.0);
    }
}
