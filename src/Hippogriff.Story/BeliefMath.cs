using System.Numerics;

namespace Hippogriff.Story;

/// <summary>Chances out of log-probabilities.</summary>
internal static class BeliefMath
{
    private const int MostTries = 1_000;

    /// <summary>Chances that sum to one: log p = (log p_without + scale (log p_with - log p_without)) / temperature.</summary>
    /// <param name="with">Log-probabilities under the wish.</param>
    /// <param name="without">Those without; empty where there is no guidance.</param>
    /// <param name="scale">Guidance scale.</param>
    /// <param name="temperature">Below 1 the likely ones get more.</param>
    /// <param name="drawn">Only these get a chance; null: all.</param>
    /// <param name="standing">The answer that stands there, which has one anyway.</param>
    public static double[] Guided(ReadOnlySpan<float> with, ReadOnlySpan<float> without, double scale, double temperature = 1, DrawnWords? drawn = null, int standing = -1)
    {
        double[] chances = new double[with.Length];
        double sum = 0;
        for (int v = 0; v < chances.Length; v++)
        {
            double log = without.IsEmpty ? with[v] : without[v] + scale * (with[v] - without[v]);
            chances[v] = log / temperature;
        }
        drawn?.Mask(chances, standing);
        double most = chances.Max();
        int many = Vector<double>.Count, whole = chances.Length - chances.Length % many;
        for (int v = 0; v < whole; v += many) Vector.Exp(new Vector<double>(chances, v) - new Vector<double>(most)).CopyTo(chances, v);
        for (int v = whole; v < chances.Length; v++) chances[v] = Math.Exp(chances[v] - most);
        foreach (double chance in chances) sum += chance;
        for (int v = 0; v < chances.Length; v++) chances[v] /= sum;
        return chances;
    }

    /// <summary>
    /// Draws an answer from the likeliest ones that have <paramref name="nucleus"/> of the whole together (1904.09751). An answer belongs to them if those above it have less than
    /// that; so one is drawn from all and put back if it does not, and nothing has to be sorted.
    /// </summary>
    public static int Draw(ReadOnlySpan<double> chances, double nucleus, ref WordRandom random)
    {
        for (int i = 0; i < MostTries; i++)
        {
            int drawn = Draw(chances, ref random);
            if (nucleus >= 1 || Above(chances, chances[drawn]) < nucleus) return drawn;
        }
        return Best(chances);
    }

    /// <summary>Draws an answer.</summary>
    public static int Draw(ReadOnlySpan<double> chances, ref WordRandom random)
    {
        double at = random.Next();
        int last = 0;
        for (int v = 0; v < chances.Length; v++)
        {
            if (chances[v] == 0) continue;
            last = v;
            if ((at -= chances[v]) < 0) break;
        }
        return last;
    }

    /// <summary>The chance that two draws are alike: 1 where there is one answer only, near 0 where nothing is known.</summary>
    public static double Alike(ReadOnlySpan<double> chances)
    {
        double sum = 0;
        foreach (double chance in chances) sum += chance * chance;
        return sum;
    }

    private static double Above(ReadOnlySpan<double> chances, double chance)
    {
        double sum = 0;
        foreach (double other in chances)
            if (other > chance) sum += other;
        return sum;
    }

    private static int Best(ReadOnlySpan<double> chances)
    {
        int best = 0;
        for (int v = 1; v < chances.Length; v++)
            if (chances[v] > chances[best]) best = v;
        return best;
    }
}
