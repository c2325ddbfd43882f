using Hippogriff.Texts;

namespace Hippogriff.Adapters;

/// <summary>
/// Names that LoRA files of our own have. They are those of kohya's scripts, which other programs read:
/// "lora_unet_mid_0_attn_qkv.lora_down.weight", "lora_te_..." for the text encoder, ".alpha". What is read besides says
/// <see cref="Changes.ChangeKinds"/>.
/// </summary>
internal static class LoraNames
{
    private const string Denoiser = "denoiser.",
        Text = "text_encoder.",
        Word = "bundle_emb.",
        WordEnd = ".text_encoder";

    /// <summary>The name of a layer in kohya's scripts.</summary>
    public static string Kohya(string target) =>
        target.StartsWith(Text, StringComparison.Ordinal)
            ? "lora_te_" + Flat(target[Text.Length..])
            : "lora_unet_" + Flat(target[Denoiser.Length..]);

    /// <summary>
    /// The name of a new word's vector: that of an embedding bundled with a LoRA, as common programs expect it.
    /// </summary>
    public static string OfWord(string word) => Word + word + WordEnd;

    /// <summary>The word of an embedding tensor; null for other tensors.</summary>
    public static string? WordOf(string name) =>
        name.StartsWith(Word, StringComparison.Ordinal)
        && name.EndsWith(WordEnd, StringComparison.Ordinal)
        && name.Length > Word.Length + WordEnd.Length
            ? ComposedText.Of(name[Word.Length..^WordEnd.Length])
            : null;

    private static string Flat(string name) => name.Replace('.', '_');
}
