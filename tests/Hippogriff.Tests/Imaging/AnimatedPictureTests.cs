using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using SkiaSharp;

namespace Hippogriff.Tests.Imaging;

/// <summary>Films are read back by SkiaSharp's decoder, which knows nothing of how they were written.</summary>
public class AnimatedPictureTests
{
    [Fact]
    public void A_webp_film_gives_back_every_pixel_and_every_time()
    {
        FilmFrame[] film =
        [
            .. Enumerable
                .Range(0, 5)
                .Select(i => new FilmFrame(Noise(24, 16, i, colours: 0), TimeSpan.FromMilliseconds(80 + 40 * i))),
        ];
        (RgbImage[] images, int[] times) = Decode(AnimatedPicture.Webp(film));
        Assert.Equal(film.Select(frame => frame.Image.Pixels), images.Select(image => image.Pixels));
        Assert.Equal([80, 120, 160, 200, 240], times);
    }

    [Fact]
    public void A_gif_film_of_few_colours_gives_back_every_pixel()
    {
        // Steps of eight: every colour has a cell of its own, so nothing is rounded. Large enough for the code table to
        // be filled and begun anew several times.
        FilmFrame[] film =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i => new FilmFrame(Noise(160, 120, i, colours: 200), TimeSpan.FromMilliseconds(120))),
        ];
        (RgbImage[] images, int[] times) = Decode(AnimatedPicture.Gif(film));
        Assert.Equal(film.Select(frame => frame.Image.Pixels), images.Select(image => image.Pixels));
        Assert.Equal([120, 120, 120], times);
    }

    [Fact]
    public void A_gif_of_one_colour_is_small_and_right()
    {
        byte[] pixels = new byte[300 * 300 * 3];
        pixels.AsSpan().Fill(77);
        byte[] gif = AnimatedPicture.Gif([new FilmFrame(new RgbImage(300, 300, pixels), TimeSpan.FromSeconds(1))]);
        Assert.Equal(pixels, Decode(gif).Images[0].Pixels);
        Assert.InRange(gif.Length, 800, 2_500);
    }

    [Fact]
    public void A_gif_of_many_colours_stays_near_them()
    {
        byte[] pixels = new byte[64 * 64 * 3];
        for (int i = 0; i < 64 * 64; i++)
            (pixels[i * 3], pixels[i * 3 + 1], pixels[i * 3 + 2]) = (
                (byte)(i % 64 * 4),
                (byte)(i / 64 * 4),
                (byte)(i % 64 * 2 + i / 64 * 2)
            );
        RgbImage decoded = Decode(
            AnimatedPicture.Gif([new FilmFrame(new RgbImage(64, 64, pixels), TimeSpan.FromSeconds(1))])
        ).Images[0];
        double mean = pixels.Zip(decoded.Pixels, (a, b) => Math.Abs(a - b)).Average();
        Assert.InRange(mean, 0, 6);
    }

    [Fact]
    public void Frames_of_two_sizes_are_no_film()
    {
        FilmFrame[] film = [new(Noise(8, 8, 0, 4), TimeSpan.Zero), new(Noise(8, 9, 0, 4), TimeSpan.Zero)];
        Assert.Throws<ArgumentException>(() => AnimatedPicture.Gif(film));
        Assert.Throws<ArgumentException>(() => AnimatedPicture.Webp(film));
        Assert.Throws<ArgumentException>(() => AnimatedPicture.Webp([]));
    }

    /// <summary>
    /// Pixels that no compression likes; with <paramref name="colours"/> above 0 only so many of them, all multiples of
    /// eight.
    /// </summary>
    private static RgbImage Noise(int width, int height, int seed, int colours)
    {
        uint state = (uint)seed * 2_654_435_761 + 1;
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            state = state * 1_664_525 + 1_013_904_223;
            int value = (int)(state >> 8);
            if (colours > 0)
                value = value % colours * 163 % 32_768;
            (pixels[i], pixels[i + 1], pixels[i + 2]) =
                colours > 0
                    ? ((byte)((value >> 10 & 31) * 8), (byte)((value >> 5 & 31) * 8), (byte)((value & 31) * 8))
                    : ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
        }
        return new RgbImage(width, height, pixels);
    }

    private static (RgbImage[] Images, int[] Times) Decode(byte[] file)
    {
        using SKData data = SKData.CreateCopy(file);
        using SKCodec codec = SKCodec.Create(data);
        SKImageInfo info = new(
            codec.Info.Width,
            codec.Info.Height,
            SKColorType.Rgba8888,
            SKAlphaType.Unpremul,
            SKColorSpace.CreateSrgb()
        );
        List<RgbImage> images = [];
        for (int i = 0; i < codec.FrameCount; i++)
        {
            using SKBitmap frame = new(info);
            Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, frame.GetPixels(), new SKCodecOptions(i)));
            images.Add(
                new RgbImage(info.Width, info.Height, [.. frame.GetPixelSpan().ToArray().Where((_, at) => at % 4 != 3)])
            );
        }
        return ([.. images], [.. codec.FrameInfo.Select(frame => frame.Duration)]);
    }
}
