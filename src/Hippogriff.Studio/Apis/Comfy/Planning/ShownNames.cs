using System.Globalization;
using System.Text.RegularExpressions;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>
/// Names of pictures as ComfyUI makes them: a prefix, a number and an underscore. Here the number is that of the
/// picture in the gallery, or the name of an upload. So a name leads to its picture without a table.
/// </summary>
internal static partial class ShownNames
{
    private const int LongestPrefix = 100;

    /// <summary>The beginning of the names of a SaveImage node, made of what can stand in names of files.</summary>
    /// <exception cref="NotPlannedException">It leads out of the folder, or is too long.</exception>
    public static string Prefix(NodeReader node)
    {
        string prefix = Unwanted().Replace(node.Text("filename_prefix").Replace('\\', '/'), "_");
        if (prefix.Length > LongestPrefix)
            throw node.Not(
                $"filename_prefix has {Counted.Of(prefix.Length, "character")}; at most {LongestPrefix} are allowed."
            );
        return prefix.StartsWith('/') || prefix.Split('/').Any(part => part is ".." or ".")
            ? throw node.Not("filename_prefix leads out of the folder of pictures; begin it with a plain name.")
            : prefix;
    }

    /// <summary>Folder and name of a picture of the gallery.</summary>
    public static (string Folder, string Name) Of(string prefix, long picture) =>
        Of(prefix, picture.ToString("00000", CultureInfo.InvariantCulture));

    /// <summary>Folder and name of an upload.</summary>
    public static (string Folder, string Name) Of(string prefix, string upload)
    {
        int end = prefix.LastIndexOf('/');
        string folder = end < 0 ? "" : prefix[..end].Trim('/');
        return (folder, $"{prefix[(end + 1)..]}_{upload}_.png");
    }

    /// <summary>The number of a picture of the gallery in a name; null if it is none of one.</summary>
    public static long? PictureOf(string name) =>
        Numbered().Match(name) is { Success: true } match
        && long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? id
            : null;

    /// <summary>The upload in a name; null if it is none of one.</summary>
    public static StoredPicture? UploadOf(string name) =>
        Uploaded().Match(name) is { Success: true } match ? StoredPicture.Read(match.Groups[1].Value) : null;

    [GeneratedRegex(@"[^\p{L}\p{N} _.,()+\-=@/]")]
    private static partial Regex Unwanted();

    [GeneratedRegex(@"_([0-9]{5,19})_\.png\z")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"_([pg][0-9a-f]{1,64}(?:m[0-9a-f]{1,64})?)_\.png\z")]
    private static partial Regex Uploaded();
}
