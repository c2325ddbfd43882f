using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// The colour names of scenes, and recolouring of sprites. In OKLab (B. Ottosson, "A perceptual color space for image
/// processing", 2020), the artwork's dominant colour is moved to the named one, and its shading is kept. Parts of
/// another hue (leaves, windows, eyes) do not change.
/// </summary>
public static class SceneColour
{
    // name -> OKLCH: lightness 0..1, chroma, hue in degrees.
    private static readonly (string Name, double L, double C, double H)[] s_table =
    [
        ("red", 0.58, 0.215, 27),
        ("orange", 0.73, 0.175, 55),
        ("yellow", 0.87, 0.175, 95),
        ("green", 0.64, 0.18, 143),
        ("blue", 0.57, 0.19, 258),
        ("purple", 0.52, 0.20, 303),
        ("pink", 0.79, 0.135, 352),
        ("brown", 0.45, 0.08, 55),
        ("black", 0.25, 0, 0),
        ("grey", 0.66, 0, 0),
        ("white", 0.95, 0, 0),
    ];

    /// <summary>All colour words.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_table.Select(c => c.Name)];

    /// <summary>Whether a colour is neutral, so that pictures without colour can show it.</summary>
    public static bool IsNeutral(string name) => name is "black" or "grey" or "white";

    /// <summary>The sRGB colour of a name; white is pure white.</summary>
    public static SKColor Of(string name)
    {
        if (name == "white")
            return SKColors.White; // a thing in white keeps room for highlights, a sheet needs none
        var (_, l, c, h) = Find(name);
        return ToColour(l, c * Math.Cos(h * Math.PI / 180), c * Math.Sin(h * Math.PI / 180), 255);
    }

    /// <summary>
    /// Recolours straight-alpha 8-bit RGBA pixels to <paramref name="name"/>, in place. With <paramref name="lines"/>,
    /// the artwork is black lines and is recoloured completely.
    /// </summary>
    internal static void Apply(SKColor[] pixels, string name, bool lines) =>
        Apply(pixels, name, MainOf(pixels, lines), lines);

    /// <summary>The colour that <see cref="Apply(SKColor[], string, bool)"/> moves, in OKLab.</summary>
    internal static (double L, double A, double B) MainOf(SKColor[] pixels, bool lines) =>
        lines ? (0.25, 0, 0) : Dominant(pixels);

