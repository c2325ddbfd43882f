using Hippogriff.Models.KlVae;
using Hippogriff.Models.Layers;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

public sealed class KlTilesTests
{
    private static readonly KlAutoencoderConfig s_config = new(4, [8, 8, 16, 16], 1) { Groups = 4 };

    [Theory]
    [InlineData(32, 20, 28)]
    [InlineData(24, 9, 40)]
    public void With_the_statistics_of_the_whole_picture_tiles_are_the_whole_picture(int tile, int height, int width)
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        KlDecoder decoder = TinyNetworks.Seeded(new KlDecoder(s_config));
        Tensor z = Latents(height, width);
        using NormBook book = new();
        using IDisposable opened = book.Use();
        Tensor cells = decoder.Begin(z),
            whole = decoder.Finish(cells.clone()),
            tiled = KlTiles.Joined(decoder, cells, tile / decoder.PixelsOfCell);
        Assert.Equal(whole.shape, tiled.shape);
        Assert.InRange(Largest(whole - tiled), 0, 1e-5);
        decoder.Dispose();
    }

    [Fact]
    public void The_reach_counts_every_convolution_behind_the_smallest_level()
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        KlDecoder decoder = TinyNetworks.Seeded(new KlDecoder(s_config with { Widths = [8, 8] }));
        Assert.Equal(5, decoder.Reach); // four convolutions of two blocks, and the last one
        decoder.Dispose();
    }

    [Fact]
    public void Tiles_differ_little_from_the_whole_picture_and_have_no_seams()
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        using KlAutoencoder vae = TinyNetworks.Seeded(new KlAutoencoder(s_config));
        Tensor z = Smooth(24, 24),
            whole = vae.Decode(z),
            tiled = vae.DecodeByTiles(z, 64),
            off = (whole - tiled).abs();
        double spread = whole.std().item<float>();
        Assert.InRange(off.mean().item<float>() / spread, 0, 0.25);
        // A step from one column to the next is no larger where two tiles meet.
        Tensor steps = (tiled.narrow(3, 1, 191) - tiled.narrow(3, 0, 191)).abs().mean([0, 1, 2]), // [191]
            before = (whole.narrow(3, 1, 191) - whole.narrow(3, 0, 191)).abs().mean([0, 1, 2]);
        foreach (int seam in new[] { 63, 127 })
            Assert.InRange(steps[seam].item<float>() / before[seam].item<float>(), 0.8, 1.2);
    }

    [Fact]
    public void A_picture_of_one_tile_is_the_same_as_without_tiles()
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        using KlAutoencoder vae = TinyNetworks.Seeded(new KlAutoencoder(s_config));
        Tensor z = Latents(8, 6);
        Assert.Equal(0, Largest(vae.Decode(z) - vae.DecodeByTiles(z, 64)));
    }

    [Theory]
    [InlineData(16, 96, 80)]
    [InlineData(24, 136, 64)]
    public void With_the_statistics_of_the_whole_picture_encoding_by_tiles_is_that_of_the_whole(
        int tile,
        int high,
        int wide
    )
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        KlEncoder encoder = TinyNetworks.Seeded(new KlEncoder(s_config));
        Tensor pixels = Noise([1, 3, high, wide]);
        using NormBook book = new();
        using IDisposable opened = book.Use();
        Tensor whole = encoder.Begin(pixels),
            tiled = KlTiles.Joined(encoder, pixels, tile / encoder.PixelsOfCell);
        Assert.Equal(whole.shape, tiled.shape);
        Assert.InRange(Largest(whole - tiled), 0, 1e-5);
        encoder.Dispose();
    }

    [Fact]
    public void Latents_by_tiles_differ_little_from_those_of_the_whole_picture()
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        using KlAutoencoder vae = TinyNetworks.Seeded(new KlAutoencoder(s_config));
        Tensor pixels = nn.functional.interpolate(
            Noise([2, 3, 6, 5]),
            size: [192, 160],
            mode: InterpolationMode.Bicubic,
            align_corners: false
        );
        (Tensor whole, Tensor wholeVariance) = vae.Encode(pixels);
        (Tensor tiled, Tensor tiledVariance) = vae.EncodeByTiles(pixels, 64);
        Assert.InRange(Off(whole, tiled), 0, 0.25);
        Assert.InRange(Off(wholeVariance, tiledVariance), 0, 0.25);
        Assert.InRange(Largest(whole - vae.EncodeByTiles(pixels, 192).Mean), 0, 1e-5); // each alone, rounded otherwise

        static double Off(Tensor expected, Tensor given) =>
            (expected - given).abs().mean().item<float>() / expected.std().item<float>();
    }

    private static Tensor Noise(long[] shape)
    {
        using Generator random = new(3, CPU);
        return randn(shape, generator: random);
    }

    private static Tensor Latents(int height, int width) => Noise([1, 4, height, width]);

    /// <summary>A picture with areas, not noise.</summary>
    private static Tensor Smooth(int height, int width) =>
        nn.functional.interpolate(
            Latents(4, 4),
            size: [height, width],
            mode: InterpolationMode.Bicubic,
            align_corners: false
        );

    private static double Largest(Tensor x) => x.abs().max().to(ScalarType.Float64).item<double>();
}
