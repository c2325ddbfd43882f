namespace Hippogriff.Evaluation;

/// <summary>
/// Spread of the pictures of one prompt: a model whose pictures do not depend on the seed has memorised pictures.
/// </summary>
public static class SeedSpread
{
    /// <summary>
    /// Mean distance of two pictures of the same prompt in the judge's features, with <paramref name="each"/>
    /// consecutive rows per prompt. 0 for one row per prompt.
    /// </summary>
    public static double Of(IReadOnlyList<float[]> features, int each)
    {
        (double sum, long pairs) = (0, 0);
        for (int first = 0; first + each <= features.Count; first += each)
        for (int i = first; i < first + each; i++)
        for (int j = i + 1; j < first + each; j++, pairs++)
            sum += Distance(features[i], features[j]);
        return pairs == 0 ? 0 : sum / pairs;
    }

    /// <summary>Euclidean distance of two rows of features.</summary>
    internal static double Distance(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (double)(a[i] - b[i]);
        return Math.Sqrt(sum);
    }
}
