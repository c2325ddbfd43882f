using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>Walks a noisy batch down a list of noise levels to a clean one.</summary>
/// <param name="denoise">The denoiser.</param>
/// <param name="x">Start, [N, C, H, W], holding noise of level <c>sigmas[0]</c>. Not disposed, not changed.</param>
/// <param name="sigmas">Falling noise levels, the last one 0; K + 1 of them for K steps.</param>
/// <param name="context">What a sampler may need beside them.</param>
/// <returns>The clean batch [N, C, H, W], owned by the caller.</returns>
public delegate Tensor Sampler(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context);

/// <summary>Everything a sampler takes from outside: family, randomness, the callback and cancellation.</summary>
/// <param name="Family">How alpha and sigma are related; multistep and stochastic samplers need it.</param>
/// <param name="Noise">Draws fresh standard normal noise in the shape of x; the caller of it owns the tensor.
/// Deterministic samplers never call it.</param>
/// <param name="OnStep">Called after every step; the tensors in it live only during the call.</param>
/// <param name="Eta">Share of fresh noise of stochastic samplers: 0 none, 1 the sampler's full amount. Unset: 0 for
/// DDIM, 1 for the others.</param>
/// <param name="Cancellation">Checked before every step.</param>
public sealed record SamplerContext(
    NoiseFamily Family,
    Func<Tensor> Noise,
    Action<SamplerStep>? OnStep = null,
    double? Eta = null,
    CancellationToken Cancellation = default
);

/// <summary>One finished step, as callers get it.</summary>
/// <param name="Index">0-based number of the step.</param>
/// <param name="Count">Number of steps of the run.</param>
/// <param name="Sigma">Noise level that <paramref name="Noisy"/> has now.</param>
/// <param name="Noisy">The batch after the step [N, C, H, W].</param>
/// <param name="Clean">The clean guess that this step followed [N, C, H, W].</param>
public readonly record struct SamplerStep(int Index, int Count, double Sigma, Tensor Noisy, Tensor Clean);
