using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>Denoises a batch along a list of noise levels.</summary>
/// <param name="denoise">The denoiser.</param>
/// <param name="x">The initial batch [N, C, H, W] with noise of level <c>sigmas[0]</c>. Not disposed or
/// changed.</param>
/// <param name="sigmas">Falling noise levels, the last one 0; K + 1 of them for K steps.</param>
/// <param name="context">Further parameters.</param>
/// <returns>The clean batch [N, C, H, W], owned by the caller.</returns>
public delegate Tensor Sampler(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context);

/// <summary>External parameters of a sampler: family, randomness, callback and cancellation.</summary>
/// <param name="Family">The noise family, which multistep and stochastic samplers need.</param>
/// <param name="Noise">Draws standard normal noise in the shape of x; its caller owns the tensor. Deterministic
/// samplers never call it.</param>
/// <param name="OnStep">Called after every step; its tensors are valid only during the call.</param>
/// <param name="Eta">Share of new noise in stochastic samplers: 0 for none, 1 for the full amount. Unset: 0 for DDIM, 1
/// for the others.</param>
/// <param name="Cancellation">Checked before every step.</param>
public sealed record SamplerContext(
    NoiseFamily Family,
    Func<Tensor> Noise,
    Action<SamplerStep>? OnStep = null,
    double? Eta = null,
    CancellationToken Cancellation = default
)
{
    /// <summary>
    /// Whether a level may be as high as the one before it: schedulers of other programs repeat some.
    /// </summary>
    public bool LevelsMayRest { get; init; }

    /// <summary>
    /// Changes the batch after every step: (number of the step, batch [N, C, H, W]) to a new batch. For example,
    /// it puts the known part of a picture back. Null for nothing.
    /// </summary>
    public Func<int, Tensor, Tensor>? AfterStep { get; init; }
}

/// <summary>One finished step, for callbacks.</summary>
/// <param name="Index">0-based number of the step.</param>
/// <param name="Count">Number of steps of the run.</param>
/// <param name="Sigma">Noise level of <paramref name="Noisy"/>.</param>
/// <param name="Noisy">The batch after the step [N, C, H, W].</param>
/// <param name="Clean">The clean guess used in this step [N, C, H, W].</param>
public readonly record struct SamplerStep(int Index, int Count, double Sigma, Tensor Noisy, Tensor Clean);
