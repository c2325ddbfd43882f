using System.Globalization;
using System.Text;

namespace Hippogriff.Studio.Gallery;

/// <summary>
/// File names for downloads: from the prompt, with only letters, digits and hyphens, which are safe for file systems
/// and headers.
/// </summary>
public static class DownloadName
{
    private const int LongestPrompt = 40;

    /// <summary>For example <c>a-red-apple-7.png</c>.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="ending">For example ".png".</param>
    public static string Of(GalleryPicture picture, string ending) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Plain(picture.Settings.Prompt)}-{(ulong)picture.Settings.Seed}{ending}"
        );

    private static string Plain(string prompt)
    {
        StringBuilder name = new();
        foreach (char letter in prompt.ToLowerInvariant())
        {
            if (name.Length >= LongestPrompt)
                break;
            if (char.IsAsciiLetterOrDigit(letter))
                name.Append(letter);
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
        }
        string plain = name.ToString().Trim('-');
        return plain.Length == 0 ? "picture" : plain;
    }
}
