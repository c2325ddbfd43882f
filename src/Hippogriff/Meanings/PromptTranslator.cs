using Hippogriff.Models.Text;

namespace Hippogriff.Meanings;

/// <summary>
/// Reads prompts in other languages: replaces their words by English ones and has these read. A prompt is of another
/// language if more of its joining words are of that language than English. Then its words are looked up there first.
/// In any other prompt only words are looked up that neither the model nor the table of meanings knows.
/// </summary>
/// <param name="words">The words of other languages.</param>
/// <param name="english">Reads English words.</param>
internal sealed class PromptTranslator(WordTranslations words, PromptInterpreter english) : IWordInterpreter
{
    private static readonly HashSet<string> s_joining =
    [
        .. "a an the and of on in at with by for from to under over near next between beside behind is are".Split(' '),
    ];

    /// <summary>Languages in which a colour stands behind its thing.</summary>
    private static readonly HashSet<string> s_qualityBehind = ["es", "fr", "it", "pt"];

    /// <inheritdoc/>
    public IReadOnlyList<InterpretedWord> Interpret(IReadOnlyList<PromptWord> prompt, Func<string, bool> knows)
    {
        string? language = LanguageOf(prompt, knows);
        PromptWord[] typed = language == "fr" ? [.. prompt.SelectMany(Elided)] : [.. prompt];
        List<Part> parts = [];
        for (int at = 0; at < typed.Length; )
            parts.Add(Next(typed, ref at, language, knows, IsSeveral(parts)));
        if (language is not null && s_qualityBehind.Contains(language))
            PutQualitiesBefore(parts);
        return parts.All(part => part.Word is null)
            ? english.Interpret(prompt, knows)
            : Told(parts, english.Interpret([.. parts.SelectMany(part => part.English)], knows));
    }

    /// <summary>The language of a prompt; null if it is English or not clearly another one.</summary>
    internal string? LanguageOf(IReadOnlyList<PromptWord> prompt, Func<string, bool> knows)
    {
        string? best = null;
        int most = 0;
        foreach (string language in words.Languages)
        {
            string[] all = [.. (language == "fr" ? prompt.SelectMany(Elided) : prompt).Select(word => word.Text)];
            string[] own = [.. all.Where(word => WordForms.Find(words, language, word, before: null) is not null)];
            int joining = own.Count(word => IsJoining(language, word) && !s_joining.Contains(word)),
                englishJoining = all.Count(word => s_joining.Contains(word) && !IsJoining(language, word)),
                others = own.Count(word => !IsEnglish(word, knows)),
                score = joining + 2 * others + own.Length;
            bool isWhole = own.Length == all.Length && all.Length > 1,
                isClear =
                    joining > englishJoining && (others > 0 || joining > 1 || isWhole)
                    || isWhole && others > 0
                    || own.Length == 1 && all.Length == 1 && others == 1;
            if (isClear && score > most)
                (best, most) = (language, score);
        }
        return best;
    }

    private bool IsJoining(string language, string word) => words.Find(language, word) is { IsJoining: true };

    private bool IsEnglish(string word, Func<string, bool> knows) =>
        knows(word) || s_joining.Contains(word) || english.MeaningOf(word) is not null;

    /// <summary>The longest phrase from here on that is translated, or the word as it is.</summary>
    private Part Next(PromptWord[] typed, ref int at, string? language, Func<string, bool> knows, bool several)
    {
        for (int length = Math.Min(WordTranslations.Longest, typed.Length - at); length > 0; length--)
        {
            if (typed.Skip(at + 1).Take(length - 1).Any(word => word.BehindBreak))
                continue;
            string text = string.Join(' ', typed.Skip(at).Take(length).Select(word => word.Text));
            if (language is null && (english.IsBlocked(text) || IsEnglish(text, knows)))
                continue;
            string? before = at > 0 ? typed[at - 1].Text : null;
            foreach (string tag in language is null ? words.Languages : [language])
                if (Find(tag, text, before) is { } found)
                {
                    PromptWord first = typed[at];
                    at += length;
                    return new Part(text, found.Word, [.. Split((found.Word, found.Several || several), first)]);
                }
        }
        PromptWord same = typed[at++];
        return new Part(same.Text, Word: null, [same]);
    }

    /// <summary>Whether a number of several things precedes, with nothing but qualities between.</summary>
    private bool IsSeveral(List<Part> parts)
    {
        int at = parts.Count - 1;
        while (at >= 0 && IsQuality(parts[at]))
            at--;
        return at >= 0 && parts[at].Word?.English is "two" or "three" or "four" or "five" or "six" or "many";
    }

