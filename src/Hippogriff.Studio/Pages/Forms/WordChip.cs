using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Pages.Forms;

/// <summary>A word of a prompt as it is shown while one types.</summary>
/// <param name="Typed">The typed text in lower case.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="ReadAs">The words that are read in its place; null unless it is understood.</param>
/// <param name="Offers">Known words that could stand in its place.</param>
/// <param name="Place">Where it stands in the text; null if that is not known.</param>
internal sealed record WordChip(
    string Typed,
    WordFateKind Kind,
    string? ReadAs,
    IReadOnlyList<string> Offers,
    Range? Place
)
{
    private const int MostOffers = 3;

    /// <summary>Whether it may still become a known word, as the last one does while it is typed.</summary>
    public bool IsBegun { get; init; }

    /// <summary>The words of a prompt in order.</summary>
    /// <param name="text">The prompt as typed.</param>
    /// <param name="words">The words of the model.</param>
    /// <param name="added">New words of LoRAs.</param>
    public static IReadOnlyList<WordChip> Of(string text, ModelWords words, IReadOnlySet<string> added)
    {
        string plain = PromptWords.Plain(text);
        List<WordChip> chips = [];
        int from = 0;
        foreach (WordFate fate in words.Read(text, added).Fates)
        {
            // rare letters change their length in lower case: then places are not those of the text
            Range? place = plain.Length == text.Length ? Find(plain, fate.Typed, from) : null;
            if (place is { } found)
                from = found.End.Value;
            bool last = place is { } there && there.End.Value == plain.Length;
            chips.Add(
                new WordChip(fate.Typed, fate.Kind, fate.ReadAs, OffersFor(fate, words), place)
                {
                    IsBegun =
                        last
                        && fate.Kind == WordFateKind.Unknown
                        && words.All.Any(known => known.StartsWith(fate.Typed, StringComparison.Ordinal)),
                }
            );
        }
        return chips;
    }

    /// <summary>The words of several prompts, one a line.</summary>
    /// <inheritdoc cref="Of"/>
    public static IReadOnlyList<WordChip> OfLines(string text, ModelWords words, IReadOnlySet<string> added)
    {
        List<WordChip> chips = [];
        int start = 0;
        foreach (string line in text.Split('\n'))
        {
            int by = start;
            chips.AddRange(
                Of(line, words, added)
                    .Select(chip =>
                        chip.Place is { } place
                            ? chip with
                            {
                                Place = (place.Start.Value + by)..(place.End.Value + by),
                            }
                            : chip
                    )
            );
            start += line.Length + 1;
        }
        return chips;
    }

    /// <summary>The text with a known word in the place of this one.</summary>
    public string Replaced(string text, string offer) =>
        Place is { } place && place.End.Value <= text.Length
            ? text[..place.Start] + offer + text[place.End..]
            : text.Replace(Typed, offer, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<string> OffersFor(WordFate fate, ModelWords words) =>
        fate.Kind is WordFateKind.Unknown or WordFateKind.Understood
            ?
            [
                .. words
                    .Near(fate.Typed, MostOffers + 1, like: fate.ReadAs)
                    .Where(near => near != fate.ReadAs)
                    .Take(MostOffers),
            ]
            : [];

    /// <summary>Where a word or phrase stands: its spaces may be any white space.</summary>
    private static Range? Find(string plain, string typed, int from)
    {
        for (int start = from; start < plain.Length; start++)
            if ((start == 0 || !char.IsLetterOrDigit(plain[start - 1])) && EndOf(plain, typed, start) is { } end)
                return start..end;
        return null;
    }

    private static int? EndOf(string plain, string typed, int at)
    {
        foreach (char letter in typed)
        {
            if (at >= plain.Length)
                return null;
            if (letter == ' ' && char.IsWhiteSpace(plain[at]))
                while (at < plain.Length && char.IsWhiteSpace(plain[at]))
                    at++;
            else if (plain[at++] != letter)
                return null;
        }
        return at == plain.Length || !char.IsLetterOrDigit(plain[at]) ? at : null;
    }
}
