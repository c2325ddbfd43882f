using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Schedulers;

/// <summary>Limits of the clean guess: clipping, or dynamic thresholding (2205.11487, section 2.3).</summary>
internal static class SampleLimit
{
    private static readonly string[] s_clip = ["DDIM", "DDPM", "HeunDiscrete", "LCM"];

    private static readonly string[] s_threshold =
    [
        "DDIM",
        "DDPM",
        "LCM",
        "DPMSolverMultistep",
        "DPMSolverSinglestep",
        "UniPCMultistep",
        "DEISMultistep",
        "SASolver",
    ];

    /// <summary>What a scheduler does to its guesses; null for nothing.</summary>
    public static Func<Tensor, Tensor>? Of(SchedulerConfig config)
    {
        if (config.Flag("thresholding") && s_threshold.Contains(config.Class.Name))
        {
            double share = config.Number("dynamic_thresholding_ratio"),
                most = config.Number("sample_max_value");
            return guess => Dynamic(guess, share, most);
        }
        if (config.Flag("clip_sample") && s_clip.Contains(config.Class.Name))
        {
            double range = config.Number("clip_sample_range");
            return guess => guess.clamp(Held(-range), Held(range));
        }
        return null;
    }

    /// <summary>
    /// Every picture is cut at a quantile of its absolute values, from 1 to a largest one, and divided by it.
    /// </summary>
    private static Tensor Dynamic(Tensor guess, double share, double most)
    {
        Tensor flat = guess.flatten(1); // [N, C H W]
        Tensor at = quantile(flat.abs(), tensor((float)share), dim: 1).clamp(Held(1.0), Held(Math.Max(1, most)));
        at = at.view(-1, 1);
        return (flat.minimum(at).maximum(-at) / at).view(guess.shape);
    }

    /// <summary>The denoiser whose guesses are limited.</summary>
    public static Denoiser Apply(Denoiser denoise, Func<Tensor, Tensor>? limit) =>
        limit is null
            ? denoise
            : (x, sigma) =>
            {
                using DisposeScope scope = NewDisposeScope();
                return limit(denoise(x, sigma)).MoveToOuterDisposeScope();
            };

    /// <summary>
    /// The boundary condition of consistency models (2303.01469, eq. 5): at time 0 the guess is the batch itself.
    /// </summary>
    public static Denoiser Boundary(Denoiser denoise, NoiseFamily family, double timeScale) =>
        (x, sigma) =>
        {
            using DisposeScope scope = NewDisposeScope();
            double time = family.NetworkInput(sigma).Time * timeScale,
                sum = time * time + 0.25;
            Tensor guess = denoise(x, sigma) * Held(time / Math.Sqrt(sum));
            return guess.Plus(x * Held(0.25 / sum)).MoveToOuterDisposeScope();
        };
}
