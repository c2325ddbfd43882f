using Hippogriff.Data.Examples;
using Hippogriff.Imaging;

namespace Hippogriff.Training.Diagnosis;

/// <summary>
/// Detects memorisation. A picture is a copy if its nearest training picture is at least three times nearer than the
/// second nearest. Similarity alone does not count. This is the ratio test of Yoon and others, "Diffusion probabilistic
/// models generalize when they fail to memorize", 2023.
/// </summary>
/// <param name="source">The training pictures.</param>
internal sealed class CopyRatio(IExampleSource source)
{
    private const int Most = 4_096,
        Least = 8;
    private const double Ratio = 1.0 / 3;
    private CopyCheck? _check;

    /// <summary>
    /// Number of copies among <paramref name="pictures"/>; null for an endless source or too few pictures for the test.
    /// </summary>
    public (int Copies, int All)? In(IReadOnlyList<RgbImage> pictures)
    {
        if (source.Count is not { } count || count < Least)
            return null;
        _check ??= CopyCheck.Of(source, (int)Math.Min(count, Most));
        return (_check.Ratios(pictures).Count(ratio => ratio < Ratio), pictures.Count);
    }
}
