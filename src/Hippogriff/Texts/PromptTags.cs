using System.Text.RegularExpressions;

namespace Hippogriff.Texts;

/// <summary>
/// Marks such as <c>&lt;lora:my-dog:0.8&gt;</c>, by which users of Stable Diffusion's web UI name LoRAs and the like
/// inside a prompt. They are no words: what stands in them is the name of a file.
/// </summary>
public static partial class PromptTags
{
    /// <summary>The text without its marks, a space in the place of each, and the marks in order.</summary>
    /// <param name="text">A prompt.</param>
    /// <param name="kind">Only marks of this kind, for example "lora"; null for all.</param>
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

    /// <summary>Whether a piece of a prompt is such a mark.</summary>
    public static bool IsTag(string piece) => Tag().IsMatch(piece);

    [GeneratedRegex("<([A-Za-z]+):([^<>]*)>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
