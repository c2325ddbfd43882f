using System.Globalization;
using System.Text.RegularExpressions;

namespace Hippogriff.Denoising;

/// <summary>
/// Where a picture stands among those that share one generator of noise (<see cref="NoiseSources.Batch"/>). As a text
/// it is "batch-3-of-5".
/// </summary>
/// <param name="Picture">Its place, 1 to <paramref name="Of"/>.</param>
/// <param name="Of">Number of pictures, 1 to <see cref="Most"/>.</param>
public readonly partial record struct PlaceInBatch(int Picture, int Of)
{
    /// <summary>The largest batch, 64 pictures.</summary>
    public const int Most = 64;

    /// <summary>Reads "batch-3-of-5" in any case; null for any other text.</summary>
    public static PlaceInBatch? TryRead(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
            return null;
        PlaceInBatch place = new(Number(match.Groups[1]), Number(match.Groups[2]));
        return place.Picture >= 1 && place.Picture <= place.Of && place.Of <= Most ? place : null;

        static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>The place so many pictures further on.</summary>
    public PlaceInBatch Next(int pictures) => this with { Picture = Picture + pictures };

    /// <summary>The text that <see cref="TryRead"/> reads.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{NoiseSources.Batch}-{Picture}-of-{Of}");

    [GeneratedRegex(@"\Abatch-([0-9]{1,2})-of-([0-9]{1,2})\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
