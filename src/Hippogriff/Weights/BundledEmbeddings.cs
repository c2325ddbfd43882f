using System.Text.RegularExpressions;

namespace Hippogriff.Weights;

/// <summary>
/// Textual inversions inside a LoRA file, as kohya's scripts, OneTrainer and A1111 know them:
/// <c>bundle_emb.NAME.string_to_param.*</c>, or <c>bundle_emb.NAME.clip_l</c>.
/// </summary>
public static partial class BundledEmbeddings
{
    /// <summary>The word of an embedding, and which of its tensors this is; null for other tensors.</summary>
    /// <param name="tensor">Name of a tensor.</param>
    public static (string Word, string Part)? Split(string tensor) =>
        Name().Match(tensor) is { Success: true } match ? (match.Groups[1].Value, match.Groups[2].Value) : null;

    [GeneratedRegex(
        @"\Abundle_emb\.(.+)\.(string_to_param\.[^.]+|emb_params|clip_[lg]|text_encoder(?:_2)?)\z",
        RegexOptions.CultureInvariant | RegexOptions.Singleline
    )]
    private static partial Regex Name();
}
