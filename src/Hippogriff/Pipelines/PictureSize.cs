using System.Globalization;

namespace Hippogriff.Pipelines;

/// <summary>Width and height in pixels.</summary>
public readonly record struct PictureSize(int Width, int Height)
{
    /// <summary>"96x64".</summary>
    public override string ToString() => FormattableString.Invariant($"{Width}x{Height}");

    /// <summary>Parses "96x64", or "64" for a square.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Maximum side.</param>
    /// <returns>Null if it is not a size, or a side is not between 1 and <paramref name="most"/>.</returns>
    public static PictureSize? Read(string text, int most = RequestCheck.LargestSide) =>
        ReadSides(text) is { } size
        && Math.Min(size.Width, size.Height) >= 1
        && Math.Max(size.Width, size.Height) <= most
            ? size
            : null;

    /// <summary>Reads "96x64", or "64" for a square; whether it is drawn in such a size is not asked.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null if it is not one or two whole numbers without a sign.</returns>
    public static PictureSize? ReadSides(string text)
    {
        string[] parts = text.Split('x', 'X', '×');
        return parts.Length is 1 or 2 && Side(parts[0]) is { } width && Side(parts[^1]) is { } height
            ? new PictureSize(width, height)
            : null;
    }

    /// <summary>
    /// The nearest side that is a positive multiple of <paramref name="multiple"/>; an invalid size is returned
    /// unchanged, to be refused.
    /// </summary>
    public static int NearestSide(int asked, int multiple) =>
        asked <= 0
            ? asked
            : (int)Math.Max(multiple, Math.Min(int.MaxValue / multiple, (asked + multiple / 2L) / multiple) * multiple);

    /// <summary>
    /// The size to draw for programs with built-in sizes of other models, such as 1024x1024. Below twice the model's
    /// own width and height it is the requested size, which may be refused. A larger size becomes one with the same
    /// aspect ratio and as many pixels as the model's own, rounded to multiples.
    /// </summary>
    /// <param name="defaults">The model's defaults.</param>
    /// <param name="multiple">Multiple of the model's sizes.</param>
    public PictureSize Drawable(GenerationDefaults defaults, int multiple)
    {
        if (Width <= 0 || Height <= 0 || (Width < 2 * defaults.Width && Height < 2 * defaults.Height))
            return this;
        if ((long)Width * defaults.Height == (long)Height * defaults.Width)
            return new PictureSize(defaults.Width, defaults.Height);
        double scale = Math.Sqrt((double)defaults.Width * defaults.Height / ((double)Width * Height));
        return new PictureSize(Fit(Width, defaults.Width), Fit(Height, defaults.Height));

        int Fit(int side, int own) => NearestSide(Math.Clamp((int)Math.Round(side * scale), 1, 2 * own), multiple);
    }

    /// <summary>The size with both sides rounded to multiples, see <see cref="NearestSide"/>.</summary>
    public PictureSize Nearest(int multiple) => new(NearestSide(Width, multiple), NearestSide(Height, multiple));

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) ? side : null;
}
