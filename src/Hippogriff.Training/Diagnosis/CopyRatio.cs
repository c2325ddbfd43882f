using Hippogriff.Data.Examples;
using Hippogriff.Imaging;

namespace Hippogriff.Training.Diagnosis;

/// <summary>
/// Memorisation: a picture is a copy when the training picture nearest to it is at least three times as near as the
/// second nearest (the ratio test of Yoon and others, "Diffusion probabilistic models generalize when they fail to
/// memorize", 2023), so that mere likeness does not count.
/// </summary>
/// <param name="source">The training pictures.</param>
internal sealed class CopyRatio(IExampleSource source)
{
    private const int Most = 4_096,
        Least = 8;
    private const double Ratio = 1.0 / 3;
    private CopyCheck? _check;

    /// <summary>
    /// How many of <paramref name="pictures"/> are copies; null where pictures never come twice, or are too few to tell
    /// likeness from copying.
    /// </summary>
    public (int Copies, int All)? In(IReadOnlyList<RgbImage> pictures)
    {
        if (source.Count is not { } count || count < Least)
            return null;
        _check ??= CopyCheck.Of(source, (int)Math.Min(count, Most));
        return (_check.Ratios(pictures).Count(ratio => ratio < Ratio), pictures.Count);
    }
}
