using Hippogriff.Imaging;

namespace Hippogriff.FolderModels;

/// <summary>One picture of <see cref="PerfectComparison"/>.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Nearest">Index of the most similar training picture.</param>
/// <param name="Distance">Root mean square difference to that one, 0 to 255.</param>
public sealed record PerfectPicture(RgbImage Image, int Nearest, double Distance);

/// <summary>How well one denoiser predicts another at one noise level.</summary>
/// <param name="Sigma">The noise level.</param>
/// <param name="Side">Side of the local denoiser's patches there.</param>
/// <param name="Local">r^2 of the local denoiser's guesses with the network's: 1 is identical, 0 is as good as the mean
/// colour.</param>
/// <param name="Optimal">r^2 of the optimal denoiser's guesses.</param>
public sealed record PerfectLevel(double Sigma, int Side, double Local, double Optimal);

/// <summary>
/// Agreement of the finished pictures with the network's: r^2 over all pixels, median over the seeds.
/// </summary>
/// <param name="Local">The local denoiser's, from the same noise.</param>
/// <param name="Optimal">The optimal denoiser's, from the same noise.</param>
/// <param name="OtherSeed">The network's own, from other noise: the agreement of two unrelated pictures.</param>
public sealed record PerfectAgreement(double Local, double Optimal, double OtherSeed);

/// <summary>The optimal denoiser, its local version and a network, drawn from the same noise.</summary>
/// <param name="Training">The training pictures; for a latent model, encoded and decoded.</param>
/// <param name="Optimal">Pictures of the optimal denoiser, one per seed.</param>
/// <param name="Local">Pictures of its local version.</param>
/// <param name="Network">Pictures of the network; empty without one.</param>
/// <param name="Apart">Median distance of a training picture to the most similar other one; NaN for a single
/// picture.</param>
/// <param name="Levels">Agreement at each noise level, along the network's trajectory; empty without a network.</param>
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
    /// <summary>Prompt for all three; empty: none.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Whether the model's own denoiser is compared too, without guidance.</summary>
    public bool WithNetwork { get; init; }

    /// <summary>Seed of the first picture; the others follow in order.</summary>
    public long Seed { get; init; }

    /// <summary>Number of pictures, 1 to 16.</summary>
    public int Count { get; init; } = 4;

    /// <summary>Steps of Euler's method.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>
    /// Side of the local denoiser's patches in cells of the denoised tensor, odd. 0 takes at each level the side that
    /// agrees best with the network on other noise, or a fixed rule without a network.
    /// </summary>
    public int Side { get; init; }
}
