using Hippogriff.Data.Examples;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Training.Loop;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>
/// Reconstruction loss of an autoencoder: absolute error at full, half and quarter size. Noise on the latent makes
/// nearby latents decode to similar pictures, so that errors of the diffusion model have little effect.
/// </summary>
/// <param name="network">The autoencoder.</param>
/// <param name="source">Pictures.</param>
/// <param name="batchSize">Pictures per batch.</param>
/// <param name="latentNoise">Standard deviation of the noise on latents in (-1, 1).</param>
/// <param name="type">Data type.</param>
public sealed class AutoencoderObjective(
    Autoencoder network,
    IExampleSource source,
    int batchSize,
    double latentNoise,
    ScalarType type
) : IObjective<PictureBatch>
{
    /// <summary>
    /// Weight of the absolute error of the differences between neighbouring pixels, 0 for none. Edges become sharper,
    /// and what is even stays even: a faint grid has a small error and large differences.
    /// </summary>
    public double EdgeWeight { get; init; }

    /// <summary>
    /// A frozen encoder whose latents the new ones must stay close to, for an existing denoiser; null for none.
    /// </summary>
    public Autoencoder? Anchor { get; init; }

    /// <summary>Weight of the mean squared distance to the latents of <see cref="Anchor"/>.</summary>
    public double Hold { get; init; }

    /// <summary>Features of another network in which pictures are compared as well; null for none.</summary>
    public IPictureFeatures? Features { get; init; }

    /// <summary>Weight of the comparison in <see cref="Features"/>.</summary>
    public double FeatureWeight { get; init; }

    /// <inheritdoc/>
    public nn.Module Network => network;

    /// <inheritdoc/>
    public int BatchSize => batchSize;

    // Scenes are composed again in the encoder's input size, as the denoiser sees them. Other pictures are reduced,
    // because they would only be decoded twice.
    private readonly IExampleSource? _read =
        network.Config.UpsampleFactor > 1 ? source.MadeSmaller(network.Config.UpsampleFactor) : null;

    /// <inheritdoc/>
    public PictureBatch Prepare(long step)
    {
        PictureBatch painted = PictureBatch.Take(source, step, batchSize);
        return _read is null ? painted : painted with { Downsampled = PictureBatch.Take(_read, step, batchSize) };
    }

    /// <inheritdoc/>
    public Tensor Loss(PictureBatch batch, BatchRandom random)
    {
        Device device = network.parameters().First().device;
        Tensor pictures = batch.Pixels(device, type); // [N, 3, H, W]
        Tensor read = batch.Downsampled?.Pixels(device, type) ?? network.Downsample(pictures); // [N, 3, H/u, W/u]
        Tensor latent = network.RawLatentOfDownsampled(read);
        Tensor noise = random.Normal(latent.shape, latent.device).to(latent.dtype);
        Tensor again = network.FromRawLatent(latent.Plus(noise * Held(latentNoise)));
        Tensor missed = PixelError.Of(again, pictures, EdgeWeight);
        if (Features is not null)
            missed = missed.Plus(Held(FeatureWeight) * FeatureDistance.Between(Features, again, pictures));
        return Anchor is null
            ? missed
            : missed.Plus(Held(Hold) * (latent - Kept(Anchor, read)).to(ScalarType.Float32).Squared().mean());
    }

    /// <inheritdoc/>
    public double FlopsOf(PictureBatch batch)
    {
        (int height, int width, int cell) = (batch.Height, batch.Width, network.Factor);
        double painted = network.FlopsOfEncoding(height, width) + network.FlopsOfDecoding(height / cell, width / cell),
            compared = FeatureWeight > 0 && Features is not null ? Features.FlopsPerPicture : 0;
        // Features: of the truth and of what was painted, and the way back to the pixels.
        return batch.Count * 3 * (painted + compared);
    }

    private static Tensor Kept(Autoencoder anchor, Tensor read)
    {
        using IDisposable noGradient = no_grad();
        return anchor.RawLatentOfDownsampled(read);
    }
}
