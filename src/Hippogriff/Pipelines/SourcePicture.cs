using Hippogriff.Denoising;
using Hippogriff.Denoising.Guidance;
using Hippogriff.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// A picture to start from, and the mask that says where it is painted anew. Its tensors live in the scope it was made
/// in.
/// </summary>
internal sealed class SourcePicture
{
    private readonly Tensor _pixels; // [1, 3, H, W]
    private readonly Tensor _clean; // [1, C, h, w]
    private readonly Tensor? _mask,
        _share; // [1, 1, h, w], [1, 1, H, W]
    private readonly Tensor? _drawn; // [1]: share of what is drawn in a picture that is hardly drawn anew

    /// <summary>
    /// From this strength on the picture is the model's own. Below it the source is mixed in, the more the less is
    /// noised: neither a latent nor a guess brings a picture back exactly.
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
        // a latent does not bring its pixels back exactly, so there is a seam to hide
        int cell = (int)(_pixels.shape[3] / _clean.shape[3]);
        _share = Inpainting.Seam(painted, cell / 4);
    }

    /// <summary>The picture as it is denoised [1, C, h, w].</summary>
    public Tensor Latent => _clean;

    /// <summary>A denoiser that keeps what the mask keeps.</summary>
    public Denoiser Keep(Denoiser denoise) => _mask is null ? denoise : Inpainting.Keep(denoise, _clean, _mask);

    /// <summary>
    /// Puts the kept pixels back into drawn ones [N, 3, H, W], and mixes the source into a picture that is hardly drawn
    /// anew.
    /// </summary>
    public Tensor Finish(Tensor pixels)
    {
        if (_drawn is not null)
            pixels = Inpainting.Blend(pixels, _pixels, _drawn);
        return _share is null ? pixels : Inpainting.Blend(pixels, _pixels, _share);
    }
}
