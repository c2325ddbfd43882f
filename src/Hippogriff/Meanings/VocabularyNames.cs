using Hippogriff.Files;
using Hippogriff.Models.Text;
using Hippogriff.Weights;

namespace Hippogriff.Meanings;

/// <summary>A name in a model's vocabulary that can replace words it was not trained on.</summary>
/// <param name="Name">One or more words, all in the vocabulary.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Plural">The plural name, if the vocabulary has one.</param>
public sealed record VocabularyName(string Name, WordKinds Kind, string? Plural = null);

/// <summary>
/// Determines the names in a vocabulary and their kinds. A model may bring its own list (<see cref="File"/>). Otherwise
/// every word that the table knows is a name of its main kind, except joining words and words for positions.
/// </summary>
public static class VocabularyNames
{
    /// <summary>A model's own list, one name per line: kind, tab, name, and optionally tab, plural.</summary>
    public const string File = "tokenizer/names.tsv";

    private const int LeastLetters = 3;

    private static readonly HashSet<string> s_colours =
    [
        .. "black white grey gray red orange yellow green blue purple pink brown".Split(' '),
    ];
    private static readonly HashSet<string> s_numbers =
    [
        .. "one two three four five six seven eight nine ten eleven twelve".Split(' '),
    ];

    /// <summary>Words that never replace others: they join, point, count or refer to the picture itself.</summary>
    private static readonly HashSet<string> s_joining =
    [
        .. (
            "above after all also and another any are around art away back background been before behind "
            + "being below beneath beside between both bottom but can "
            + "colour coloured colours corner could does doing down drawing drawn during each every facing few "
            + "following for from front gradient has have her here "
            + "him his how image images in into inside is it its just large left like line look looking looks "
            + "made make many more most much my near new next no not "
            + "of off old on one only onto or other our out outside over photo photograph picture pictures "
            + "place plain render rendered right same see seen several she "
            + "should show showing shown shows side sign slice slices so some something style such than that "
            + "the their them then there these they thing things this "
            + "those three through to together too top two under until up upon very view was way we were what "
            + "when where which while who whose will with within without "
            + "would you your"
        ).Split(' '),
    ];

    /// <summary>Whether a word only joins others; its meaning is never looked up.</summary>
    public static bool IsJoining(string word) => s_joining.Contains(word) || word.Length < LeastLetters;

    /// <summary>Reads a model's own list.</summary>
    /// <exception cref="HippogriffException">A line has the wrong form, or names a word that the vocabulary
    /// lacks.</exception>
    public static IReadOnlyList<VocabularyName> Read(string path, Vocabulary vocabulary)
    {
        HashSet<string> known = [.. vocabulary.Words.Skip(2)];
        List<VocabularyName> names = [];
        foreach (string line in RegularFile.ReadLines(path).Where(line => line.Length > 0))
        {
            string[] cells = line.Split('\t');
            if (
                cells.Length is not (2 or 3)
                || WordKindNames.Parse(cells[0]) is not { } kind
                || cells.Skip(1).SelectMany(cell => cell.Split(' ')).Any(word => !known.Contains(word))
            )
                throw new HippogriffException(
                    $"'{path}' is damaged: its line {Quoted.Name(line)} is not kind, tab and words of the vocabulary.",
                    FaultKind.DamagedFile
                );
            names.Add(new VocabularyName(cells[1], kind, cells.Length == 3 ? cells[2] : null));
        }
        return names;
    }

    /// <summary>The names in a vocabulary, by the table.</summary>
    public static IReadOnlyList<VocabularyName> Of(Vocabulary vocabulary, MeaningTable table)
    {
        HashSet<string> known = [.. vocabulary.Words.Skip(2)];
        Dictionary<string, string> plurals = new(StringComparer.Ordinal);
        foreach (string word in known)
            if (Singular(word, table) is { } singular && singular != word && known.Contains(singular))
                plurals[singular] = word;
        HashSet<string> several = [.. plurals.Values];
        List<VocabularyName> names = [];
        foreach (string word in vocabulary.Words.Skip(2))
        {
            if (IsJoining(word) || several.Contains(word))
                continue;
            WordKinds kind =
                s_colours.Contains(word) ? WordKinds.Colour
                : s_numbers.Contains(word) ? WordKinds.Number
                : table.Find(MeaningText.Normalise(word)) is { } found ? table.MainOf(found.Row)
                : WordKinds.None;
            if (kind != WordKinds.None)
                names.Add(new VocabularyName(word, kind, plurals.GetValueOrDefault(word)));
        }
        return names;
    }

    /// <summary>The singular of a plural word, by endings and the table's forms; null if it is not a plural.</summary>
    internal static string? Singular(string word, MeaningTable table)
    {
        int space = word.LastIndexOf(' ');
        if (space > 0 && table.Find(word) is null)
            return Singular(word[(space + 1)..], table) is { } last ? word[..(space + 1)] + last : null;
        if (word.EndsWith("men", StringComparison.Ordinal))
            return word[..^3] + "man";
        if (
            table.Find(MeaningText.Normalise(word)) is { By: FoundBy.Lemma or FoundBy.Rule } found
            && !word.EndsWith("ing", StringComparison.Ordinal)
            && !word.EndsWith("ed", StringComparison.Ordinal)
            && table.MainOf(found.Row).Share(WordKinds.Thing | WordKinds.Place)
        )
            return table.WordOf(found.Row);
        foreach ((string end, string instead) in (ReadOnlySpan<(string, string)>)[("ies", "y"), ("es", ""), ("s", "")])
        {
            if (
                word.Length <= end.Length + 1
                || !word.EndsWith(end, StringComparison.Ordinal)
                || word.EndsWith("ss", StringComparison.Ordinal)
            )
                continue;
            if (
                table.Find(word[..^end.Length] + instead) is { By: FoundBy.Row } single
                && IsNearSelf(word, single.Row, table)
            )
                return table.WordOf(single.Row);
        }
        return null;
    }

    /// <summary>Whether a row and the row of its plural have similar meanings, unlike "glass" and "glasses".</summary>
    private static bool IsNearSelf(string word, int single, MeaningTable table) =>
        table.LookUp(word) is { } meaning && table.Cosine(single, meaning.Vector) > 0.7;
}
