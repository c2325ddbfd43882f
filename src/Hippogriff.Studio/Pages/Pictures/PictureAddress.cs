using System.Globalization;
using System.Text;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Pages.Pictures;

/// <summary>Where a browser finds pictures, and what downloaded ones are called.</summary>
internal static class PictureAddress
{
    private const int LongestName = 60;

    public static string Of(long id) => FormattableString.Invariant($"files/pictures/{id}.png");

    public static string Download(long id) => FormattableString.Invariant($"files/pictures/{id}/download");

    public static string Step(long id, int step, string view) => FormattableString.Invariant($"files/pictures/{id}/steps/{step}/{view}.png");

    public static string Film(long id, string view, string format) => FormattableString.Invariant($"files/pictures/{id}/film/{view}.{format}");

    public static string Upload(string name) => $"files/uploads/{Uri.EscapeDataString(name)}.png";

    public static string Zip(IEnumerable<long> ids) => $"files/pictures.zip?ids={Joined(ids)}";

    public static string Joined(IEnumerable<long> ids) => string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The name of a downloaded file, without its ending: letters and digits of the prompt, and the seed. Nothing else of a prompt reaches a file system.</summary>
    public static string NameOf(GenerationSettings settings)
    {
        StringBuilder name = new();
        foreach (char sign in settings.Prompt)
        {
            if (name.Length >= LongestName) break;
            if (char.IsAsciiLetterOrDigit(sign)) name.Append(char.ToLowerInvariant(sign));
            else if (name.Length > 0 && name[^1] != '-') name.Append('-');
        }
        string words = name.ToString().Trim('-');
        return string.Create(CultureInfo.InvariantCulture, $"{(words.Length == 0 ? "picture" : words)}-{settings.Seed}");
    }
}
