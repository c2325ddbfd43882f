using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>
/// The central interface between models and samplers: given a noisy picture and its noise level, the best guess of the
/// clean one, E[x0 | x]. Networks, guidance, inpainting and closed-form models are all denoisers. Samplers use nothing
/// else.
/// </summary>
/// <param name="x">Noisy batch [N, C, H, W], float32, scaled by its <see cref="NoiseFamily"/>: alpha(sigma) * x0 +
/// sigma * noise. Not disposed.</param>
/// <param name="sigma">Noise level, greater than 0.</param>
/// <returns>Clean guess [N, C, H, W], owned by the caller.</returns>
public delegate Tensor Denoiser(Tensor x, double sigma);
