using System.Text.Json;
using Hippogriff.Files;

namespace Hippogriff.Tokenizers;

/// <summary>The special tokens of a CLIP tokenizer: what fills a sequence, and what is cut out of a text.</summary>
/// <param name="Padding">Text of the token that fills a sequence: <see cref="ClipVocabulary.End"/> in SD 1.x and SDXL's
/// first encoder, "!" in SD 2.x and OpenCLIP encoders.</param>
/// <param name="Raw">Tokens that are cut out of the text as it is written.</param>
/// <param name="Normalized">Tokens that are cut out of the text after lower-casing.</param>
public sealed record ClipSpecialTokens(string Padding, IReadOnlyList<string> Raw, IReadOnlyList<string> Normalized)
{
    private const string MapFile = "special_tokens_map.json",
        ConfigFile = "tokenizer_config.json";

    private static readonly string[] s_roles = ["bos_token", "eos_token", "unk_token", "pad_token"];

    /// <summary>Those of SD 1.x, SDXL's first encoder, and FLUX.1.</summary>
    public static ClipSpecialTokens Standard { get; } =
        new(ClipVocabulary.End, [ClipVocabulary.End], [ClipVocabulary.Start]);

    /// <summary>
    /// Those of SD 2.x and SDXL's second encoder: "!" fills, and since it is special, "wow!" has id 0 for its mark.
    /// </summary>
    public static ClipSpecialTokens OpenClip { get; } = new("!", ["!"], [ClipVocabulary.Start, ClipVocabulary.End]);

    /// <summary>
    /// Those of a tokenizer folder, from special_tokens_map.json and tokenizer_config.json. Where the two differ, as in
    /// SD 2.1, the map counts.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="HippogriffException">A file is damaged.</exception>
    public static ClipSpecialTokens Read(string folder)
    {
        JsonElement? map = FileIn(folder, MapFile),
            config = FileIn(folder, ConfigFile);
        if (map is null && config is null)
            return Standard;
        HashSet<string> raw = new(StringComparer.Ordinal),
            all = new(StringComparer.Ordinal) { ClipVocabulary.Start, ClipVocabulary.End };
        string padding = ClipVocabulary.End;
        foreach (string role in s_roles)
            if ((TokenIn(map, role) ?? TokenIn(config, role)) is (string text, bool isNormalized))
            {
                all.Add(text);
                if (!isNormalized)
                    raw.Add(text);
                if (role == "pad_token")
                    padding = text;
            }
        return new ClipSpecialTokens(padding, [.. raw.Order()], [.. all.Except(raw).Order()]);
    }

    private static JsonElement? FileIn(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path)
            ? JsonText.ReadFile<JsonElement>(
                path,
                null,
                fault => $"'{path}' cannot be read as the settings of a tokenizer: {fault}."
            )
            : null;
    }

    /// <summary>A token given as a text, which is matched as written, or as an object that may say otherwise.</summary>
    private static (string Text, bool IsNormalized)? TokenIn(JsonElement? settings, string role)
    {
        if (settings is not { ValueKind: JsonValueKind.Object } all || !all.TryGetProperty(role, out JsonElement token))
            return null;
        if (JsonText.StringOf(token) is { Length: > 0 } text)
            return (text, false);
        return JsonText.StringOf(token, "content") is { Length: > 0 } content
            ? (
                content,
                token.TryGetProperty("normalized", out JsonElement flag) && flag.ValueKind == JsonValueKind.True
            )
            : null;
    }
}
