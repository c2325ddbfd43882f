using System.IO.Compression;
using System.Text;
using Hippogriff.Texts;
using Microsoft.ML.Tokenizers;

namespace Hippogriff.Tokenizers;

/// <summary>
/// The tokens and merges of a byte-level BPE vocabulary in CLIP's form. All public CLIP encoders share one vocabulary
/// of 49,408 tokens, which comes with the program (<see cref="Public"/>).
/// </summary>
public sealed class ClipVocabulary
{
    /// <summary>Text of the token that begins every sequence.</summary>
    public const string Start = "<|startoftext|>";

    /// <summary>Text of the token that ends every sequence.</summary>
    public const string End = "<|endoftext|>";

    /// <summary>Maximum number of tokens in a vocabulary that is read.</summary>
    public const int MostTokens = 1 << 20;

    private const int LongestToken = 1024;

    /// <summary>The name in the assembly; written by eng/MakeClipVocabulary.cs.</summary>
    private const string Resource = "clip-merges.br";

    private static readonly Lazy<ClipVocabulary> s_public = new(ReadPublic);

    private readonly string[] _spellings;

    /// <param name="tokens">The id of each token; the ids are 0, 1, 2 and so on without gaps.</param>
    /// <param name="merges">Pairs of tokens "first second", the first merge first.</param>
    /// <param name="origin">The file or files, for messages: "'vocab.json'".</param>
    /// <exception cref="HippogriffException">An id is missing or used twice, a byte or a special token is missing, or a
    /// merge makes no token.</exception>
    public ClipVocabulary(IReadOnlyDictionary<string, int> tokens, IReadOnlyList<string> merges, string origin)
    {
        if (tokens.Count > MostTokens || merges.Count > MostTokens)
            throw Fault($"has more than {MostTokens} tokens or merges");
        _spellings = new string[tokens.Count];
        foreach ((string token, int id) in tokens)
        {
            if (token.Length is 0 or > LongestToken)
                throw Fault($"has a token of {Counted.Of(token.Length, "character")}");
            if (id < 0 || id >= _spellings.Length)
                throw Fault(
                    $"gives '{Fit.Piece(token)}' the id {id}; "
                        + $"{_spellings.Length} tokens have 0 to {_spellings.Length - 1}"
                );
            if (_spellings[id] is { } other)
                throw Fault($"gives '{Fit.Piece(other)}' and '{Fit.Piece(token)}' the same id {id}");
            _spellings[id] = token;
        }
        foreach (char c in ClipAlphabet.Characters)
            if (!tokens.ContainsKey(c.ToString()) || !tokens.ContainsKey(c + ClipAlphabet.WordEnd))
                throw Fault($"lacks a token for a byte, '{c}' or '{c}{ClipAlphabet.WordEnd}'");
        HashSet<string> pairs = new(merges.Count, StringComparer.Ordinal);
        foreach (string merge in merges)
        {
            string[] parts = merge.Split(' ');
            if (parts.Length != 2 || !parts.All(tokens.ContainsKey) || !tokens.ContainsKey(parts[0] + parts[1]))
                throw Fault($"has the merge '{Fit.Piece(merge)}', which is not two tokens that make a third");
            if (!pairs.Add(merge))
                throw Fault($"has the merge '{Fit.Piece(merge)}' twice");
        }
        StartId = Required(Start);
        EndId = Required(End);
        Ids = tokens;
        Merges = merges;

        int Required(string token) =>
            tokens.TryGetValue(token, out int id) ? id : throw Fault($"lacks the token {token}");

        HippogriffException Fault(string what) =>
            new($"{origin} {what}, so it is not a vocabulary of CLIP.", FaultKind.DamagedFile);
    }

    /// <summary>The vocabulary of all public CLIP encoders; unpacked when first used.</summary>
    public static ClipVocabulary Public => s_public.Value;

    /// <summary>The ids of the tokens as vocab.json spells them.</summary>
    public IReadOnlyDictionary<string, int> Ids { get; }

    /// <summary>The merges, the first one first.</summary>
    public IReadOnlyList<string> Merges { get; }

    /// <summary>Number of tokens.</summary>
    public int Count => _spellings.Length;

    /// <summary>Id of the token that begins every sequence; 49406 in the public vocabulary.</summary>
    public int StartId { get; }

    /// <summary>Id of the token that ends every sequence; 49407 in the public vocabulary.</summary>
    public int EndId { get; }

    /// <summary>A token as vocab.json spells it.</summary>
    /// <param name="id">0 to <see cref="Count"/> - 1.</param>
    public string SpellingOf(int id) => _spellings[id];

    /// <summary>Whether a token ends a word.</summary>
    /// <inheritdoc cref="SpellingOf"/>
    public bool EndsWord(int id) => _spellings[id].EndsWith(ClipAlphabet.WordEnd, StringComparison.Ordinal);

    /// <summary>
    /// A token for people; bytes that make no whole character are written as <c>&lt;0xE7&gt;</c>.
    /// </summary>
    /// <inheritdoc cref="SpellingOf"/>
    public string TextOf(int id) => ClipAlphabet.Readable(_spellings[id]);

    /// <summary>The merging of single pieces, by Microsoft.ML.Tokenizers.</summary>
    internal BpeTokenizer Bpe =>
        _bpe ??= BpeTokenizer.Create(
            new BpeOptions(Ids)
            {
                Merges = Merges,
                ByteLevel = true,
                EndOfWordSuffix = ClipAlphabet.WordEnd,
                UnknownToken = End,
            }
        );

    private BpeTokenizer? _bpe;

    /// <summary>
    /// The tokens follow from the merges: bytes, bytes that end a word, what each merge makes, start and end.
    /// </summary>
    internal static Dictionary<string, int> TokensOf(IEnumerable<string> merges)
    {
        Dictionary<string, int> tokens = new(StringComparer.Ordinal);
        foreach (char c in ClipAlphabet.Characters)
            tokens.TryAdd(c.ToString(), tokens.Count);
        foreach (char c in ClipAlphabet.Characters)
            tokens.TryAdd(c + ClipAlphabet.WordEnd, tokens.Count);
        foreach (string merge in merges)
            tokens.TryAdd(merge.Replace(" ", "", StringComparison.Ordinal), tokens.Count);
        tokens.TryAdd(Start, tokens.Count);
        tokens.TryAdd(End, tokens.Count);
        return tokens;
    }

    private static ClipVocabulary ReadPublic()
    {
        using Stream packed = typeof(ClipVocabulary).Assembly.GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(new BrotliStream(packed, CompressionMode.Decompress), Encoding.UTF8);
        string[] merges = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new ClipVocabulary(TokensOf(merges), merges, "CLIP's own vocabulary");
    }
}
