using Hippogriff.Imaging;
using SkiaSharp;

namespace Hippogriff.Training.Data;

/// <summary>
/// Reads picture files for training: turned as EXIF says, alpha laid on white, 16 bits reduced to 8, of an animation the first
/// frame; cut to the square in the middle and reduced to the asked size.
/// </summary>
public static class PictureReader
{
    /// <summary>Pictures with more pixels are refused before they are unpacked: a small file can claim a size that fills the memory.</summary>
    public const long LargestPixels = 64L * 1024 * 1024;

    /// <summary>File name endings of the formats that are read.</summary>
    public static IReadOnlySet<string> Extensions { get; } =
        new HashSet<string>(StringComparer.OrdinalIgnoreCase) { ".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp" };

    /// <summary>Reads a picture as a square of <paramref name="size"/> pixels a side.</summary>
    /// <exception cref="HippogriffException">The file is missing, no picture, damaged or too large.</exception>
    public static RgbImage Read(string path, int size)
    {
        using var codec = OpenCodec(path);
        // JPEG can be unpacked at 1/2, 1/4 or 1/8 for a fraction of the work.
        var shortest = Math.Min(codec.Info.Width, codec.Info.Height);
        var scaled = codec.GetScaledDimensions(Math.Min(1f, 2f * size / shortest));
        if (Math.Min(scaled.Width, scaled.Height) < Math.Min(size, shortest))
            scaled = codec.Info.Size;
        using var bitmap = new SKBitmap(new SKImageInfo(scaled.Width, scaled.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb()));
        var result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
            throw new HippogriffException($"The picture {path} is damaged{(result == SKCodecResult.IncompleteInput ? ": it ends too early" : "")}.");
        return Fit(bitmap, codec.EncodedOrigin, size);
    }

    /// <summary>Reads no more than the header.</summary>
    /// <exception cref="HippogriffException">The file is missing, no picture or too large.</exception>
    public static void Probe(string path) => OpenCodec(path).Dispose();

    private static SKCodec OpenCodec(string path)
    {
        if (!File.Exists(path))
            throw new HippogriffException($"The picture {path} does not exist.");
        SKCodec? codec;
        try
        {
            codec = SKCodec.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new HippogriffException($"The picture {path} cannot be read: {e.Message}");
        }
        if (codec is null)
            throw new HippogriffException($"The file {path} is no picture that can be read (PNG, JPEG, WebP, GIF and BMP can).");
        if ((long)codec.Info.Width * codec.Info.Height <= LargestPixels)
            return codec;
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        codec.Dispose();
        throw new HippogriffException($"The picture {path} is {width}x{height}; at most {LargestPixels / (1024 * 1024)} million pixels are read.");
    }

    private static RgbImage Fit(SKBitmap picture, SKEncodedOrigin origin, int size)
    {
        var current = picture;
        try
        {
            // Halving is an exact mean of 2x2. What then is between one and two times too large is drawn twice as large as asked
            // by an interpolating cubic and halved once more, so that nothing is skipped on the way down.
            while (Math.Min(current.Width, current.Height) >= 2 * size)
            {
                var half = Draw(current, new SKImageInfo(current.Width / 2, current.Height / 2, SKColorType.Rgba8888, SKAlphaType.Premul), (canvas, image) =>
                    canvas.DrawImage(image, new SKRect(0, 0, current.Width / 2 * 2, current.Height / 2 * 2), new SKRect(0, 0, current.Width / 2, current.Height / 2), new SKSamplingOptions(SKFilterMode.Linear), null));
                if (current != picture)
                    current.Dispose();
                current = half;
            }
            var over = Math.Min(current.Width, current.Height) > size ? 2 : 1;
            using var square = Draw(current, new SKImageInfo(size * over, size * over, SKColorType.Rgba8888, SKAlphaType.Opaque), (canvas, image) =>
            {
                canvas.Clear(SKColors.White);
                canvas.Translate(size * over / 2f, size * over / 2f);
                canvas.Concat(Turn(origin));
                var scale = (float)(size * over) / Math.Min(image.Width, image.Height);
                var (w, h) = (image.Width * scale / 2, image.Height * scale / 2);
                canvas.DrawImage(image, new SKRect(-w, -h, w, h), new SKSamplingOptions(SKCubicResampler.CatmullRom), null);
            });
            return ToRgb(square, over);
        }
        finally
        {
            if (current != picture)
                current.Dispose();
        }
    }

    private static SKBitmap Draw(SKBitmap source, SKImageInfo info, Action<SKCanvas, SKImage> draw)
    {
        var target = new SKBitmap(info);
        using var canvas = new SKCanvas(target);
        using var image = SKImage.FromBitmap(source);
        canvas.Clear(SKColors.Transparent);
        draw(canvas, image);
        return target;
    }

    // The turn or mirroring about the centre that the eight EXIF orientations ask for.
    private static SKMatrix Turn(SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, 0, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, 0, 0, -1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, 0, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, 0, -1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, 0, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    // Means of `over` x `over` pixels, alpha dropped.
    private static RgbImage ToRgb(SKBitmap square, int over)
    {
        var (size, stride, parts) = (square.Width / over, square.RowBytes, over * over);
        var rgba = square.GetPixelSpan();
        var rgb = new byte[size * size * 3];
        for (var i = 0; i < rgb.Length; i++)
        {
            var (x, y, sum) = (i / 3 % size * over, i / 3 / size * over, parts / 2);
            for (var part = 0; part < parts; part++)
                sum += rgba[(y + part / over) * stride + (x + part % over) * 4 + i % 3];
            rgb[i] = (byte)(sum / parts);
        }
        return new RgbImage(size, size, rgb);
    }
}
