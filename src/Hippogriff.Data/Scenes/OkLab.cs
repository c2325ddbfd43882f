using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// The OKLab colour space, in which equal distances look alike (B. Ottosson, "A perceptual color space for image
/// processing", 2020).
/// </summary>
internal static class OkLab
{
    private static readonly double[] s_linear =
    [
        .. Enumerable
            .Range(0, 256)
            .Select(v => v / 255.0)
            .Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4)),
    ];

    /// <summary>Lightness 0 to 1, green to red, blue to yellow.</summary>
    public static (double L, double A, double B) Of(SKColor colour)
    {
        (double r, double g, double b) = (s_linear[colour.Red], s_linear[colour.Green], s_linear[colour.Blue]);
        double l = Math.Cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        double m = Math.Cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        double s = Math.Cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return (
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
        );
    }

    /// <summary>The colour of the screen that is nearest.</summary>
    public static SKColor ToColour(double lightness, double a, double b, byte alpha)
    {
        double l = lightness + 0.3963377774 * a + 0.2158037573 * b;
        double m = lightness - 0.1055613458 * a - 0.0638541728 * b;
        double s = lightness - 0.0894841775 * a - 1.2914855480 * b;
        (l, m, s) = (l * l * l, m * m * m, s * s * s);
        return new SKColor(
            Encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            Encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            Encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
            alpha
        );
    }

    private static byte Encode(double linear)
    {
        double v = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;
        return (byte)Math.Clamp(Math.Round(v * 255), 0, 255);
    }
}
