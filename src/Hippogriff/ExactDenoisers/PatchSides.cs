using Hippogriff.Denoising;

namespace Hippogriff.ExactDenoisers;

/// <summary>
/// How large a patch the local denoiser sees at each noise level: in much noise only the large can be told, in little
/// only the small matters.
/// </summary>
public sealed class PatchSides
{
    private readonly (double Sigma, int Side)[] _levels; // falling

    /// <param name="levels">Sides at some noise levels, at least one; odd, at least 1.</param>
    public PatchSides(IEnumerable<(double Sigma, int Side)> levels)
    {
        _levels = [.. levels.OrderByDescending(level => level.Sigma)];
        if (_levels.Length == 0 || _levels.Any(level => level.Side < 1 || level.Side % 2 == 0))
            throw new ArgumentException(
                "Sides of patches are odd and at least 1, and there is at least one.",
                nameof(levels)
            );
    }

    /// <summary>The levels that sides are known for, from noise to picture.</summary>
    public IReadOnlyList<(double Sigma, int Side)> Levels => _levels;

    /// <summary>The same side at every level.</summary>
    public static PatchSides Always(int side) => new([(1, side)]);

    /// <summary>
    /// A guess where no network is there to be matched: from a third of the picture in pure noise down to 3, in even
    /// steps of time.
    /// </summary>
    /// <param name="family">How noise is added to pictures.</param>
    /// <param name="sigmas">The noise levels that are used.</param>
    /// <param name="length">Side of what is denoised.</param>
    public static PatchSides Falling(NoiseFamily family, IEnumerable<double> sigmas, int length) =>
        new(
            sigmas
                .Where(sigma => sigma > 0)
                .Select(sigma => (sigma, Odd(3 + (Math.Max(3, length / 3.0) - 3) * family.TimeAt(sigma))))
        );

    /// <summary>The side at the known level that is nearest.</summary>
    public int At(double sigma) => _levels.MinBy(level => Math.Abs(level.Sigma - sigma)).Side;

    private static int Odd(double side) => 2 * (int)Math.Round((side - 1) / 2) + 1;
}
