using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>
/// The seam of the house: given a noisy picture and its noise level, the best guess of the clean one, E[x0 | x].
/// Networks, guidance, inpainting and closed-form toys all are denoisers; samplers know nothing else.
/// </summary>
/// <param name="x">Noisy batch [N, C, H, W], float32, scaled as its <see cref="NoiseFamily"/> says: alpha(sigma) * x0 +
/// sigma * noise. Not disposed.</param>
/// <param name="sigma">Noise level, greater than 0.</param>
/// <returns>Clean guess [N, C, H, W], owned by the caller.</returns>
public delegate Tensor Denoiser(Tensor x, double sigma);
