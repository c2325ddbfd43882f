using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Guidance;

/// <summary>
/// Paints a part of a picture anew and keeps the rest: at every step the known part holds the source, noised to that
/// step's level (RePaint, 2201.09865, eq. 8; on the latent of an autoencoder: blended latent diffusion, 2111.14818,
/// whose reduced mask and final blending are here as well).
/// </summary>
/// <remarks>
/// RePaint overwrites x. Here the clean guess is overwritten, which is the same and needs no sampler to know of it:
/// where D is the source y at every level, each sampler takes x = alpha_s y + sigma_s n to x = alpha_t y + sigma_t n',
/// n' being n (deterministic steps), partly fresh (ancestral ones) or wholly (DDPM, LCM); a multistep method
/// extrapolates a constant.
/// </remarks>
public static class Inpainting
{
    /// <summary>
    /// D = m D_inner + (1 - m) y. What the inner denoiser sees around the painted part is the noised source, so it
    /// paints to match.
    /// </summary>
    /// <param name="denoise">Paints; it sees the whole batch [N, C, h, w].</param>
    /// <param name="known">The source y [1, C, h, w], clean, in the space that is denoised. Used, not owned, by the
    /// result.</param>
    /// <param name="mask">m [1, 1, h, w]: 1 paint anew, 0 keep, soft between. Used, not owned, by the result.</param>
    public static Denoiser Keep(Denoiser denoise, Tensor known, Tensor mask) =>
        (x, sigma) =>
        {
            using DisposeScope scope = NewDisposeScope();
            return Blend(denoise(x, sigma), known, mask).MoveToOuterDisposeScope();
        };

    /// <summary>
    /// The mask of pixels [1, 1, H, W] on the grid of a latent [1, 1, h, w], h and w dividing H and W: a cell is
    /// painted as much as its most painted pixel, else that pixel could not change.
    /// </summary>
    public static Tensor ToGrid(Tensor mask, long height, long width)
    {
        using DisposeScope scope = NewDisposeScope();
        long down = mask.shape[2] / height,
            across = mask.shape[3] / width;
        return mask.reshape(1, 1, height, down, width, across).amax([3, 5]).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The share of the drawn picture in each pixel of the result [1, 1, H, W]: the mask, and where it begins at once,
    /// a ramp <paramref name="width"/> pixels wide inside of it, so that kept pixels stay what they are and no seam is
    /// seen. Narrower where the mask is too thin for the ramp to end.
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

    /// <summary>source + share (drawn - source), the very numbers of the source where the share is 0.</summary>
    /// <param name="drawn">[N, C, H, W].</param>
    /// <param name="source">[1, C, H, W].</param>
    /// <param name="share">[1, 1, H, W], 0 to 1.</param>
    /// <returns>A new tensor, owned by the caller.</returns>
    public static Tensor Blend(Tensor drawn, Tensor source, Tensor share)
    {
        using DisposeScope scope = NewDisposeScope();
        return source.Plus(share * (drawn - source)).MoveToOuterDisposeScope();
    }

    /// <summary>What is 1, grown by some pixels to all eight sides.</summary>
    private static Tensor Grown(Tensor kept, int by) =>
        nn.functional.max_pool2d(kept, [2 * by + 1, 2 * by + 1], strides: [1, 1], padding: [by, by]);
}
