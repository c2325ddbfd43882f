using System.Globalization;

namespace Hippogriff.Studio.Pages.Forms;

/// <summary>Numbers as people type them, with a comma or a dot before the fraction.</summary>
internal static class SpokenNumber
{
    /// <summary>The number, for "7,5" the same as for "7.5"; null if it is none.</summary>
    public static double? Read(string? text) =>
        double.TryParse(WithDots(text ?? ""), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary>A text of several numbers, with dots before the fractions.</summary>
    public static string WithDots(string text) => text.Replace(',', '.');
}
