using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Guiding;

/// <summary>
/// Repaints a part of a picture and keeps the rest: at every step the known part is the source with noise of that
/// step's level (RePaint, 2201.09865, eq. 8). On the latent of an autoencoder this is blended latent diffusion
/// (2111.14818), including its reduced mask and final blending.
/// </summary>
/// <remarks>
/// RePaint overwrites x. Here the clean guess is overwritten, which is equivalent and independent of the sampler. If D
/// is the source y at every level, each sampler takes x = alpha_s y + sigma_s n to x = alpha_t y + sigma_t n'. Here n'
/// is n (deterministic steps), partly new (ancestral ones) or entirely new (DDPM, LCM). A multistep method extrapolates
/// a constant.
/// </remarks>
public static class Inpainting
{
    /// <summary>
    /// D = m D_inner + (1 - m) y. The inner denoiser sees the noisy source around the repainted part, so the result
    /// matches it.
    /// </summary>
    /// <param name="denoise">The inner denoiser for the whole batch [N, C, h, w].</param>
    /// <param name="known">The clean source y [1, C, h, w] in the denoised space. Used, not owned, by the
    /// result.</param>
    /// <param name="mask">m [1, 1, h, w]: 1 repaints, 0 keeps, values between blend. Used, not owned, by the
    /// result.</param>
    public static Denoiser Keep(Denoiser denoise, Tensor known, Tensor mask) =>
        (x, sigma) =>
        {
            using DisposeScope scope = NewDisposeScope();
            return Blend(denoise(x, sigma), known, mask).MoveToOuterDisposeScope();
        };

    /// <summary>
    /// The mask of pixels [1, 1, H, W] on the grid of a latent [1, 1, h, w]; h and w divide H and W. A cell takes the
    /// maximum of its pixels, because otherwise those pixels could not change.
    /// </summary>
    public static Tensor ToGrid(Tensor mask, long height, long width)
    {
        using DisposeScope scope = NewDisposeScope();
        long down = mask.shape[2] / height,
            across = mask.shape[3] / width;
        return mask.reshape(1, 1, height, down, width, across).amax([3, 5]).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The share of the drawn picture in each pixel of the result [1, 1, H, W]: the mask, with a ramp of
    /// <paramref name="width"/> pixels inside hard edges. Kept pixels do not change, and no seam is visible. The ramp
    /// is narrower where the mask is too thin.
    /// </summary>
    public static Tensor Seam(Tensor mask, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor kept = mask.eq(Held(0)).to(ScalarType.Float32);
        while (width > 0 && Grown(kept, width).min().item<float>() == 1)
            width--;
        Tensor inside = kept.TakenFrom(1); // distance 1 or more from what is kept
        for (int distance = 1; distance <= width; distance++)
            inside = inside.Plus(Grown(kept, distance).TakenFrom(1));
        return (mask * (inside / Held(width + 1))).MoveToOuterDisposeScope();
    }

    /// <summary>source + share (drawn - source); exactly the source where the share is 0.</summary>
    /// <param name="drawn">[N, C, H, W].</param>
    /// <param name="source">[1, C, H, W].</param>
    /// <param name="share">[1, 1, H, W], 0 to 1.</param>
    /// <returns>A new tensor, owned by the caller.</returns>
    public static Tensor Blend(Tensor drawn, Tensor source, Tensor share)
    {
        using DisposeScope scope = NewDisposeScope();
        return source.Plus(share * (drawn - source)).MoveToOuterDisposeScope();
    }

    /// <summary>Dilates the ones of a mask by some pixels in all eight directions.</summary>
    private static Tensor Grown(Tensor kept, int by) =>
        nn.functional.max_pool2d(kept, [2 * by + 1, 2 * by + 1], strides: [1, 1], padding: [by, by]);
}
