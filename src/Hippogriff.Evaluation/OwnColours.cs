using Hippogriff.Data.Scenes;
using SkiaSharp;

namespace Hippogriff.Evaluation;

/// <summary>
/// Decides which colours a thing has by itself. A blue whale hardly differs from a whale, so the difference cannot be
/// judged.
/// </summary>
internal sealed class OwnColours(SpriteLibrary sprites)
{
    private const int Side = 24;
    private const double Least = 40; // root mean square over the pixels that are there, of 255
    private readonly Dictionary<(string Concept, string Style, string Colour), bool> _known = [];

    /// <summary>Whether the artwork in <paramref name="colour"/> is almost the original artwork.</summary>
    public bool Resembles(string concept, string style, string colour)
    {
        if (_known.TryGetValue((concept, style, colour), out bool same))
            return same;
        return _known[(concept, style, colour)] = Distance(concept, style, colour) < Least;
    }

    /// <summary>Distance of the coloured artwork from the original, 0 to 255.</summary>
    internal double Distance(string concept, string style, string colour)
    {
        SKColor[] plain = Draw(sprites.Get(concept, style, null)),
            coloured = Draw(sprites.Get(concept, style, colour));
        double sum = 0,
            count = 0;
        for (int i = 0; i < plain.Length; i++)
        {
            if (plain[i].Alpha < 128)
                continue;
            double r = plain[i].Red - coloured[i].Red,
                g = plain[i].Green - coloured[i].Green,
                b = plain[i].Blue - coloured[i].Blue;
            sum += (r * r + g * g + b * b) / 3;
            count++;
        }
        return count == 0 ? 0 : Math.Sqrt(sum / count);
    }

    private static SKColor[] Draw(Sprite sprite)
    {
        using SKBitmap bitmap = new(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        using (SKCanvas canvas = new(bitmap))
        {
            canvas.Clear(SKColors.Transparent);
            sprite.Draw(canvas, new SKRect(0, 0, Side, Side), Side, null);
        }
        return bitmap.Pixels;
    }
}
