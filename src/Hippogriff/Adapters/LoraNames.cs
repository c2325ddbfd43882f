using Hippogriff.Texts;

namespace Hippogriff.Adapters;

/// <summary>The role of a tensor in a layer's update.</summary>
internal enum LoraPart
{
    Down,
    Up,
    Alpha,
}

/// <summary>
/// Tensor names in LoRA files. Writes the names of kohya's scripts, which other programs read:
/// "lora_unet_mid_0_attn_qkv.lora_down.weight", "lora_te_..." for the text encoder, ".alpha". Also reads the names of
/// diffusers: "unet.mid.0.attn.qkv.lora_A.weight" and the older "...lora.down.weight".
/// </summary>
internal static class LoraNames
{
    private const string Denoiser = "denoiser.",
        Text = "text_encoder.",
        Word = "bundle_emb.",
        WordEnd = ".text_encoder";
    private static readonly (string End, LoraPart Part)[] s_ends =
    [
        (".lora_down.weight", LoraPart.Down),
        (".lora_up.weight", LoraPart.Up),
        (".lora_A.weight", LoraPart.Down),
        (".lora_B.weight", LoraPart.Up),
        (".lora.down.weight", LoraPart.Down),
        (".lora.up.weight", LoraPart.Up),
        (".alpha", LoraPart.Alpha),
    ];

    /// <summary>The name of a layer in kohya's scripts.</summary>
    public static string Kohya(string target) =>
        target.StartsWith(Text, StringComparison.Ordinal)
            ? "lora_te_" + Flat(target[Text.Length..])
            : "lora_unet_" + Flat(target[Denoiser.Length..]);

    /// <summary>Splits a tensor's name into layer and role; null if it does not belong to a layer.</summary>
    public static (string Layer, LoraPart Part)? Split(string name)
    {
        foreach ((string end, LoraPart part) in s_ends)
            if (name.EndsWith(end, StringComparison.Ordinal) && name.Length > end.Length)
                return (name[..^end.Length], part);
        return null;
    }

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
