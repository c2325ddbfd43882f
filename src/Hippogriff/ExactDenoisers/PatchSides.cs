using Hippogriff.Denoising;

namespace Hippogriff.ExactDenoisers;

/// <summary>
/// The patch size of the local denoiser at each noise level. At high noise only large structures are recognisable; at
/// low noise only small ones matter.
/// </summary>
public sealed class PatchSides
{
    private readonly (double Sigma, int Side)[] _levels; // falling

    /// <param name="levels">Sides at one or more noise levels; odd, at least 1.</param>
    public PatchSides(IEnumerable<(double Sigma, int Side)> levels)
    {
        _levels = [.. levels.OrderByDescending(level => level.Sigma)];
        if (_levels.Length == 0 || _levels.Any(level => level.Side < 1 || level.Side % 2 == 0))
            throw new ArgumentException(
                "Sides of patches are odd and at least 1, and there is at least one.",
                nameof(levels)
            );
    }

    /// <summary>The levels with known sides, in falling order of noise.</summary>
    public IReadOnlyList<(double Sigma, int Side)> Levels => _levels;

    /// <summary>The same side at every level.</summary>
    public static PatchSides Always(int side) => new([(1, side)]);

    /// <summary>
    /// A default without a network to match: from a third of the picture in pure noise down to 3, linear in time.
    /// </summary>
    /// <param name="family">How noise is added to pictures.</param>
    /// <param name="sigmas">The noise levels in use.</param>
    /// <param name="length">Side of the denoised tensor.</param>
    public static PatchSides Falling(NoiseFamily family, IEnumerable<double> sigmas, int length) =>
        new(
            sigmas
                .Where(sigma => sigma > 0)
                .Select(sigma => (sigma, Odd(3 + (Math.Max(3, length / 3.0) - 3) * family.TimeAt(sigma))))
        );

    /// <summary>The side at the nearest known level.</summary>
    public int At(double sigma) => _levels.MinBy(level => Math.Abs(level.Sigma - sigma)).Side;

    private static int Odd(double side) => 2 * (int)Math.Round((side - 1) / 2) + 1;
}
