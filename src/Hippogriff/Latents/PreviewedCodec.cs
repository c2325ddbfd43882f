using static TorchSharp.torch;

namespace Hippogriff.Latents;

/// <summary>A codec whose previews another one decodes: a tiny autoencoder for the same latents.</summary>
/// <param name="codec">Encodes and decodes; owned.</param>
/// <param name="preview">Decodes previews; owned.</param>
public sealed class PreviewedCodec(ILatentCodec codec, ILatentCodec preview) : ILatentCodec
{
    /// <inheritdoc/>
    public int Factor => codec.Factor;

    /// <inheritdoc/>
    public int Channels => codec.Channels;

    /// <inheritdoc/>
    public LatentScaling Scaling => codec.Scaling;

    /// <inheritdoc/>
    public ILatentCodec Preview => preview;

    /// <inheritdoc/>
    public Tensor Encode(Tensor pixels) => codec.Encode(pixels);

    /// <inheritdoc/>
    public Tensor Encode(Tensor pixels, Tensor? noise) => codec.Encode(pixels, noise);

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents) => codec.Decode(latents);

    /// <summary>Frees both.</summary>
    public void Dispose()
    {
        codec.Dispose();
        preview.Dispose();
    }
}
