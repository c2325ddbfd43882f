using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Texts;

namespace Hippogriff.Tokenizers;

/// <summary>Reads vocabularies from the files of a model's tokenizer folder.</summary>
public static class ClipVocabularyFiles
{
    private const string VocabularyFile = "vocab.json",
        MergesFile = "merges.txt",
        TokenizerFile = "tokenizer.json",
        VersionLine = "#version";

    private static readonly JsonSerializerOptions s_json = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>
    /// The vocabulary in a folder: vocab.json and merges.txt, or tokenizer.json. Null if the folder has neither.
    /// </summary>
    /// <exception cref="HippogriffException">A file is damaged, or one of the two is missing.</exception>
    public static ClipVocabulary? Find(string folder)
    {
        string vocabulary = Path.Combine(folder, VocabularyFile),
            merges = Path.Combine(folder, MergesFile),
            whole = Path.Combine(folder, TokenizerFile);
        if (File.Exists(vocabulary) && File.Exists(merges))
            return Read(vocabulary, merges);
        if (File.Exists(whole))
            return ReadTokenizer(whole);
        if (File.Exists(vocabulary) || File.Exists(merges))
            throw new HippogriffException(
                $"'{folder}' holds only one of {VocabularyFile} and {MergesFile}; a tokenizer needs both.",
                FaultKind.DamagedFile
            );
        return null;
    }

    /// <summary>The vocabulary of vocab.json and merges.txt.</summary>
    /// <exception cref="HippogriffException">A file is missing, too large or damaged.</exception>
    public static ClipVocabulary Read(string vocabularyPath, string mergesPath)
    {
        Dictionary<string, int> tokens = JsonText.ReadFile<Dictionary<string, int>>(
            vocabularyPath,
            s_json,
            fault => $"'{vocabularyPath}' cannot be read as a vocabulary: {fault}."
        );
        // The bytes of a merge spell white space by other characters, so any line break ends a merge.
        List<string> merges =
        [
            .. RegularFile
                .ReadText(mergesPath)
                .Split('\n')
                .Select((line, i) => (Line: line.TrimEnd('\r'), i))
                .Where(row => row.Line.Length > 0 && !IsVersion(row.Line, row.i))
                .Select(row => row.Line),
        ];
        return new ClipVocabulary(tokens, merges, $"'{vocabularyPath}' with its {MergesFile}");
    }

    /// <summary>The vocabulary of a tokenizer.json, the form of the Rust tokenizers.</summary>
    /// <exception cref="HippogriffException">The file is missing, too large, damaged, or of another kind.</exception>
    public static ClipVocabulary ReadTokenizer(string path)
    {
        JsonElement root = JsonText.ReadFile<JsonElement>(path, s_json, Refuse);
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("model", out JsonElement model)
            || model.ValueKind != JsonValueKind.Object
            || !model.TryGetProperty("vocab", out JsonElement vocab)
            || vocab.ValueKind != JsonValueKind.Object
            || !model.TryGetProperty("merges", out JsonElement merges)
            || merges.ValueKind != JsonValueKind.Array
            || JsonText.StringOf(model, "end_of_word_suffix") != ClipAlphabet.WordEnd
        )
            throw new HippogriffException(
                Refuse("it has no byte-pair model whose words end with </w>"),
                FaultKind.Incompatible
            );
        return new ClipVocabulary(Ids(vocab, Refuse), [.. merges.EnumerateArray().Select(Merge)], $"'{path}'");

        string Refuse(string fault) => $"'{path}' cannot be read as a tokenizer of CLIP: {fault}.";

        string Merge(JsonElement merge)
        {
            if (JsonText.StringOf(merge) is { } text)
                return text;
            if (
                merge.ValueKind == JsonValueKind.Array
                && merge.GetArrayLength() == 2
                && JsonText.StringOf(merge[0]) is { } first
                && JsonText.StringOf(merge[1]) is { } second
            )
                return $"{first} {second}";
            throw new HippogriffException(Refuse("a merge is neither a text nor a pair"), FaultKind.DamagedFile);
        }
    }

    private static Dictionary<string, int> Ids(JsonElement vocabulary, Func<string, string> refuse)
    {
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        foreach (JsonProperty token in vocabulary.EnumerateObject())
            if (
                token.Value.ValueKind != JsonValueKind.Number
                || !token.Value.TryGetInt32(out int id)
                || !ids.TryAdd(token.Name, id)
            )
                throw new HippogriffException(
                    refuse($"the token '{Fit.Piece(token.Name)}' has no id"),
                    FaultKind.DamagedFile
                );
        return ids;
    }

    private static bool IsVersion(string line, int number) =>
        number == 0 && line.StartsWith(VersionLine, StringComparison.Ordinal);
}
