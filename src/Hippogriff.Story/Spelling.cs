namespace Hippogriff.Story;

/// <summary>
/// The spelling of a word: its character 3-grams and 4-grams, hashed to a fixed number of pieces (fastText,
/// 1607.04606). Unknown words have a spelling too, so a model can infer properties of a word such as "barbecues".
/// </summary>
public static class Spelling
{
    /// <summary>Pieces per word; short words repeat theirs, long words lose some in the middle.</summary>
    public const int Pieces = 16;

    /// <summary>The pieces of a lower-cased word, each from 0 to <paramref name="kinds"/> - 1.</summary>
    public static long[] Of(string key, int kinds)
    {
        string word = $"<{key}>";
        List<long> found = [];
        for (int length = 3; length <= 4; length++)
        for (int i = 0; i + length <= word.Length; i++)
            found.Add((long)(Hash(word.AsSpan(i, length)) % (ulong)kinds));
        if (found.Count == 0)
            found.Add((long)(Hash(word) % (ulong)kinds));
        return
        [
            .. Enumerable
                .Range(0, Pieces)
                .Select(i => found[found.Count <= Pieces ? i % found.Count : i * (found.Count - 1) / (Pieces - 1)]),
        ];
    }

    /// <summary>FNV-1a over UTF-16, folded.</summary>
    private static ulong Hash(ReadOnlySpan<char> text)
    {
        ulong hash = 0xCBF29CE484222325UL;
        foreach (char c in text)
            hash = unchecked((hash ^ c) * 0x100000001B3UL);
        return hash ^ (hash >> 29);
    }
}
