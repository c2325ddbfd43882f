using System.Text;
using Hippogriff.Texts;
using Microsoft.ML.Tokenizers;

namespace Hippogriff.Tokenizers;

/// <summary>
/// CLIP's tokenizer: byte-level BPE over a text in lower case, as transformers does it for the pipelines of diffusers.
/// Microsoft.ML.Tokenizers merges; special tokens, Unicode form, lower case and pieces are done here, since the library
/// differs there (<see cref="ClipText"/>). Thread-safe.
/// </summary>
public sealed class ClipTokenizer
{
    /// <summary>Tokens of a sequence, with start and end.</summary>
    public const int Length = 77;

    /// <summary>Tokens of a sequence without start and end.</summary>
    public const int Room = Length - 2;

    /// <summary>Longest text, in UTF-16 units.</summary>
    public const int LongestText = 1 << 16;

    private readonly (string Text, int Id)[] _raw;
    private readonly (string Text, int Id)[] _normalized;
    private readonly string[] _split;

    /// <param name="vocabulary">Tokens and merges.</param>
    /// <param name="special">Special tokens; null for <see cref="ClipSpecialTokens.Standard"/>.</param>
    /// <exception cref="HippogriffException">The vocabulary lacks a special token.</exception>
    public ClipTokenizer(ClipVocabulary vocabulary, ClipSpecialTokens? special = null)
    {
        Vocabulary = vocabulary;
        Special = special ?? ClipSpecialTokens.Standard;
        _raw = [.. Special.Raw.Select(text => (text, IdOf(text)))];
        _normalized = [.. Special.Normalized.Select(text => (text, IdOf(text)))];
        PaddingId = IdOf(Special.Padding);
        _split = [ClipVocabulary.Start, ClipVocabulary.End];
    }

    /// <summary>The tokenizer of SD 1.x with the public vocabulary.</summary>
    public static ClipTokenizer Standard => s_standard.Value;

    private static readonly Lazy<ClipTokenizer> s_standard = new(() => new ClipTokenizer(ClipVocabulary.Public));

    /// <summary>Tokens and merges.</summary>
    public ClipVocabulary Vocabulary { get; }

    /// <summary>Special tokens.</summary>
    public ClipSpecialTokens Special { get; }

    /// <summary>Id of the token that fills a sequence.</summary>
    public int PaddingId { get; }

    /// <summary>
    /// The tokenizer of a model's tokenizer folder; the public vocabulary if the folder has none or there is no folder.
    /// </summary>
    /// <exception cref="HippogriffException">A file is damaged.</exception>
    public static ClipTokenizer Read(string folder) =>
        new(ClipVocabularyFiles.Find(folder) ?? ClipVocabulary.Public, ClipSpecialTokens.Read(folder));

    /// <summary>
    /// This tokenizer with "!" as an ordinary word, for programs that tokenize once for all encoders (A1111, ComfyUI).
    /// The token that fills a sequence stays.
    /// </summary>
    public ClipTokenizer WithOrdinaryPadding() =>
        Special.Padding == ClipVocabulary.End
            ? this
            : new ClipTokenizer(
                Vocabulary,
                Special with
                {
                    Raw = [ClipVocabulary.End],
                    Normalized = [ClipVocabulary.Start],
                }
            );

    /// <summary>The tokens of a text, without start and end; all of them, however long the text.</summary>
    /// <exception cref="HippogriffException">The text is longer than <see cref="LongestText"/>.</exception>
    public IReadOnlyList<int> Encode(string text)
    {
        if (text.Length > LongestText)
            throw new HippogriffException(
                $"A prompt of {Counted.Grouped(text.Length, "character")} is too long; "
                    + $"at most {LongestText:N0} are read."
            );
        List<int> ids = [];
        foreach ((string outside, int? special) in Cut(text, _raw))
            if (special is { } id)
                ids.Add(id);
            else
                foreach ((string inside, int? other) in Cut(ClipText.Normalize(outside), _normalized))
                    if (other is { } next)
                        ids.Add(next);
                    else
                        AddPieces(inside, ids);
        return ids;
    }

    /// <summary>
    /// A text as diffusers gives it to an encoder: start, at most 75 tokens, end, and padding.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="cut">The tokens that were cut off.</param>
    /// <returns><see cref="Length"/> ids.</returns>
    /// <inheritdoc cref="Encode" path="/exception"/>
    public int[] EncodePadded(string text, out IReadOnlyList<int> cut)
    {
        IReadOnlyList<int> ids = Encode(text);
        cut = [.. ids.Skip(Room)];
        int[] padded = new int[Length];
        Array.Fill(padded, PaddingId);
        padded[0] = Vocabulary.StartId;
        int kept = Math.Min(ids.Count, Room);
        for (int i = 0; i < kept; i++)
            padded[i + 1] = ids[i];
        padded[kept + 1] = Vocabulary.EndId;
        return padded;
    }

    /// <summary>The text of tokens, a space behind each that ends a word.</summary>
    public string Decode(IEnumerable<int> ids)
    {
        StringBuilder text = new();
        foreach (int id in ids)
        {
            text.Append(Vocabulary.TextOf(id));
            if (Vocabulary.EndsWord(id))
                text.Append(' ');
        }
        return text.ToString().TrimEnd();
    }

    private void AddPieces(string text, List<int> ids)
    {
        foreach (Range piece in ClipText.Pieces(text, _split))
            ids.AddRange(
                Vocabulary.Bpe.EncodeToIds(text[piece], considerPreTokenization: false, considerNormalization: false)
            );
    }

    /// <summary>
    /// The text between special tokens, and the special tokens; of two that begin at one place the longer one counts.
    /// </summary>
    private static IEnumerable<(string Text, int? Id)> Cut(string text, (string Text, int Id)[] special)
    {
        int from = 0;
        while (true)
        {
            (int at, string found, int id) = (-1, "", 0);
            foreach ((string token, int its) in special)
            {
                int next = text.IndexOf(token, from, StringComparison.Ordinal);
                if (next >= 0 && (at < 0 || next < at || (next == at && token.Length > found.Length)))
                    (at, found, id) = (next, token, its);
            }
            if (at < 0)
                break;
            if (at > from)
                yield return (text[from..at], null);
            yield return (found, id);
            from = at + found.Length;
        }
        if (from < text.Length)
            yield return (text[from..], null);
    }

    private int IdOf(string token) =>
        Vocabulary.Ids.TryGetValue(token, out int id)
            ? id
            : throw new HippogriffException(
                $"The tokenizer names the special token '{Fit.Piece(token)}', which its vocabulary lacks.",
                FaultKind.DamagedFile
            );
}
