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
        (string _, double l, double c, double h) = Find(name);
        return OkLab.ToColour(l, c * Math.Cos(h * Math.PI / 180), c * Math.Sin(h * Math.PI / 180), 255);
    }

    /// <summary>
    /// Recolours straight-alpha 8-bit RGBA pixels to <paramref name="name"/>, in place. With <paramref name="lines"/>,
    /// the artwork is black lines and is recoloured completely.
    /// </summary>
    internal static void Apply(SKColor[] pixels, string name, bool lines) =>
        Apply(pixels, name, MainOf(pixels, lines), lines);

    /// <summary>The colour that <see cref="Apply(SKColor[], string, bool)"/> moves, in OKLab.</summary>
    internal static (double L, double A, double B) MainOf(SKColor[] pixels, bool lines) =>
        lines ? (0.25, 0, 0) : DominantColour.Of(pixels);

    /// <summary>The same where <paramref name="main"/> is known already.</summary>
    internal static void Apply(SKColor[] pixels, string name, (double L, double A, double B) main, bool lines)
    {
        (string _, double targetL, double c, double h) = Find(name);
        (double targetA, double targetB) = (c * Math.Cos(h * Math.PI / 180), c * Math.Sin(h * Math.PI / 180));
        double mainChroma = Math.Sqrt(main.A * main.A + main.B * main.B);
        (SKColor last, SKColor given) = (SKColor.Empty, SKColor.Empty); // neighbours are often alike
        for (int i = 0; i < pixels.Length; i++)
        {
            if (pixels[i].Alpha == 0)
                continue;
            if (pixels[i] != last)
                (last, given) = (pixels[i], Given(pixels[i]));
            pixels[i] = given;
        }

        SKColor Given(SKColor pixel)
        {
            (double L, double A, double B) lab = OkLab.Of(pixel);
            double weight = lines ? 1 : Likeness(lab, main, mainChroma);
            if (weight <= 0)
                return pixel;
            // Shading keeps its direction but is reduced, so that it is visible on black and white.
            double l = Math.Clamp(targetL + (lab.L - main.L) * 0.75, 0.05, 1);
            if (!lines && lab.L < 0.25)
                l = Math.Min(l, lab.L + 0.1); // outlines and pupils stay dark
            // no chroma at the ends of the lightness axis
            double room = Math.Min(1, Math.Min(l / 0.35, (1 - l) / 0.12));
            return OkLab.ToColour(
                lab.L + (l - lab.L) * weight,
                lab.A + (targetA * room - lab.A) * weight,
                lab.B + (targetB * room - lab.B) * weight,
                pixel.Alpha
            );
        }
    }

    private static (string Name, double L, double C, double H) Find(string name)
    {
        foreach ((string Name, double L, double C, double H) entry in s_table)
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
        double chroma = Math.Sqrt(p.A * p.A + p.B * p.B);
        if (mainChroma < 0.045)
            return (1 - Ramp(chroma, 0.05, 0.09)) * (1 - Ramp(Math.Abs(p.L - main.L), 0.35, 0.5));
        double turn = Math.Abs(Math.Atan2(p.B, p.A) - Math.Atan2(main.B, main.A)) * 180 / Math.PI;
        if (turn > 180)
            turn = 360 - turn;
        return (1 - Ramp(turn, 42, 65)) * Ramp(chroma, 0.015, 0.045);
    }

    private static double Ramp(double x, double from, double to)
    {
        double t = Math.Clamp((x - from) / (to - from), 0, 1);
        return t * t * (3 - 2 * t);
    }
}
