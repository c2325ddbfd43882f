using Hippogriff.Texts;

namespace Hippogriff.Adapters;

/// <summary>Which half of a layer's change a tensor of a file is.</summary>
internal enum LoraPart
{
    Down,
    Up,
    Alpha,
}

/// <summary>
/// How tensors of LoRA files are called. We write as kohya's scripts do ("lora_unet_mid_0_attn_qkv.lora_down.weight",
/// "lora_te_..." for the text encoder, ".alpha"), which other programs read; and read diffusers' names as well
/// ("unet.mid.0.attn.qkv.lora_A.weight", older "...lora.down.weight").
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

    /// <summary>What kohya's scripts call a layer.</summary>
    public static string Kohya(string target) =>
        target.StartsWith(Text, StringComparison.Ordinal)
            ? "lora_te_" + Flat(target[Text.Length..])
            : "lora_unet_" + Flat(target[Denoiser.Length..]);

    /// <summary>Splits a tensor's name into the layer's and the part; null where it is no part of a layer.</summary>
    public static (string Layer, LoraPart Part)? Split(string name)
    {
        foreach ((string end, LoraPart part) in s_ends)
            if (name.EndsWith(end, StringComparison.Ordinal) && name.Length > end.Length)
                return (name[..^end.Length], part);
        return null;
    }

    /// <summary>
    /// The name of a new word's vector: that of an embedding which the usual programs find bundled with a LoRA.
    /// </summary>
    public static string OfWord(string word) => Word + word + WordEnd;

    /// <summary>The word whose vector a tensor is; null where it is none.</summary>
    public static string? WordOf(string name) =>
        name.StartsWith(Word, StringComparison.Ordinal)
        && name.EndsWith(WordEnd, StringComparison.Ordinal)
        && name.Length > Word.Length + WordEnd.Length
            ? ComposedText.Of(name[Word.Length..^WordEnd.Length])
            : null;

    private static string Flat(string name) => name.Replace('.', '_');
}
