using Hippogriff.Conditioning;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// Channels of a picture that a network takes beside the noisy ones. The tensor belongs to the dispose scope of its
/// creation.
/// </summary>
public sealed class PictureChannels
{
    private readonly Tensor _channels; // [1, C', h, w]

    private PictureChannels(Tensor channels) => _channels = channels;

    /// <summary>
    /// For inpainting: the mask on the grid of the latent, and the latent of the picture without what is painted anew.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="pixels">The picture [1, 3, H, W] in [-1, 1].</param>
    /// <param name="mask">What is painted anew [1, 1, H, W], 0 to 1; half and more counts. Null for everything.</param>
    /// <param name="noise">A draw for the encoding, see <see cref="Latents.ILatentCodec"/>; null for its mean.</param>
    internal static PictureChannels Inpainting(
        IPictureModel model,
        Tensor pixels,
        Tensor? mask,
        Func<Tensor>? noise = null
    )
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor painted = mask is null
            ? ones([1, 1, pixels.shape[2], pixels.shape[3]], device: pixels.device)
            : mask.ge(Held(0.5)).to(ScalarType.Float32);
        Tensor kept = pixels * painted.TakenFrom(1); // grey where it is painted
        Tensor latent = model.Codec.Encode(kept, noise?.Invoke());
        Tensor grid = Denoising.Guiding.Inpainting.ToGrid(painted, latent.shape[2], latent.shape[3]);
        return new(cat([grid, latent], 1).MoveToOuterDisposeScope());
    }

    /// <summary>For editing: the picture's latent as the autoencoder gives it, without the denoiser's scale.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pixels">The picture [1, 3, H, W] in [-1, 1].</param>
    internal static PictureChannels Edit(IPictureModel model, Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        return new(model.Codec.Scaling.Undo(model.Codec.Encode(pixels)).MoveToOuterDisposeScope());
    }

    /// <summary>
    /// What a network gets if there is no picture: for inpainting, everything is painted anew. Null for a network that
    /// takes none.
    /// </summary>
    /// <exception cref="HippogriffException">The model changes a picture, and there is none.</exception>
    internal static PictureChannels? WithoutPicture(IPictureModel model, GenerationSettings settings)
    {
        switch (model.Facts.Input)
        {
            case PictureInput.Inpainting:
                using (DisposeScope scope = NewDisposeScope())
                {
                    Tensor grey = zeros([1, 3, settings.Height, settings.Width], device: model.Device);
                    PictureChannels empty = Inpainting(model, grey, null);
                    empty._channels.MoveToOuterDisposeScope();
                    return empty;
                }
            case PictureInput.Edit:
                throw new HippogriffException(
                    $"The model {model.Name} changes a picture by words and draws none from words alone; give it a "
                        + "picture (hippogriff denoise PICTURE)."
                );
            default:
                return null;
        }
    }

    /// <summary>A condition with these channels in every row.</summary>
    internal Condition With(Condition condition) =>
        condition.With(ExtraInputs.Channels, _channels.expand(condition.Rows, -1, -1, -1));

    /// <summary>A condition with these channels in all but its first rows, which get zeros.</summary>
    internal Condition WithoutFirst(Condition condition, int without)
    {
        Tensor none = zeros_like(_channels).expand(without, -1, -1, -1),
            rest = _channels.expand(condition.Rows - without, -1, -1, -1);
        return condition.With(ExtraInputs.Channels, cat([none, rest], 0));
    }
}
