using SkiaSharp;

namespace Hippogriff.Imaging.Codecs;

/// <summary>A frame of an animation and its duration.</summary>
public readonly record struct FilmFrame(RgbImage Image, TimeSpan Time);

/// <summary>
/// Writes endlessly repeated animations as WebP (24 bits, small) or GIF (256 colours, supported everywhere).
/// </summary>
public static class AnimatedPicture
{
    /// <summary>A lossless animated WebP.</summary>
    /// <param name="frames">At least one, all of one size, sides of at most 16,383 pixels.</param>
    public static byte[] Webp(IReadOnlyList<FilmFrame> frames)
    {
        RequireFilm(frames);
        List<SKImage> images = [];
        try
        {
            images.AddRange(frames.Select(frame => Pixels(frame.Image)));
            SKWebpEncoderFrame[] film =
            [
                .. images.Zip(frames, (image, frame) => new SKWebpEncoderFrame(image, frame.Time)),
            ];
            using SKData? data = SKWebpEncoder.EncodeAnimated(
                film,
                new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 75)
            );
            return data?.ToArray()
                ?? throw new InvalidOperationException("The frames could not be written as an animated WebP.");
        }
        finally
        {
            images.ForEach(image => image.Dispose());
        }
    }

    /// <summary>An animated GIF; every frame has its own 256 colours.</summary>
    /// <param name="frames">At least one, all of one size.</param>
    public static byte[] Gif(IReadOnlyList<FilmFrame> frames)
    {
        RequireFilm(frames);
        return GifFile.Encode(frames);
    }

    private static void RequireFilm(IReadOnlyList<FilmFrame> frames)
    {
        if (frames.Count == 0)
            throw new ArgumentException("A film needs at least one frame.", nameof(frames));
        if (
            frames.Any(frame =>
                frame.Image.Width != frames[0].Image.Width || frame.Image.Height != frames[0].Image.Height
            )
        )
            throw new ArgumentException("The frames of a film are of one size.", nameof(frames));
    }

    private static SKImage Pixels(RgbImage image)
    {
        byte[] rgba = new byte[image.Width * image.Height * 4];
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            image.Pixels.AsSpan(from, 3).CopyTo(rgba.AsSpan(to));
            rgba[to + 3] = 255;
        }
        return SKImage.FromPixelCopy(
            new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque),
            rgba
        );
    }
}
