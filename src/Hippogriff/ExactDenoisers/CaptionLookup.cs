namespace Hippogriff.ExactDenoisers;

/// <summary>
/// Weights captions by the words that they share with a prompt. A picture's weight is e^(Sharpness * c), where c in (0,
/// 1] is the share of the prompt's known words in its caption. Rare words count more. Captions without any of the words
/// have weight 0.
/// </summary>
internal sealed class CaptionLookup
{
    /// <summary>A caption with half of the words has e^-10 of the weight of one with all.</summary>
    private const double Sharpness = 20;

    /// <summary>Words without visual content.</summary>
    private static readonly HashSet<string> s_empty =
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "that",
        "the",
        "to",
        "with",
    ];

    private readonly int _count;
    private readonly Dictionary<string, List<int>> _captionsWith = [];

    public CaptionLookup(IReadOnlyList<string> captions)
    {
        _count = captions.Count;
        for (int i = 0; i < _count; i++)
        {
            foreach (string word in Words(captions[i]))
            {
                if (!_captionsWith.TryGetValue(word, out List<int>? holders))
                    _captionsWith[word] = holders = [];
                holders.Add(i);
            }
        }
    }

    /// <summary>
    /// The logarithms of the weights, shifted so that the best is 0; negative infinity for weight 0. All are 0 if no
    /// caption has a word of the prompt.
    /// </summary>
    public double[] LogWeights(string prompt)
    {
        double[] share = new double[_count];
        double total = 0;
        foreach (string word in Words(prompt))
        {
            if (!_captionsWith.TryGetValue(word, out List<int>? holders))
                continue;
            // never 0, so that a word in all captions still counts
            double rarity = Math.Log((1.0 + _count) / holders.Count);
            total += rarity;
            foreach (int i in holders)
                share[i] += rarity;
        }
        if (total == 0)
            return share;
        double best = share.Max();
        return Array.ConvertAll(share, s => s == 0 ? double.NegativeInfinity : Sharpness * (s - best) / total);
    }

    /// <summary>
    /// The distinct content words of a text in lower case, with plurals in s reduced to the singular.
    /// </summary>
    private static HashSet<string> Words(string text)
    {
        HashSet<string> words = new();
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool inside = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inside && start < 0)
                start = i;
            if (inside || start < 0)
                continue;
            string word = text[start..i].ToLowerInvariant();
            start = -1;
            if (s_empty.Contains(word))
                continue;
            words.Add(word.Length > 3 && word[^1] == 's' && word[^2] != 's' ? word[..^1] : word);
        }
        return words;
    }
}
