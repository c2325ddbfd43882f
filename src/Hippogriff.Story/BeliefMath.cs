using System.Numerics;
using System.Runtime.InteropServices;

namespace Hippogriff.Story;

/// <summary>
/// Vectorised conversion of log-probabilities to probabilities. Every sampling step evaluates thousands of words for
/// every position.
/// </summary>
internal static class BeliefMath
{
    private const int MostTries = 1_000;

    /// <summary>
    /// Probabilities that sum to one: log p = (log p_without + scale (log p_with - log p_without)) / temperature.
    /// </summary>
    /// <param name="with">Log-probabilities with the conditions.</param>
    /// <param name="without">Log-probabilities without conditions; empty if there is no guidance.</param>
    /// <param name="scale">Guidance scale.</param>
    /// <param name="temperature">Below 1, likely words become more likely.</param>
    /// <param name="drawn">The allowed words; null: all.</param>
    /// <param name="standing">The current word, which is always allowed.</param>
    public static double[] Guided(
        ReadOnlySpan<float> with,
        ReadOnlySpan<float> without,
        double scale,
        double temperature = 1,
        DrawnWords? drawn = null,
        int standing = -1
    )
    {
        double[] chances = Logs(with, without.IsEmpty ? with : without, scale, temperature);
        drawn?.Mask(chances, standing);
        double most = Most(chances),
            sum = 0;
        Span<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(chances.AsSpan());
        int rest = Rest(chances.Length);
        Vector<double> sums = Vector<double>.Zero;
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = Vector.Exp(wide[i] - new Vector<double>(most));
            sums += wide[i];
        }
        for (int v = rest; v < chances.Length; v++)
            sum += chances[v] = Math.Exp(chances[v] - most);
        sum += Vector.Sum(sums);
        for (int i = 0; i < wide.Length; i++)
            wide[i] /= new Vector<double>(sum);
        for (int v = rest; v < chances.Length; v++)
            chances[v] /= sum;
        return chances;
    }

    /// <summary>
    /// Nucleus sampling: draws from the likeliest words whose total probability is <paramref name="nucleus"/>
    /// (1904.09751). A word belongs to the nucleus if the words above it have less than that. Draws from all words and
    /// rejects those outside, so nothing has to be sorted.
    /// </summary>
    public static int Draw(ReadOnlySpan<double> chances, double nucleus, ref WordRandom random)
    {
        for (int i = 0; i < MostTries; i++)
        {
            int drawn = Draw(chances, ref random);
            if (nucleus >= 1 || Above(chances, chances[drawn]) < nucleus)
                return drawn;
        }
        return Best(chances);
    }

    /// <summary>Draws a word.</summary>
    public static int Draw(ReadOnlySpan<double> chances, ref WordRandom random)
    {
        double at = random.Next();
        int last = 0;
        for (int v = 0; v < chances.Length; v++)
        {
            if (chances[v] == 0)
                continue;
            last = v;
            if ((at -= chances[v]) < 0)
                break;
        }
        return last;
    }

    /// <summary>
    /// The probability that two draws are equal: 1 for a certain word, near 0 for a uniform distribution.
    /// </summary>
    public static double Alike(ReadOnlySpan<double> chances)
    {
        Vector<double> sums = Vector<double>.Zero;
        foreach (Vector<double> some in Wide(chances))
            sums += some * some;
        double sum = Vector.Sum(sums);
        foreach (double chance in chances[Rest(chances.Length)..])
            sum += chance * chance;
        return sum;
    }

    private static double[] Logs(
        ReadOnlySpan<float> with,
        ReadOnlySpan<float> without,
        double scale,
        double temperature
    )
    {
        double[] logs = GC.AllocateUninitializedArray<double>(with.Length);
        int rest = with.Length - with.Length % Vector<float>.Count;
        for (int v = 0; v < rest; v += Vector<float>.Count)
        {
            Vector<float> plain = new(without[v..]);
            Vector.Widen(plain, out Vector<double> first, out Vector<double> second);
            Vector.Widen(
                new Vector<float>(with[v..]) - plain,
                out Vector<double> firstGain,
                out Vector<double> secondGain
            );
            ((first + firstGain * scale) / new Vector<double>(temperature)).CopyTo(logs, v);
            ((second + secondGain * scale) / new Vector<double>(temperature)).CopyTo(logs, v + Vector<double>.Count);
        }
        for (int v = rest; v < logs.Length; v++)
            logs[v] = (without[v] + scale * (with[v] - without[v])) / temperature;
        return logs;
    }

    private static double Most(ReadOnlySpan<double> numbers)
    {
        Vector<double> greatest = new(double.NegativeInfinity);
        foreach (Vector<double> some in Wide(numbers))
            greatest = Vector.Max(greatest, some);
        double most = double.NegativeInfinity;
        for (int i = 0; i < Vector<double>.Count; i++)
            most = Math.Max(most, greatest[i]);
        foreach (double number in numbers[Rest(numbers.Length)..])
            most = Math.Max(most, number);
        return most;
    }

    private static double Above(ReadOnlySpan<double> chances, double chance)
    {
        Vector<double> sums = Vector<double>.Zero,
            bar = new(chance);
        foreach (Vector<double> some in Wide(chances))
            sums += Vector.ConditionalSelect(Vector.GreaterThan(some, bar), some, Vector<double>.Zero);
        double sum = Vector.Sum(sums);
        foreach (double other in chances[Rest(chances.Length)..])
            if (other > chance)
                sum += other;
        return sum;
    }

    private static int Best(ReadOnlySpan<double> chances)
    {
        int best = 0;
        for (int v = 1; v < chances.Length; v++)
            if (chances[v] > chances[best])
                best = v;
        return best;
    }

    /// <summary>The numbers as SIMD vectors, without those from <see cref="Rest"/> on.</summary>
    private static ReadOnlySpan<Vector<double>> Wide(ReadOnlySpan<double> numbers) =>
        MemoryMarshal.Cast<double, Vector<double>>(numbers);

    private static int Rest(int count) => count - count % Vector<double>.Count;
}
