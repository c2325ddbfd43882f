using System.Text.Json.Serialization;
using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.Autoencoder;

/// <summary>Configuration of an <see cref="Autoencoder"/>.</summary>
/// <param name="Latent">Channels of the latent.</param>
/// <param name="Widths">Channels per level; every level halves the side, so a latent is 2^levels times smaller.</param>
/// <param name="Blocks">Residual blocks per level in encoder and decoder.</param>
/// <param name="UpsampleFactor">Ratio of the decoder's output side to the encoder's input side. The last convolution
/// gives all pixels of a larger cell (sub-pixel convolution, 1609.05158), so it is almost free.</param>
/// <param name="Finish">Channels of a last level of the decoder at half of its output's side
/// (<see cref="PixelFinish"/>), which leaves no grid of cells; 0 for none.</param>
public sealed record AutoencoderConfig(
    int Latent,
    int[] Widths,
    int Blocks = 1,
    [property: JsonPropertyName("upscale")] int UpsampleFactor = 1,
    int Finish = 0
)
{
    /// <summary>Side of a latent cell in pixels.</summary>
    [JsonIgnore]
    public int Factor => UpsampleFactor << Widths.Length;

    /// <summary>Pixels of one cell of the last convolution, along one side.</summary>
    [JsonIgnore]
    internal int Shuffle => Finish > 0 ? 2 : 2 * UpsampleFactor;

    private const int MostUpsampleFactor = 8,
        MostFinish = 256;

    /// <summary>
    /// Whether an autoencoder of this configuration can become one of <paramref name="other"/>, with a larger output by
    /// a whole factor.
    /// </summary>
    public bool CanBecome(AutoencoderConfig other) =>
        Latent == other.Latent
        && Blocks == other.Blocks
        && Widths.SequenceEqual(other.Widths)
        && other.UpsampleFactor % UpsampleFactor == 0
        && Finish == other.Finish
        && (Finish == 0 || UpsampleFactor == other.UpsampleFactor);

    /// <summary>Validates the configuration.</summary>
    /// <exception cref="HippogriffException">The message names the setting and what is allowed.</exception>
    public void Check(ConfigCheck check)
    {
        check.Between("latent", Latent, 1, ConfigCheck.MostChannels);
        check.Between("blocks", Blocks, 0, ConfigCheck.MostLayers);
        check.Between("upscale", UpsampleFactor, 1, MostUpsampleFactor);
        check.Between("finish", Finish, 0, MostFinish);
        check.Widths("widths", Widths);
    }
}

