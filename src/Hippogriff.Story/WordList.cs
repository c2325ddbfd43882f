using System.Diagnostics.CodeAnalysis;
using Hippogriff.Texts;

namespace Hippogriff.Story;

/// <summary>
/// The words that a story model can say, each with a number from 0 on. What it can read is more: see
/// <see cref="Spelling"/>.
/// </summary>
public sealed class WordList
{
    private readonly Dictionary<string, int> _numbers;
    private readonly string[] _shown;

    /// <param name="shown">The words as they are written in the middle of a sentence ("father", "France"), in order of
    /// their numbers.</param>
    /// <exception cref="HippogriffException">There are fewer than two words, or one of them twice.</exception>
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

    /// <summary>All words as they are written, in order of their numbers.</summary>
    public IReadOnlyList<string> Shown => _shown;

    /// <summary>A word's number, whatever its case.</summary>
    public bool TryFind(string word, [NotNullWhen(true)] out int? number)
    {
        number = _numbers.TryGetValue(Key(word), out int found) ? found : null;
        return number is not null;
    }

    /// <summary>What words are told apart by: lower case, one kind of apostrophe, one way to write an accent.</summary>
    public static string Key(string word) =>
        ComposedText.Of(ComposedText.Of(word).ToLowerInvariant()).Replace('\u2019', '\'');
}
