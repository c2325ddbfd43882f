using System.Globalization;

namespace Hippogriff.Pipelines;

/// <summary>Width and height in pixels, as people and programs write them.</summary>
public readonly record struct PictureSize(int Width, int Height)
{
    /// <summary>"96x64".</summary>
    public override string ToString() => FormattableString.Invariant($"{Width}x{Height}");

    /// <summary>Reads "96x64", or "64" for a square.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Longest side that is a size.</param>
    /// <returns>Null where it is no size, or a side is not between 1 and <paramref name="most"/>.</returns>
    public static PictureSize? Read(string text, int most = RequestCheck.LargestSide) =>
        ReadSides(text) is { } size
        && Math.Min(size.Width, size.Height) >= 1
        && Math.Max(size.Width, size.Height) <= most
            ? size
            : null;

    /// <summary>Reads "96x64", or "64" for a square; whether it is drawn in such a size is not asked.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null where it is not one or two whole numbers without a sign.</returns>
    public static PictureSize? ReadSides(string text)
    {
        string[] parts = text.Split('x', 'X', '×');
        return parts.Length is 1 or 2 && Side(parts[0]) is { } width && Side(parts[^1]) is { } height
            ? new PictureSize(width, height)
            : null;
    }

    /// <summary>
    /// The nearest side of at least one <paramref name="multiple"/> that a model draws; what is no size stays what it
    /// is, to be refused.
    /// </summary>
    public static int NearestSide(int asked, int multiple) =>
        asked <= 0
            ? asked
            : (int)Math.Max(multiple, Math.Min(int.MaxValue / multiple, (asked + multiple / 2L) / multiple) * multiple);

    /// <summary>
    /// The size to draw for programs that have sizes of other models built in, such as 1024x1024. Below twice the
    /// model's own width and height it is what they ask for, to be refused where the model cannot draw it; anything
    /// larger becomes the size of those proportions with as many pixels as the model's own, to the nearest multiple.
    /// </summary>
    /// <param name="defaults">The model's defaults.</param>
    /// <param name="multiple">What the model's sizes are multiples of.</param>
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

    /// <summary>
    /// The size with both sides brought to the nearest that a model draws, see <see cref="NearestSide"/>.
    /// </summary>
    public PictureSize Nearest(int multiple) => new(NearestSide(Width, multiple), NearestSide(Height, multiple));

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int side) ? side : null;
}