/// <summary>
/// A small convolutional autoencoder: pixels [N, 3, H, W] in [-1, 1] to a latent [N, C, H/f, W/f] of about unit
/// variance and back. Diffusion runs on the latent (latent diffusion, 2112.10752); the decoder adds texture and edges.
/// An upscaling autoencoder takes and returns pictures of the large size; its encoder reads reduced ones.
/// </summary>
public sealed class Autoencoder : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> down;
    private readonly ModuleList<ResidualBlock> encoder;
    private readonly GroupNorm encoder_norm;
    private readonly Conv2d to_latent;
    private readonly Conv2d from_latent;
    private readonly ModuleList<ResidualBlock> decoder;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> up;
    private readonly GroupNorm decoder_norm;
    private readonly Conv2d to_pixels;
    private readonly PixelFinish? finish;
    private readonly Tensor latent_mean;
    private readonly Tensor latent_std;

    /// <summary>A network with fresh weights.</summary>
    public Autoencoder(AutoencoderConfig config)
        : base(nameof(Autoencoder))
    {
        Config = config;
        int[] w = config.Widths;
        int top = w[^1];
        down =
        [
            Layer.Conv2d(12, w[0], 3, padding: 1),
            .. w.Skip(1).Select((width, i) => Layer.Conv2d(w[i], width, 3, 2, 1)),
        ];
        encoder =
        [
            .. w.SelectMany(width => Enumerable.Range(0, config.Blocks).Select(_ => new ResidualBlock(width, width))),
        ];
        encoder_norm = Normalization.Group(top);
        to_latent = Layer.Conv2d(top, config.Latent, 1);
        from_latent = Layer.Conv2d(config.Latent, top, 3, padding: 1);
        decoder =
        [
            .. w.Reverse()
                .SelectMany(width =>
                    Enumerable.Range(0, config.Blocks + 1).Select(_ => new ResidualBlock(width, width))
                ),
        ];
        up = [.. w.Reverse().Skip(1).Select((width, i) => Layer.Conv2d(w[w.Length - 1 - i], width, 3, padding: 1))];
        decoder_norm = Normalization.Group(w[0]);
        finish = config.Finish > 0 ? new PixelFinish(w[0], config.Finish, config.UpsampleFactor) : null;
        int last = config.Finish > 0 ? config.Finish : w[0];
        to_pixels = Layer.Conv2d(last, 3 * config.Shuffle * config.Shuffle, 3, padding: 1);
        latent_mean = Layer.Here(zeros(1, config.Latent, 1, 1));
        latent_std = Layer.Here(ones(1, config.Latent, 1, 1));
        RegisterComponents();
    }

    /// <summary>Sizes of the network.</summary>
    public AutoencoderConfig Config { get; }

    /// <summary>Side of a latent cell in pixels.</summary>
    public int Factor => Config.Factor;

    /// <summary>Pixels [N, 3, H, W] to latents [N, C, H/f, W/f], normalised per channel.</summary>
    public Tensor Encode(Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        return EncodeDownsampled(Downsample(pixels)).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Encode"/>, from reduced pictures [N, 3, H / upscale, W / upscale].</summary>
    public Tensor EncodeDownsampled(Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        return ((RawLatentOfDownsampled(pixels) - latent_mean) / latent_std).MoveToOuterDisposeScope();
    }

    /// <summary>Latents [N, C, h, w] to pixels [N, 3, h f, w f], about [-1, 1].</summary>
    public Tensor Decode(Tensor latents)
    {
        using DisposeScope scope = NewDisposeScope();
        return FromRawLatent((latents * latent_std).Plus(latent_mean)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Sets mean and standard deviation for <see cref="Encode"/> [1, C, 1, 1], measured over many latents.
    /// </summary>
    public void SetStatistics(Tensor mean, Tensor std)
    {
        using (no_grad())
        {
            latent_mean.copy_(mean);
            latent_std.copy_(std.clamp_min(Held(1e-4)));
        }
    }

    /// <summary>The latent before normalisation [N, C, H/f, W/f], in (-1, 1), for training.</summary>
    public Tensor RawLatent(Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        return RawLatentOfDownsampled(Downsample(pixels)).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="RawLatent"/>, from reduced pictures [N, 3, H / upscale, W / upscale].</summary>
    public Tensor RawLatentOfDownsampled(Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        // Down: 2 x 2 pixels become channels, then each level halves the side.
        Tensor h = ConvolutionLayout.InTraining(nn.functional.pixel_unshuffle(pixels, 2)); // [N, 12, H/2, W/2]
        for (int level = 0; level < down.Count; level++)
        {
            h = down[level].call(h);
            for (int i = 0; i < Config.Blocks; i++)
                h = encoder[level * Config.Blocks + i].call(h, null);
        }
        // Head: tanh bounds the latents, so that training noise has the same effect in all channels.
        return to_latent.call(Normalization.GroupSilu(encoder_norm, h)).tanh().MoveToOuterDisposeScope();
    }

    /// <summary>Inverse of <see cref="RawLatent"/>.</summary>
    public Tensor FromRawLatent(Tensor latent)
    {
        using DisposeScope scope = NewDisposeScope();
        // Up: each level doubles the side.
        Tensor h = BatchRows.Convolve(from_latent, ConvolutionLayout.InTraining(latent));
        int blocks = Config.Blocks + 1;
        for (int level = 0; level < down.Count; level++)
        {
            if (level > 0)
                h = up[level - 1]
                    .call(nn.functional.interpolate(h, scale_factor: [2, 2], mode: InterpolationMode.Nearest));
            for (int i = 0; i < blocks; i++)
                h = decoder[level * blocks + i].call(h, null);
        }
        // Head: sub-pixel convolution (1609.05158), with larger output than the encoder's input for upscaling.
        h = Normalization.GroupSilu(decoder_norm, h);
        h = to_pixels.call(finish is null ? h : finish.call(h));
        return nn.functional.pixel_shuffle(h, Config.Shuffle).MoveToOuterDisposeScope(); // [N, 3, H, W]
    }

    /// <summary>Encodes and decodes.</summary>
    public override Tensor forward(Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        return FromRawLatent(RawLatent(pixels)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Copies the weights of an autoencoder with an output smaller by a whole factor: each of its pixels initially
    /// becomes a square of equal pixels.
    /// </summary>
    /// <exception cref="ArgumentException">The two differ in more than the factor.</exception>
    public void BeginWith(Autoencoder smaller)
    {
        int times = Config.UpsampleFactor / smaller.Config.UpsampleFactor,
            side = smaller.Config.Shuffle;
        if (!smaller.Config.CanBecome(Config))
            throw new ArgumentException(
                "The autoencoders differ in more than the size of what they paint.",
                nameof(smaller)
            );
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> weights = smaller.state_dict();
        foreach ((string name, Tensor mine) in state_dict())
            mine.copy_(
                name.StartsWith(nameof(to_pixels), StringComparison.Ordinal) ? Squares(weights[name]) : weights[name]
            );

        // Channels are ordered by colour, then rows and columns of a cell's pixels, as in pixel_shuffle.
        Tensor Squares(Tensor weight) =>
            weight
                .view([3, side, side, .. weight.shape[1..]])
                .repeat_interleave(times, 1)
                .repeat_interleave(times, 2)
                .flatten(0, 2);
    }

    /// <summary>Freezes the encoder, so that only the decoder is trained and the latent does not change.</summary>
    public void KeepLatent()
    {
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in named_parameters())
            parameter.requires_grad = !(
                name.StartsWith(nameof(down), StringComparison.Ordinal)
                || name.StartsWith(nameof(encoder), StringComparison.Ordinal)
                || name.StartsWith(nameof(to_latent), StringComparison.Ordinal)
            );
    }

    /// <summary>
    /// The encoder's input for pictures [N, 3, H, W]: means of squares [N, 3, H / upscale, W / upscale].
    /// </summary>
    public Tensor Downsample(Tensor pixels) =>
        Config.UpsampleFactor == 1 ? pixels.alias() : nn.functional.avg_pool2d(pixels, Config.UpsampleFactor);

    /// <summary>
    /// FLOPs of <see cref="Encode"/> for one picture of the given size in pixels (multiply-adds times two), matrix
    /// products only.
    /// </summary>
    public double FlopsOfEncoding(int height, int width)
    {
        int[] w = Config.Widths;
        double pixels = (double)height * width / 4 / Config.UpsampleFactor / Config.UpsampleFactor,
            total = 2 * pixels * 9 * 12 * w[0];
        for (int level = 0; level < w.Length; level++)
        {
            if (level > 0)
                total += 2 * (pixels /= 4) * 9 * w[level - 1] * w[level];
            total += Config.Blocks * ResidualBlock.Flops(pixels, w[level], w[level]);
        }
        return total + 2 * pixels * w[^1] * Config.Latent;
    }

    /// <summary>
    /// FLOPs of <see cref="Decode"/> for one latent of the given size in cells (multiply-adds times two), matrix
    /// products only.
    /// </summary>
    public double FlopsOfDecoding(int height, int width)
    {
        int[] w = Config.Widths;
        double pixels = (double)height * width,
            total = 2 * pixels * 9 * Config.Latent * w[^1];
        for (int level = w.Length - 1; level >= 0; level--)
        {
            if (level < w.Length - 1)
                total += 2 * (pixels *= 4) * 9 * w[level + 1] * w[level];
            total += (Config.Blocks + 1) * ResidualBlock.Flops(pixels, w[level], w[level]);
        }
        double spread = finish is null ? 1 : Config.UpsampleFactor * Config.UpsampleFactor,
            last = finish is null ? w[0] : Config.Finish;
        return total
            + (finish is null ? 0 : pixels * finish.Flops())
            + 2 * pixels * spread * 9 * last * 3 * Config.Shuffle * Config.Shuffle;
    }
}
