using Hippogriff.Training.Data;
using SkiaSharp;

namespace Hippogriff.Training.Scenes;

/// <summary>A sheet of captioned pictures, to look at what a network is shown.</summary>
public static class SceneSheet
{
    private const int Gap = 8;

    /// <summary>
    /// The sheet as a PNG: <paramref name="columns"/> pictures a row, each enlarged <paramref name="scale"/> times without
    /// smoothing, its caption below.
    /// </summary>
    /// <exception cref="HippogriffException">There are no pictures, or the sheet would be larger than 16,384 pixels a side.</exception>
    public static byte[] Png(IReadOnlyList<Example> examples, int columns, int scale = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        if (examples.Count == 0)
            throw new HippogriffException("A sheet needs at least one picture.");
        columns = Math.Min(columns, examples.Count);
        var cell = Math.Max(examples.Max(e => e.Image.Width) * scale, 96);
        var tall = examples.Max(e => e.Image.Height) * scale;
        var captions = examples.Select(e => DotFont.Wrap(e.Caption, cell / DotFont.Advance)).ToList();
        var lines = Math.Min(6, captions.Max(c => c.Count));
        var row = tall + 4 + lines * DotFont.LineHeight + Gap;
        var (width, height) = (columns * (cell + Gap) + Gap, (examples.Count + columns - 1) / columns * row + Gap);
        if (width > 16384 || height > 16384)
            throw new HippogriffException($"The sheet would be {width}x{height} pixels; at most 16384x16384 can be drawn, so ask for fewer or smaller pictures.");
        using var sheet = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(sheet);
        using var ink = new SKPaint { Color = new SKColor(0x20, 0x20, 0x20) };
        canvas.Clear(SKColors.White);
        for (var i = 0; i < examples.Count; i++)
        {
            var (x, y) = (Gap + i % columns * (cell + Gap), Gap + i / columns * row);
            var picture = examples[i].Image;
            using var bitmap = ToBitmap(picture);
            using var image = SKImage.FromBitmap(bitmap);
            canvas.DrawImage(image, SKRect.Create(x, y, picture.Width * scale, picture.Height * scale), new SKSamplingOptions(SKFilterMode.Nearest), null);
            for (var line = 0; line < Math.Min(lines, captions[i].Count); line++)
                DotFont.Draw(canvas, captions[i][line], x, y + tall + 4 + line * DotFont.LineHeight, 1, ink);
        }
        canvas.Flush();
        using var data = sheet.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static SKBitmap ToBitmap(Imaging.RgbImage picture)
    {
        var bitmap = new SKBitmap(new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var rgba = new byte[picture.Width * picture.Height * 4];
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            picture.Pixels.AsSpan(i * 3, 3).CopyTo(rgba.AsSpan(i * 4));
            rgba[i * 4 + 3] = 255;
        }
        System.Runtime.InteropServices.Marshal.Copy(rgba, 0, bitmap.GetPixels(), rgba.Length);
        return bitmap;
    }
}
