using System.Security.Cryptography;
using System.Text;

namespace Hippogriff.Meanings;

/// <summary>
/// English words and phrases as vectors of 128 8-bit numbers, with their kinds. Immutable and thread-safe. A text is
/// normalised and never found if it is blocked. The table then tries a row, a listed form of a row, the text without an
/// ending, and its words without spaces. A text that is not found as a whole is read in parts (<see cref="LookUp"/>).
/// </summary>
public sealed class MeaningTable
{
    /// <summary>Length of a vector.</summary>
    public const int Width = 128;

    /// <summary>Maximum number of words in a part of a phrase.</summary>
    private const int MostOfPart = 4;

    private const int LeastLetters = 2;
    private const float LastPart = 1.5f;

    private static readonly (string End, string Instead)[] s_endings =
    [
        ("'s", ""),
        ("ies", "y"),
        ("ves", "f"),
        ("ves", "fe"),
        ("men", "man"),
        ("es", ""),
        ("s", ""),
        ("ing", ""),
        ("ing", "e"),
        ("ed", ""),
        ("ed", "e"),
    ];

    private static readonly string[] s_doubling = ["ing", "ed"];
    private static readonly HashSet<string> s_small = [.. "a an the of and with in on to at for by from".Split(' ')];

    private readonly sbyte[] _vectors;
    private readonly byte[] _main,
        _kinds;
    private readonly string[] _words;
    private readonly Dictionary<string, int> _rows,
        _forms;
    private readonly HashSet<ulong> _blocked;

    internal MeaningTable(MeaningTableParts parts)
    {
        (_vectors, _main, _kinds, _words, _rows, _forms, _blocked) = (
            parts.Vectors,
            parts.Main,
            parts.Kinds,
            parts.Words,
            parts.Rows,
            parts.Forms,
            parts.Blocked
        );
    }

    /// <summary>Number of rows.</summary>
    public int Count => _words.Length;

    /// <summary>The word or phrase of a row, normalised.</summary>
    public string WordOf(int row) => _words[row];

    /// <summary>Main kind of a row.</summary>
    public WordKinds MainOf(int row) => WordKindNames.OfNumber(_main[row]);

    /// <summary>
    /// Whether a normalised text or one of its words is a slur or obscene. Such a text is never looked up.
    /// </summary>
    public bool IsBlocked(string normalised) =>
        IsListed(normalised) || normalised.Contains(' ') && normalised.Split(' ').Any(IsListed);

    /// <summary>The row of a normalised word or phrase, and how it was found; null if it is not found.</summary>
    public (int Row, FoundBy By)? Find(string normalised)
    {
        if (IsBlocked(normalised))
            return null;
        if (_rows.TryGetValue(normalised, out int row))
            return (row, FoundBy.Row);
        if (_forms.TryGetValue(normalised, out row))
            return (row, FoundBy.Lemma);
        int space = normalised.LastIndexOf(' ');
        string last = normalised[(space + 1)..];
        if (
            space > 0
            && _forms.TryGetValue(last, out int form)
            && _rows.TryGetValue($"{normalised[..space]} {_words[form]}", out row)
        )
            return (row, FoundBy.Lemma);
        foreach ((string end, string instead) in s_endings)
        {
            if (!normalised.EndsWith(end, StringComparison.Ordinal) || last.Length - end.Length < LeastLetters)
                continue;
            if (_rows.TryGetValue(normalised[..^end.Length] + instead, out row))
                return (row, FoundBy.Rule);
        }
        if (Undoubled(normalised) is { } single && _rows.TryGetValue(single, out row))
            return (row, FoundBy.Rule);
        return space > 0 && _rows.TryGetValue(normalised.Replace(" ", "", StringComparison.Ordinal), out row)
            ? (row, FoundBy.Joined)
            : null;
    }

    /// <summary>
    /// The meaning of a text. If it is not found as a whole, the longest known runs of up to four words are taken from
    /// the left. The vector is then the sum of theirs with the last one weighted 1.5, scaled to length 1; the kinds are
    /// those of the last. Blocked words are ignored.
    /// </summary>
    /// <param name="text">A word or a phrase, as typed. Split a whole prompt first.</param>
    /// <returns>Null if nothing of it is found, or it is blocked.</returns>
    public Meaning? LookUp(string text)
    {
        string normalised = MeaningText.Normalise(text);
        if (normalised.Length == 0 || IsListed(normalised))
            return null;
        if (Find(normalised) is { } whole)
            return new Meaning(
                VectorOf([whole.Row]),
                (WordKinds)_kinds[whole.Row],
                MainOf(whole.Row),
                [whole.Row],
                whole.By
            );
        int[] parts = [.. PartsOf(normalised.Split(' '))];
        return parts.Length == 0
            ? null
            : new Meaning(VectorOf(parts), (WordKinds)_kinds[parts[^1]], MainOf(parts[^1]), parts, FoundBy.Phrase);
    }

    /// <summary>The cosine of a row and a vector of length 1, -1 to 1.</summary>
    public double Cosine(int row, IReadOnlyList<float> vector)
    {
        ReadOnlySpan<sbyte> numbers = Row(row);
        double sum = 0;
        for (int i = 0; i < numbers.Length; i++)
            sum += numbers[i] * (double)vector[i];
        return sum / Length(numbers);
    }

    private IEnumerable<int> PartsOf(string[] words)
    {
        for (int at = 0; at < words.Length; )
        {
            int step = 1;
            for (int end = Math.Min(words.Length, at + MostOfPart); end > at; end--)
            {
                string run = string.Join(' ', words[at..end]);
                bool blocked = IsListed(run);
                if (!blocked && end == at + 1 && s_small.Contains(run))
                    continue;
                (int Row, FoundBy By)? found = blocked ? null : Find(run);
                if (!blocked && found is null)
                    continue;
                step = end - at;
                if (found is { } part)
                    yield return part.Row;
                break;
            }
            at += step;
        }
    }

    private float[] VectorOf(ReadOnlySpan<int> rows)
    {
        double[] sum = new double[Width];
        for (int part = 0; part < rows.Length; part++)
        {
            ReadOnlySpan<sbyte> numbers = Row(rows[part]);
            double weight = (rows.Length > 1 && part == rows.Length - 1 ? LastPart : 1) / Length(numbers);
            for (int i = 0; i < Width; i++)
                sum[i] += weight * numbers[i];
        }
        double length = Math.Sqrt(sum.Sum(v => v * v));
        return [.. sum.Select(v => length > 0 ? (float)(v / length) : 0)];
    }

    private ReadOnlySpan<sbyte> Row(int row) => _vectors.AsSpan(row * Width, Width);

    private static double Length(ReadOnlySpan<sbyte> numbers)
    {
        int sum = 0;
        foreach (sbyte number in numbers)
            sum += number * number;
        return Math.Sqrt(Math.Max(1, sum));
    }

    private bool IsListed(string text) => _blocked.Contains(HashOf(text));

    /// <summary>The first eight bytes of the SHA-256 of a text, as stored in the list of blocked words.</summary>
    private static ulong HashOf(string text) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// "stopping" and "stopped" as "stop"; null if there is no doubled consonant before such an ending.
    /// </summary>
    private static string? Undoubled(string word)
    {
        foreach (string end in s_doubling)
        {
            if (!word.EndsWith(end, StringComparison.Ordinal))
                continue;
            string stem = word[..^end.Length];
            if (stem.Length >= 2 && stem[^1] == stem[^2] && "bdfgklmnprt".Contains(stem[^1], StringComparison.Ordinal))
                return stem[..^1];
        }
        return null;
    }
}
