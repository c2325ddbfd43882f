using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Studio.Pages.Pictures;

/// <summary>URLs of pictures.</summary>
internal static class PictureAddress
{
    public static string Of(long id) => FormattableString.Invariant($"files/pictures/{id}.png");

    public static string Download(long id) => FormattableString.Invariant($"files/pictures/{id}/download");

    public static string Step(long id, int step, string view) =>
        FormattableString.Invariant($"files/pictures/{id}/steps/{step}/{view}.png");

    public static string Film(long id, string view, string format) =>
        FormattableString.Invariant($"files/pictures/{id}/film/{view}.{format}");

    /// <summary>A picture of the gallery in its large view.</summary>
    public static string Large(long id) => FormattableString.Invariant($"gallery?picture={id}");

    /// <summary>A picture with its film as one HTML page.</summary>
    public static string Page(long id, string by) =>
        FormattableString.Invariant($"files/pictures/{id}/page.html?by={Uri.EscapeDataString(by)}");

    /// <summary>The page that draws, with words and a seed.</summary>
    public static string Create(string prompt, long? seed) =>
        FormattableString.Invariant($"create?prompt={Uri.EscapeDataString(prompt)}&seed={seed}");

    /// <summary>The page that draws, with words and a model; null for the default one.</summary>
    public static string Draw(string prompt, string? model) =>
        $"/create?prompt={Uri.EscapeDataString(prompt)}"
        + (model is null ? "" : $"&model={Uri.EscapeDataString(model)}");

    public static string Upload(string name) => $"files/uploads/{Uri.EscapeDataString(name)}.png";

    public static string Mask(string name) => $"files/masks/{Uri.EscapeDataString(name)}.png";

    /// <summary>A PNG as a data URL.</summary>
    public static string Inline(ReadOnlyMemory<byte> png) =>
        "data:image/png;base64," + Convert.ToBase64String(png.Span);

    /// <summary>A picture as a data URL.</summary>
    public static string Inline(RgbImage image) => Inline(PngFile.Encode(image, generated: true));

    public static string Zip(IEnumerable<long> ids) => $"files/pictures.zip?ids={Joined(ids)}";

    public static string Joined(IEnumerable<long> ids) =>
        string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));
}
