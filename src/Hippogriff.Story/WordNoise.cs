namespace Hippogriff.Story;

/// <summary>
/// Uniform noise on words (D3PM, 2107.03006). At time t from 0 (clean) to 1, a word is kept with probability 1 - t and
/// is otherwise one of K words, uniformly. All formulas are exact; only the clean word is predicted by the network.
/// </summary>
public static class WordNoise
{
    /// <summary>Probability that a word was not replaced by time <paramref name="t"/>.</summary>
    public static double Kept(double t) => 1 - t;

    /// <summary>
    /// The posterior q(x_s | x_t, x_0) of the word at an earlier time s, given the word "now" at time t and "clean" at
    /// time 0. It is proportional to q(x_t | x_s) q(x_s | x_0) (D3PM, equation 3).
    /// </summary>
    /// <returns>The probabilities of the clean word, of the current word, and of each of the K - 1 or K - 2
    /// others.</returns>
    public static (double Clean, double Now, double EachOther) Before(double s, double t, bool same, int words)
    {
        double k = words,
            keptS = Kept(s),
            step = Kept(t) / Math.Max(keptS, 1e-300);
        double stay = step + (1 - step) / k,
            come = (1 - step) / k; // q(x_t | x_s) where x_s is the word of now, and where it is another
        double true0 = keptS + (1 - keptS) / k,
            false0 = (1 - keptS) / k; // q(x_s | x_0) where x_s is the clean word, and where it is another
        double clean = (same ? stay : come) * true0,
            now = same ? 0 : stay * false0,
            each = come * false0;
        double all = clean + now + each * (k - (same ? 1 : 2));
        return (clean / all, now / all, each / all);
    }

    /// <summary>Draws x_s for noise from <paramref name="words"/>.</summary>
    public static int Draw(double s, double t, int clean, int now, DrawnWords words, ref WordRandom random)
    {
        (double isClean, double isNow, _) = Before(s, t, clean == now, words.Count);
        double at = random.Next();
        if (at < isClean)
            return clean;
        if (at < isClean + isNow || words.Count < 3)
            return now;
        int other;
        do other = words.Draw(ref random);
        while (other == clean || other == now);
        return other;
    }

    /// <summary>
    /// The term of the variational bound at one position, in nats: the KL divergence of the model's step to time s from
    /// the true one. The model predicts the clean word with probabilities <paramref name="belief"/> [K]; its step is
    /// the true one averaged over them (D3PM, equation 4).
    /// </summary>
    public static double Divergence(double s, double t, int clean, int now, ReadOnlySpan<float> belief)
    {
        int k = belief.Length;
        double keptS = Kept(s),
            keptT = Kept(t),
            step = keptT / keptS;
        double come = (1 - step) / k,
            stay = step + come,
            lost = (1 - keptS) / k;
        double wholeSame = keptT + (1 - keptT) / k,
            wholeOther = (1 - keptT) / k; // q(x_t | x_0) where x_0 is the word of now, and where it is another
        double pNow = belief[now],
            total = 0;
        for (int v = 0; v < k; v++)
            total += belief[v];
        double spread = (total - pNow) / wholeOther + pNow / wholeSame;
        (double isClean, double isNow, double each) = Before(s, t, clean == now, k);
        double sum = 0;
        for (int v = 0; v < k; v++)
        {
            double q =
                v == clean ? isClean
                : v == now ? isNow
                : each;
            double p =
                (v == now ? stay : come)
                * (keptS * belief[v] / (v == now ? wholeSame : wholeOther) + lost * spread)
                / total;
            if (q > 0)
                sum += q * (Math.Log(q) - Math.Log(Math.Max(p, 1e-300)));
        }
        return sum;
    }
}
