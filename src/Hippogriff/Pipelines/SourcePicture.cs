using Hippogriff.Denoising;
using Hippogriff.Denoising.Guiding;
using Hippogriff.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>A source picture and its mask. Its tensors belong to the dispose scope of its creation.</summary>
internal sealed class SourcePicture
{
    private readonly Tensor _pixels; // [1, 3, H, W]
    private readonly Tensor _clean; // [1, C, h, w]
    private readonly Tensor? _mask,
        _share; // [1, 1, h, w], [1, 1, H, W]
    private readonly Tensor? _drawn; // [1]: share of what is drawn in a picture that is hardly drawn anew

    /// <summary>
    /// Strength from which the result is used as it is. Below it, the source is mixed in, increasingly for lower
    /// strengths, because neither a latent nor a guess restores a picture exactly.
    /// </summary>
    private const double OwnFrom = 0.1;

    public SourcePicture(IPictureModel model, RgbImage source, MaskImage? mask, double strength = 1)
    {
        _pixels = ImageTensor.FromImages([source], model.Device);
        _clean = model.Encode(_pixels);
        if (strength < OwnFrom)
            _drawn = full([1], HeldScalar.Held(strength / OwnFrom), dtype: ScalarType.Float32, device: model.Device);
        if (mask is null)
            return;
        using Tensor painted = ImageTensor.FromMask(mask, model.Device);
        _mask = Inpainting.ToGrid(painted, _clean.shape[2], _clean.shape[3]);
        // a latent does not restore pixels exactly, so there is a seam to hide
        int cell = (int)(_pixels.shape[3] / _clean.shape[3]);
        _share = Inpainting.Seam(painted, cell / 4);
    }

    /// <summary>The picture in the denoised space [1, C, h, w].</summary>
    public Tensor Latent => _clean;

    /// <summary>A denoiser that keeps the masked-out area.</summary>
    public Denoiser Keep(Denoiser denoise) => _mask is null ? denoise : Inpainting.Keep(denoise, _clean, _mask);

    /// <summary>Restores kept pixels in the result [N, 3, H, W], and mixes in the source at low strength.</summary>
    public Tensor Finish(Tensor pixels)
    {
        if (_drawn is not null)
            pixels = Inpainting.Blend(pixels, _pixels, _drawn);
        return _share is null ? pixels : Inpainting.Blend(pixels, _pixels, _share);
    }
}
