using Hippogriff.Meanings;
using Hippogriff.Models.Text;

namespace Hippogriff.Pipelines;

/// <summary>
/// The words of a model with a word list, without its weights. Tells how it will read a prompt, what it can draw, and
/// which of its words are nearest to others. Thread-safe.
/// </summary>
/// <param name="vocabulary">The model's own words.</param>
/// <param name="most">Maximum number of words of a prompt.</param>
/// <param name="meanings">Replaces unknown words; null leaves them out.</param>
/// <param name="names">The model's own list of names; null: the meaning table determines them.</param>
public sealed class ModelWords(
    Vocabulary vocabulary,
    int most,
    ModelMeanings? meanings = null,
    IReadOnlyList<VocabularyName>? names = null
)
{
    private const double LeastLikeness = 0.25;
    private const int LettersPerSlip = 3;

    private readonly Lazy<IReadOnlyList<VocabularyName>> _names = new(() =>
        names
        ?? (MeaningTables.Find() is { } folder ? VocabularyNames.Of(vocabulary, MeaningTables.Both(folder).Table) : [])
    );

    /// <summary>Maximum number of words that are read of a prompt.</summary>
    public int Most => most;

    /// <summary>All words, in the order of the list.</summary>
    public IReadOnlyList<string> All { get; } = [.. vocabulary.Words.Skip(2)];

    /// <summary>
    /// What it can draw, by kind: things, colours, places and so on. Empty if the model has no list of names and no
    /// meaning table is installed.
    /// </summary>
    public IReadOnlyList<VocabularyName> Names => _names.Value;

    /// <summary>How the model will read a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="added">New words of LoRAs.</param>
    public TextReading Read(string prompt, IReadOnlySet<string>? added = null) =>
        vocabulary.Read(prompt, most, added, meanings);

    /// <summary>A prompt that shows one of the names.</summary>
    public string Showing(VocabularyName name) =>
        NamePhrases.Showing(name, Names.FirstOrDefault(one => one.Kind is WordKinds.Thing or WordKinds.Person) ?? name);

    /// <summary>
    /// Known words nearest to one that is not known, best first: by meaning, or by spelling if the meaning table does
    /// not have it. May be empty.
    /// </summary>
    /// <param name="word">A word or phrase.</param>
    /// <param name="count">Maximum number of words.</param>
    /// <param name="like">A word of the model: only words of its kind are offered. Null: of any kind.</param>
    public IReadOnlyList<string> Near(string word, int count, string? like = null)
    {
        if (meanings?.Interpreter is { } interpreter)
        {
            if (interpreter.MeaningOf(word) is { } meaning)
                return
                [
                    .. interpreter
                        .Names.Nearest(meaning, count, where: KindOf(like) is { } kind ? one => one.Kind == kind : null)
                        .Where(near => near.Likeness >= LeastLikeness)
                        .Select(near => near.Name),
                ];
            if (interpreter.IsBlocked(word))
                return [];
        }
        int slips = Math.Max(1, word.Length / LettersPerSlip);
        return
        [
            .. All.Where(known => Math.Abs(known.Length - word.Length) <= slips && known.Length >= LettersPerSlip)
                .Select(known => (Known: known, Slips: SlipsBetween(word, known)))
                .Where(one => one.Slips <= slips && one.Slips < one.Known.Length / 2.0)
                .OrderBy(one => one.Slips)
                .ThenBy(one => one.Known, StringComparer.Ordinal)
                .Select(one => one.Known)
                .Take(count),
        ];
    }

    /// <summary>The kind of a name or its plural; null if it is none.</summary>
    private WordKinds? KindOf(string? name) =>
        name is null ? null : Names.FirstOrDefault(one => one.Name == name || one.Plural == name)?.Kind;

    /// <summary>Letters that have to be added, taken away, replaced or swapped with the next one.</summary>
    private static int SlipsBetween(string a, string b)
    {
        int[,] slips = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        for (int j = 0; j <= b.Length; j++)
        {
            if (i == 0 || j == 0)
            {
                slips[i, j] = i + j;
                continue;
            }
            int other = slips[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            slips[i, j] = Math.Min(other, 1 + Math.Min(slips[i - 1, j], slips[i, j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                slips[i, j] = Math.Min(slips[i, j], slips[i - 2, j - 2] + 1);
        }
        return slips[a.Length, b.Length];
    }
}
