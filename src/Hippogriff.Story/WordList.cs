using System.Diagnostics.CodeAnalysis;
using Hippogriff.Texts;

namespace Hippogriff.Story;

/// <summary>
/// The vocabulary of a story model, with numbers from 0. A model can read more words than these: see
/// <see cref="Spelling"/>.
/// </summary>
public sealed class WordList
{
    private readonly Dictionary<string, int> _numbers;
    private readonly string[] _shown;

    /// <param name="shown">The words as written in the middle of a sentence ("father", "France"), in order of their
    /// numbers.</param>
    /// <exception cref="HippogriffException">There are fewer than two words, or one appears twice.</exception>
    public WordList(IEnumerable<string> shown)
    {
        _shown = [.. shown];
        if (_shown.Length < 2)
            throw new HippogriffException(
                "A story model's list of words needs at least two words, one a line.",
                FaultKind.DamagedFile
            );
        _numbers = new Dictionary<string, int>(_shown.Length, StringComparer.Ordinal);
        if (Array.Find(_shown, word => word.Any(Fit.IsUnfit)) is { } unfit)
            throw new HippogriffException(
                $"A story model's list of words holds '{Fit.Piece(unfit)}', with a control character.",
                FaultKind.DamagedFile
            );
        for (int i = 0; i < _shown.Length; i++)
            if (!_numbers.TryAdd(Key(_shown[i]), i))
                throw new HippogriffException(
                    $"A story model's list of words holds '{_shown[i]}' twice.",
                    FaultKind.DamagedFile
                );
    }

    /// <summary>Number of words.</summary>
    public int Count => _shown.Length;

    /// <summary>All words as written, in order of their numbers.</summary>
    public IReadOnlyList<string> Shown => _shown;

    /// <summary>A word's number, ignoring case.</summary>
    public bool TryFind(string word, [NotNullWhen(true)] out int? number)
    {
        number = _numbers.TryGetValue(Key(word), out int found) ? found : null;
        return number is not null;
    }

    /// <summary>The key by which words are compared: lower case, one kind of apostrophe, composed accents.</summary>
    public static string Key(string word) =>
        ComposedText.Of(ComposedText.Of(word).ToLowerInvariant()).Replace('\u2019', '\'');
}
