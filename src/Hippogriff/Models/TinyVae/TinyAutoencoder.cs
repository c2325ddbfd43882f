using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.TinyVae;

/// <summary>What a <see cref="TinyAutoencoder"/> is built from.</summary>
/// <param name="Latent">Channels of a latent: 4 or 16.</param>
/// <param name="Width">Channels of every layer.</param>
/// <param name="EncoderBlocks">Blocks of every level, from the pixels on; every level but the first halves the
/// side.</param>
/// <param name="DecoderBlocks">The same, from the latents on; every level but the last doubles it.</param>
public sealed record TinyAutoencoderConfig(
    int Latent,
    int Width,
    IReadOnlyList<int> EncoderBlocks,
    IReadOnlyList<int> DecoderBlocks
)
{
    /// <summary>Side of a latent's cell in pixels.</summary>
    public int Factor => 1 << (DecoderBlocks.Count - 1);

    /// <summary>Reads the config.json of a public folder (AutoencoderTiny).</summary>
    /// <exception cref="HippogriffException">A setting is not valid, or asks for what this version cannot
    /// do.</exception>
    public static TinyAutoencoderConfig Read(PublicConfig file)
    {
        file.Only("act_fn", "relu");
        file.Only("upsample_fn", "nearest");
        file.Only("upsampling_scaling_factor", "2");
        IReadOnlyList<int> encoder = file.Ints("encoder_block_out_channels", 64, 64, 64, 64),
            decoder = file.Ints("decoder_block_out_channels", 64, 64, 64, 64);
        if (encoder.Concat(decoder).Distinct().Count() != 1)
            throw file.Wrong("encoder_block_out_channels", "a list with one width for all levels");
        return new TinyAutoencoderConfig(
            file.Int("latent_channels", 4),
            encoder[0],
            file.Ints("num_encoder_blocks", 1, 3, 3, 3),
            file.Ints("num_decoder_blocks", 3, 3, 3, 1)
        );
    }

    /// <summary>Validates the sizes.</summary>
    /// <exception cref="HippogriffException">The message names the setting and what is allowed.</exception>
    public void Check(ConfigCheck check)
    {
        check.Between("latent_channels", Latent, 1, ConfigCheck.MostChannels);
        check.Between("encoder_block_out_channels", Width, 1, ConfigCheck.MostChannels);
        check.Widths("num_encoder_blocks", [.. EncoderBlocks]);
        check.Widths("num_decoder_blocks", [.. DecoderBlocks]);
        check.Equal("num_decoder_blocks", DecoderBlocks.Count, EncoderBlocks.Count, "num_encoder_blocks has");
    }
}

/// <summary>
/// The tiny autoencoder of latent diffusion models (TAESD by Ollin Boer Bohan), a fast decoder and a preview. It takes
/// latents as the denoiser sees them, without any scaling.
/// </summary>
public sealed class TinyAutoencoder : nn.Module
{
    private readonly TinyCoder encoder;
    private readonly TinyCoder decoder;

    /// <summary>A network with fresh weights.</summary>
    public TinyAutoencoder(TinyAutoencoderConfig config)
        : base(nameof(TinyAutoencoder))
    {
        Config = config;
        encoder = TinyCoder.Encoder(config);
        decoder = TinyCoder.Decoder(config);
        RegisterComponents();
    }

    /// <summary>Sizes of the network.</summary>
    public TinyAutoencoderConfig Config { get; }

    /// <summary>Pixels [N, 3, H, W] in [-1, 1] to latents [N, C, H / f, W / f].</summary>
    public Tensor Encode(Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        return encoder.call((pixels.Plus(1)) * Held(0.5)).MoveToOuterDisposeScope();
    }

    /// <summary>Latents [N, C, h, w] to pixels [N, 3, h f, w f], about [-1, 1].</summary>
    public Tensor Decode(Tensor latents)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor bounded = (latents * Held(1.0 / 3)).tanh() * Held(3);
        return (decoder.call(bounded) * Held(2)).Plus(-1).MoveToOuterDisposeScope();
    }
}