    /// <summary>"gato rojo" as "red cat": a colour or look behind a thing is read before it.</summary>
    private void PutQualitiesBefore(List<Part> parts)
    {
        for (int i = 1; i < parts.Count; i++)
        {
            (Part thing, Part quality) = (parts[i - 1], parts[i]);
            if (quality.English[0].BehindBreak || !IsQuality(quality) || !IsThing(thing))
                continue;
            parts[i - 1] = quality.Behind(thing.English[0].BehindBreak);
            parts[i] = thing.Behind(isBreak: false);
        }
    }

    private bool IsQuality(Part part) =>
        MeaningOf(part) is { } meaning
        && ((meaning.Kinds & WordKinds.Colour) != WordKinds.None || meaning.Main == WordKinds.Look);

    private bool IsThing(Part part) =>
        MeaningOf(part) is { } meaning
        && (meaning.Kinds & WordKinds.Colour) == WordKinds.None
        && meaning.Main is (WordKinds.Thing or WordKinds.Person);

    private Meaning? MeaningOf(Part part) =>
        part.Word is { IsJoining: false } word ? english.MeaningOf(word.English) : null;

    private (Translation Word, bool Several)? Find(string language, string text, string? before) =>
        text.Contains(' ')
            ? words.Find(language, text) is { } phrase
                ? (phrase, false)
                : null
            : WordForms.Find(words, language, text, before);

    /// <summary>The English words; what shows things is in the plural where several are meant.</summary>
    private IEnumerable<PromptWord> Split((Translation Word, bool Several) found, PromptWord first)
    {
        string text = found.Word.English;
        if (
            found.Several
            && (english.IsName(text) || english.MeaningOf(text)?.Main is WordKinds.Thing or WordKinds.Person)
        )
            text = english.PluralOf(text);
        return text.Split(' ').Select((word, i) => new PromptWord(word, i == 0 && first.BehindBreak));
    }

    /// <summary>"d'une" as "d'" and "une".</summary>
    private static IEnumerable<PromptWord> Elided(PromptWord word) =>
        word.Text.IndexOf('\'') is 1 and var mark && word.Text.Length > mark + 1
            ?
            [
                word with
                {
                    Text = word.Text[..(mark + 1)],
                },
                new PromptWord(word.Text[(mark + 1)..], BehindBreak: false),
            ]
            : [word];

    /// <summary>What was read of the English words, told of the words that were typed.</summary>
    private static List<InterpretedWord> Told(List<Part> parts, IReadOnlyList<InterpretedWord> read)
    {
        int[] owner =
        [
            .. parts.SelectMany((part, i) => Enumerable.Repeat(i, part.English.Sum(word => Letters(word.Text)))),
        ];
        List<InterpretedWord> told = [];
        (int at, int last) = (0, -1);
        foreach (InterpretedWord word in read)
        {
            int from = owner[at],
                to = owner[(at += Letters(word.Typed)) - 1];
            Part[] own = [.. parts.Skip(from).Take(to - from + 1)];
            bool joins = from == last; // further English words for the one that was typed
            last = to;
            if (own.All(part => part.Word is null))
                told.Add(word);
            else if (joins)
                told[^1] = told[^1] with
                {
                    Read = told[^1].Read is null ? word.Read : [.. told[^1].Read!, .. word.Read ?? []],
                    Likeness = Math.Min(told[^1].Likeness, word.Likeness),
                };
            else
                told.Add(
                    word with
                    {
                        Typed = string.Join(' ', own.Select(part => part.Typed)),
                        IsJoining = own.All(part => part.Word is { IsJoining: true }),
                    }
                );
        }
        told.RemoveAll(word =>
            word is { IsJoining: true, Read: null } && parts.Any(part => part.IsArticle(word.Typed))
        );
        return told;
    }

    private static int Letters(string text) => text.Count(letter => letter is not (' ' or '-'));

    /// <summary>Typed words that are read together.</summary>
    /// <param name="Typed">The words.</param>
    /// <param name="Word">Their translation; null if they are read as they are.</param>
    /// <param name="English">The words that are read.</param>
    private sealed record Part(string Typed, Translation? Word, IReadOnlyList<PromptWord> English)
    {
        public Part Behind(bool isBreak) =>
            this with
            {
                English = [English[0] with { BehindBreak = isBreak }, .. English.Skip(1)],
            };

        public bool IsArticle(string typed) => typed == Typed && Word is { English: "a" or "the" };
    }
}
