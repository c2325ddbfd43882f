using Hippogriff.Denoising;
using Hippogriff.Denoising.Guiding;
using Hippogriff.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// Draws of one generator for a batch, in the order of diffusers. First comes the source's latent, then the noise on
/// it, then the latent of its masked form.
/// </summary>
/// <param name="One">Noise of one picture [1, C, h, w].</param>
/// <param name="Batch">Noise of the whole batch [N, C, h, w].</param>
internal sealed record OrderedDraws(Func<Tensor> One, Func<Tensor> Batch);

/// <summary>A source picture and its mask. Its tensors belong to the dispose scope of its creation.</summary>
internal sealed class SourcePicture
{
    private readonly Tensor _pixels; // [1, 3, H, W]
    private readonly Tensor? _clean; // [1, C, h, w]
    private readonly Tensor? _mask,
        _share; // [1, 1, h, w], [1, 1, H, W]
    private readonly Tensor? _drawn; // [1]: share of what is drawn in a picture that is hardly drawn anew
    private readonly Tensor? _first; // [N, C, h, w]: noise that was drawn in order
    private readonly bool _fromNoise;

    /// <summary>
    /// Strength from which the result is used as it is. Below it, the source is mixed in, increasingly for lower
    /// strengths, because neither a latent nor a guess restores a picture exactly.
    /// </summary>
    private const double OwnFrom = 0.1;

    public SourcePicture(
        IPictureModel model,
        RgbImage source,
        MaskImage? mask,
        double strength = 1,
        OrderedDraws? draws = null
    )
    {
        PictureInput input = model.Facts.Input;
        _pixels = ImageTensor.FromImages([source], model.Device);
        _fromNoise = input == PictureInput.Edit || (draws is not null && mask is not null && strength == 1);
        if (strength < OwnFrom)
            _drawn = full([1], HeldScalar.Held(strength / OwnFrom), dtype: ScalarType.Float32, device: model.Device);
        Tensor? painted = mask is null ? null : ImageTensor.FromMask(mask, model.Device);
        bool isBlended = input != PictureInput.Inpainting || draws is null;
        if (!_fromNoise || (painted is not null && isBlended))
            _clean = model.Codec.Encode(_pixels, draws?.One());
        if (input != PictureInput.Edit)
            _first = draws?.Batch();
        Picture = ChannelsOf(model, input, painted, draws);
        if (painted is null)
            return;
        long cell = model.Codec.Factor;
        if (isBlended)
            _mask = Inpainting.ToGrid(painted, _pixels.shape[2] / cell, _pixels.shape[3] / cell);
        // a latent does not restore pixels exactly, so there is a seam to hide
        _share = Inpainting.Seam(painted, (int)cell / 4);
    }

    private PictureChannels? ChannelsOf(IPictureModel model, PictureInput input, Tensor? painted, OrderedDraws? draws)
    {
        switch (input)
        {
            case PictureInput.Edit:
                return PictureChannels.Edit(model, _pixels);
            case PictureInput.Inpainting:
                return PictureChannels.Inpainting(model, _pixels, painted, painted is null ? null : draws?.One);
            default:
                if (painted is not null)
                    draws?.One().Dispose(); // diffusers encodes the masked picture for every network
                return null;
        }
    }

    /// <summary>What the network takes of the picture; null for nothing.</summary>
    public PictureChannels? Picture { get; }

    /// <summary>The picture in the denoised space [1, C, h, w]; null if the run begins with pure noise.</summary>
    public Tensor? Latent => _fromNoise ? null : _clean;

    /// <summary>The batch that a run begins with, if its noise was drawn in order; otherwise null.</summary>
    public Tensor? Begin(ModelRun run) =>
        _first is null ? null
        : _fromNoise ? run.Begin(_first)
        : run.Begin(_clean!.expand(_first.shape[0], -1, -1, -1), _first);

    /// <summary>A denoiser that keeps the masked-out area.</summary>
    public Denoiser Keep(Denoiser denoise) =>
        _mask is null || _first is not null ? denoise : Inpainting.Keep(denoise, _clean!, _mask);

    /// <summary>
    /// What keeps the masked-out area after every step, as diffusers does: the source with the same noise at the next
    /// level. Null where <see cref="Keep"/> does it.
    /// </summary>
    public Func<int, Tensor, Tensor>? AfterStep(ModelRun run)
    {
        if (_mask is not { } mask || _first is not { } noise)
            return null;
        return (step, x) =>
        {
            bool isLast = step == run.Levels.Length - 2;
            using Tensor known = isLast
                ? _clean!.alias()
                : run.Model.Family.AddNoise(_clean!, noise, run.Levels[step + 1]);
            return Inpainting.Blend(x, known, mask);
        };
    }

    /// <summary>Restores kept pixels in the result [N, 3, H, W], and mixes in the source at low strength.</summary>
    public Tensor Finish(Tensor pixels)
    {
        if (_drawn is not null)
            pixels = Inpainting.Blend(pixels, _pixels, _drawn);
        return _share is null ? pixels : Inpainting.Blend(pixels, _pixels, _share);
    }
}
