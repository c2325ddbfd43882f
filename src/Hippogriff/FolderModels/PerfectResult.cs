using Hippogriff.Imaging;

namespace Hippogriff.FolderModels;

/// <summary>One drawing of <see cref="PerfectComparison"/>.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Nearest">Number of the training picture that is most like it.</param>
/// <param name="Distance">Root mean square difference to that one, 0 to 255.</param>
public sealed record PerfectPicture(RgbImage Image, int Nearest, double Distance);

/// <summary>How well one denoiser foretells another at one noise level.</summary>
/// <param name="Sigma">The noise level.</param>
/// <param name="Side">Side of the local denoiser's patches there.</param>
/// <param name="Local">r^2 of the local denoiser's guesses with the network's: 1 the same, 0 as good as the mean
/// colour.</param>
/// <param name="Optimal">r^2 of the optimal denoiser's guesses.</param>
public sealed record PerfectLevel(double Sigma, int Side, double Local, double Optimal);

/// <summary>
/// How well the drawings themselves agree with the network's, as r^2 over all pixels; medians over the seeds.
/// </summary>
/// <param name="Local">The local denoiser's, from the same noise.</param>
/// <param name="Optimal">The optimal denoiser's, from the same noise.</param>
/// <param name="OtherSeed">The network's own, from other noise: what two unrelated drawings have in common.</param>
public sealed record PerfectAgreement(double Local, double Optimal, double OtherSeed);

/// <summary>The optimal denoiser, its local version and a network, drawn from the same noise.</summary>
/// <param name="Training">The pictures, as what is denoised holds them: where that is a latent, coded and
/// decoded.</param>
/// <param name="Optimal">What the optimal denoiser drew, a picture a seed.</param>
/// <param name="Local">What its local version drew.</param>
/// <param name="Network">What the network drew; empty without one.</param>
/// <param name="Apart">Median distance of a training picture to the one most like it among the others; NaN for a single
/// picture.</param>
/// <param name="Levels">Agreement at each noise level, along the network's own way; empty without a network.</param>
/// <param name="Agreement">Agreement of the finished pictures; null without a network.</param>
public sealed record PerfectResult(
    IReadOnlyList<RgbImage> Training,
    IReadOnlyList<PerfectPicture> Optimal,
    IReadOnlyList<PerfectPicture> Local,
    IReadOnlyList<PerfectPicture> Network,
    double Apart,
    IReadOnlyList<PerfectLevel> Levels,
    PerfectAgreement? Agreement
);

/// <summary>What to compare.</summary>
public sealed record PerfectRequest
{
    /// <summary>Words for all three; empty: none.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Seed of the first drawing; the others count on from it.</summary>
    public long Seed { get; init; }

    /// <summary>Drawings, 1 to 16.</summary>
    public int Count { get; init; } = 4;

    /// <summary>Steps of Euler's method.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>
    /// Side of the local denoiser's patches in cells of what is denoised, odd; 0 takes at each level what agrees best
    /// with the network on other noise, and a fixed rule without one.
    /// </summary>
    public int Side { get; init; }
}