    /// <summary>The same where <paramref name="main"/> is known already.</summary>
    internal static void Apply(SKColor[] pixels, string name, (double L, double A, double B) main, bool lines)
    {
        var (_, targetL, c, h) = Find(name);
        var (targetA, targetB) = (c * Math.Cos(h * Math.PI / 180), c * Math.Sin(h * Math.PI / 180));
        var mainChroma = Math.Sqrt(main.A * main.A + main.B * main.B);
        var (last, given) = (SKColor.Empty, SKColor.Empty); // neighbours are often alike
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i].Alpha == 0)
                continue;
            if (pixels[i] != last)
                (last, given) = (pixels[i], Given(pixels[i]));
            pixels[i] = given;
        }

        SKColor Given(SKColor pixel)
        {
            var lab = ToLab(pixel);
            var weight = lines ? 1 : Likeness(lab, main, mainChroma);
            if (weight <= 0)
                return pixel;
            // Shading keeps its direction but is reduced, so that it is visible on black and white.
            var l = Math.Clamp(targetL + (lab.L - main.L) * 0.75, 0.05, 1);
            if (!lines && lab.L < 0.25)
                l = Math.Min(l, lab.L + 0.1); // outlines and pupils stay dark
            var room = Math.Min(1, Math.Min(l / 0.35, (1 - l) / 0.12)); // no chroma at the ends of the lightness axis
            return ToColour(
                lab.L + (l - lab.L) * weight,
                lab.A + (targetA * room - lab.A) * weight,
                lab.B + (targetB * room - lab.B) * weight,
                pixel.Alpha
            );
        }
    }

    private static (string Name, double L, double C, double H) Find(string name)
    {
        foreach (var entry in s_table)
        {
            if (entry.Name == name)
                return entry;
        }
        throw new HippogriffException($"The colour \"{name}\" is unknown; known are {string.Join(", ", Names)}.");
    }

    // Membership of a pixel in the dominant colour, 0..1.
    private static double Likeness(
        (double L, double A, double B) p,
        (double L, double A, double B) main,
        double mainChroma
    )
    {
        var chroma = Math.Sqrt(p.A * p.A + p.B * p.B);
        if (mainChroma < 0.045)
            return (1 - Ramp(chroma, 0.05, 0.09)) * (1 - Ramp(Math.Abs(p.L - main.L), 0.35, 0.5));
        var turn = Math.Abs(Math.Atan2(p.B, p.A) - Math.Atan2(main.B, main.A)) * 180 / Math.PI;
        if (turn > 180)
            turn = 360 - turn;
        return (1 - Ramp(turn, 42, 65)) * Ramp(chroma, 0.015, 0.045);
    }

    private static double Ramp(double x, double from, double to)
    {
        var t = Math.Clamp((x - from) / (to - from), 0, 1);
        return t * t * (3 - 2 * t);
    }

    // The maximum of a coarse, blurred (a, b) histogram; black and white count only if there is little else.
    private static (double L, double A, double B) Dominant(SKColor[] pixels)
    {
        var lab = new (double L, double A, double B)[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i].Alpha >= 128)
                lab[i] = i > 0 && pixels[i] == pixels[i - 1] ? lab[i - 1] : ToLab(pixels[i]);
        }
        const int cells = 33;
        var (mass, ends, total) = (new double[cells * cells], 0, 0);
        bool IsEnd(int i) => lab[i].L < 0.3 || lab[i].L > 0.93 && Math.Abs(lab[i].A) + Math.Abs(lab[i].B) < 0.04;
        static int Cell((double L, double A, double B) p) =>
            Math.Clamp((int)((p.A + 0.33) * 50), 1, cells - 2) * cells
            + Math.Clamp((int)((p.B + 0.33) * 50), 1, cells - 2);
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i].Alpha < 128)
                continue;
            total++;
            ends += IsEnd(i) ? 1 : 0;
        }
        var withEnds = ends > 0.7 * total;
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i].Alpha < 128 || !withEnds && IsEnd(i))
                continue;
            var at = Cell(lab[i]);
            for (var dy = -1; dy <= 1; dy++)
            {
                for (var dx = -1; dx <= 1; dx++)
                    mass[at + dy * cells + dx] += dx == 0 && dy == 0 ? 2 : 1;
            }
        }
        var best = Array.IndexOf(mass, mass.Max());
        var (sum, count) = ((L: 0.0, A: 0.0, B: 0.0), 0);
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i].Alpha < 128 || !withEnds && IsEnd(i))
                continue;
            var at = Cell(lab[i]);
            if (Math.Abs(at / cells - best / cells) > 1 || Math.Abs(at % cells - best % cells) > 1)
                continue;
            sum = (sum.L + lab[i].L, sum.A + lab[i].A, sum.B + lab[i].B);
            count++;
        }
        return count == 0 ? (0.5, 0, 0) : (sum.L / count, sum.A / count, sum.B / count);
    }

    private static (double L, double A, double B) ToLab(SKColor colour)
    {
        var (r, g, b) = (s_linear[colour.Red], s_linear[colour.Green], s_linear[colour.Blue]);
        var l = Math.Cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        var m = Math.Cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        var s = Math.Cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return (
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
        );
    }

    private static SKColor ToColour(double lightness, double a, double b, byte alpha)
    {
        var l = lightness + 0.3963377774 * a + 0.2158037573 * b;
        var m = lightness - 0.1055613458 * a - 0.0638541728 * b;
        var s = lightness - 0.0894841775 * a - 1.2914855480 * b;
        (l, m, s) = (l * l * l, m * m * m, s * s * s);
        return new SKColor(
            Encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            Encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            Encode(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
            alpha
        );
    }

    private static readonly double[] s_linear =
    [
        .. Enumerable
            .Range(0, 256)
            .Select(v => v / 255.0)
            .Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4)),
    ];

    private static byte Encode(double linear)
    {
        var v = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;
        return (byte)Math.Clamp(Math.Round(v * 255), 0, 255);
    }
}
