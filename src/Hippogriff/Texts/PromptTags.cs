using System.Text.RegularExpressions;

namespace Hippogriff.Texts;

/// <summary>
/// Tags such as <c>&lt;lora:my-dog:0.8&gt;</c>, by which users of Stable Diffusion's web UI name LoRAs inside a prompt.
/// They are not words: their content is a file name.
/// </summary>
public static partial class PromptTags
{
    /// <summary>The text with a space in place of each tag, and the tags in order.</summary>
    /// <param name="text">A prompt.</param>
    /// <param name="kind">Only tags of this kind, for example "lora"; null for all.</param>
    public static (string Text, IReadOnlyList<string> Tags) Split(string text, string? kind = null)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
            return (text, []);
        List<string> tags = [];
        string rest = Tag()
            .Replace(
                text,
                tag =>
                {
                    if (kind is not null && tag.Groups[1].Value != kind)
                        return tag.Value;
                    tags.Add(tag.Value);
                    return " ";
                }
            );
        return tags.Count == 0 ? (text, []) : (rest, tags);
    }

    /// <summary>Whether a piece of a prompt is such a tag.</summary>
    public static bool IsTag(string piece) => Tag().IsMatch(piece);

    [GeneratedRegex("<([A-Za-z]+):([^<>]*)>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
