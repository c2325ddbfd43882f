using Hippogriff.Models.Text;

namespace Hippogriff.Meanings;

/// <summary>
/// Reads a prompt with a meaning table. Words that the model knows stay as they are. For the others, the longest run
/// that is a row of the table counts as one word ("polar bear"), even with known words in it. Runs do not cross commas.
/// Such a word is replaced by a hand-written alias. Without an alias it is replaced by the nearest name of the model,
/// of one of its kinds and near enough (<see cref="NamedMeanings.Accept"/>). Otherwise it is left out. After "in" and
/// "at", a word that can be a place becomes a place if the model has one near enough. Consecutive unknown words are
/// looked up together if the last one is not understood alone. Of a proper name only the last word is looked up
/// (<see cref="ProperNames"/>).
/// </summary>
public sealed class PromptInterpreter : IWordInterpreter
{
    private const int LongestRun = 8;

    private static readonly HashSet<string> s_edges =
    [
        .. (
            "a an and around at behind below between beside by for from in inside into near next of on onto or over "
            + "the to under with without"
        ).Split(' '),
    ];

    private static readonly HashSet<string> s_inside = [.. "in inside into at through across".Split(' ')];
    private static readonly HashSet<string> s_articles = [.. "a an the".Split(' ')];

    private readonly MeaningTable _table;
    private readonly WordAliases _aliases;
    private readonly Dictionary<string, VocabularyName> _names;
    private readonly Dictionary<int, string> _rows = [];

    internal PromptInterpreter(MeaningTable table, WordAliases aliases, IReadOnlyList<VocabularyName> names)
    {
        (_table, _aliases) = (table, aliases);
        _names = names.DistinctBy(name => name.Name).ToDictionary(name => name.Name, StringComparer.Ordinal);
        Names = new NamedMeanings(
            table,
            names.Where(name => name.Kind is not WordKinds.Number).Select(name => new MeaningName(name.Name, name.Kind))
        );
        foreach (VocabularyName name in names)
            if (table.Find(MeaningText.Normalise(name.Name)) is { } found)
                _rows.TryAdd(found.Row, name.Name);
    }

    /// <summary>The names that can replace unknown words.</summary>
    public NamedMeanings Names { get; }

    /// <summary>The meaning of a text; null if the table does not know it or it is blocked.</summary>
    public Meaning? MeaningOf(string text) => IsBlocked(text) ? null : _table.LookUp(text);

    /// <summary>Whether a text is never looked up.</summary>
    public bool IsBlocked(string text) => _table.IsBlocked(MeaningText.Normalise(text));

    /// <summary>Whether it is a name of the model.</summary>
    internal bool IsName(string word) => _names.ContainsKey(word);

    /// <summary>A name of the model in its plural, any other word with an s.</summary>
    internal string PluralOf(string word) =>
        _names.TryGetValue(word, out VocabularyName? name) ? name.Plural ?? name.Name : word + "s";

    /// <inheritdoc/>
    public IReadOnlyList<InterpretedWord> Interpret(IReadOnlyList<PromptWord> words, Func<string, bool> knows)
    {
        words = [.. words.SelectMany(word => Parts(word, knows))];
        bool isTitle = ProperNames.IsTitle(words, IsEdge);
        bool IsCommon(string word) => knows(word) || _table.LookUp(word) is { Kinds: not WordKinds.Person };
        List<InterpretedWord> read = [];
        for (int at = 0; at < words.Count; )
        {
            bool name = ProperNames.Has(words, at, isTitle, IsCommon);
            (InterpretedWord word, int length) = Next(words, at, knows, name);
            if (!name && length == 1 && word.Read is null && Together(words, at, knows) is { } phrase)
                (word, length) = phrase;
            read.Add(word);
            at += length;
        }
        return read;
    }

    /// <summary>The parts of an unknown word with hyphens: "polar-bear" is read as "polar bear" is.</summary>
    private static IEnumerable<PromptWord> Parts(PromptWord word, Func<string, bool> knows) =>
        !word.Text.Contains('-') || knows(word.Text)
            ? [word]
            : word
                .Text.Split('-')
                .Select(
                    (part, i) =>
                        new PromptWord(part, i == 0 && word.BehindBreak, i > 0) { IsCapital = i == 0 && word.IsCapital }
                );

    /// <param name="words">The words of the prompt.</param>
    /// <param name="at">The next one.</param>
    /// <param name="knows">Whether the model knows a word.</param>
    /// <param name="name">Whether it is of a proper name, and so no thing by itself.</param>
    private (InterpretedWord Word, int Length) Next(
        IReadOnlyList<PromptWord> words,
        int at,
        Func<string, bool> knows,
        bool name
    )
    {
        string first = words[at].Text;
        bool place = IsPlaceAt(words, at);
        for (int length = Math.Min(LongestRun, words.Count - at); length > 1; length--)
        {
            if (RunAt(words, at, length, knows) is not { } run || !IsOneWord(run, out int? row))
                continue;
            if (knows(first) && TailStands(words, at, length, knows))
                return (new InterpretedWord(first, [first]), 1);
            if (Understand(run, place, words, at) is { } understood)
                return (understood, length);
            string last = words[at + length - 1].Text;
            if (knows(last) ? row is { } known && IsAnotherThing(known, last) : !knows(first))
                return (new InterpretedWord(run, null), length);
        }
        return knows(first)
            ? (new InterpretedWord(first, [first]), 1)
            : ((name ? null : Understand(first, place, words, at)) ?? new InterpretedWord(first, null), 1);
    }

    /// <summary>
    /// Consecutive unknown words, looked up as one phrase; null for a single word or if not understood.
    /// </summary>
    private (InterpretedWord Word, int Length)? Together(
        IReadOnlyList<PromptWord> words,
        int at,
        Func<string, bool> knows
    )
    {
        int end = at + 1;
        while (
            end < words.Count
            && end - at < LongestRun
            && !words[end].BehindBreak
            && !knows(words[end].Text)
            && !IsEdge(words[end].Text)
        )
            end++;
        if (end == at + 1 || IsEdge(words[at].Text))
            return null;
        if (Understand(words[end - 1].Text, IsPlaceAt(words, at), words, end - 1) is not null)
            return null;
        string run = Joined(words, at, end - at);
        return Understand(run, IsPlaceAt(words, at), words, at) is { } understood ? (understood, end - at) : null;
    }

    /// <summary>
    /// The words from here on as one text. Null if all are known, there is a break between them, or the first or last
    /// is a joining word.
    /// </summary>
    private static string? RunAt(IReadOnlyList<PromptWord> words, int at, int length, Func<string, bool> knows)
    {
        if (IsEdge(words[at].Text) || IsEdge(words[at + length - 1].Text))
            return null;
        bool unknown = false;
        for (int i = at; i < at + length; i++)
        {
            if (i > at && words[i].BehindBreak || !MeaningText.Holds(words[i].Text))
                return null;
            unknown |= !knows(words[i].Text);
        }
        return unknown ? Joined(words, at, length) : null;
    }

    /// <summary>
    /// Whether the words after a known first word are understood without it: in "red fox", red stays red.
    /// </summary>
    private bool TailStands(IReadOnlyList<PromptWord> words, int at, int length, Func<string, bool> knows)
    {
        string tail = Joined(words, at + 1, length - 1);
        return !knows(tail) && Understand(tail, place: false, words, at) is not null;
    }

    /// <summary>Whether a phrase means something else than its known last word: a hot dog is not a dog.</summary>
    private bool IsAnotherThing(int row, string last) =>
        _table.LookUp(last) is not { } meaning || _table.Cosine(row, meaning.Vector) < Names.Threshold;

    /// <summary>Whether words form one word: a row of the table, or an alias of one of the model's words.</summary>
    private bool IsOneWord(string run, out int? row)
    {
        string plain = MeaningText.Normalise(run);
        row = _table.Find(plain)?.Row;
        return row is not null
            || _aliases.For(plain).Count > 0
            || VocabularyNames.Singular(plain, _table) is { } single && _aliases.For(single).Count > 0;
    }

    private static string Joined(IReadOnlyList<PromptWord> words, int at, int length) =>
        string.Concat(
            words
                .Skip(at)
                .Take(length)
                .Select((word, i) => i == 0 ? word.Text : (word.BehindHyphen ? "-" : " ") + word.Text)
        );

    private InterpretedWord? Understand(string typed, bool place, IReadOnlyList<PromptWord> words, int at)
    {
        if (!MeaningText.Holds(typed))
            return null;
        string plain = MeaningText.Normalise(typed);
        if (VocabularyNames.IsJoining(plain) && _aliases.For(plain).Count == 0 || _table.IsBlocked(plain))
            return null;
        (int Row, FoundBy By)? found = _table.Find(plain);
        string single = VocabularyNames.Singular(plain, _table) ?? (found is { } one ? _table.WordOf(one.Row) : plain);
        bool several =
            single != plain && VocabularyNames.Singular(plain, _table) is not null
            || at > 0 && IsSeveral(words[at - 1].Text);
        foreach (string alias in _aliases.For(plain).Concat(_aliases.For(single)))
            if (_names.TryGetValue(alias, out VocabularyName? name))
                return new InterpretedWord(typed, Form(name, several));
        if (found is { } row && _rows.TryGetValue(row.Row, out string? same))
            return new InterpretedWord(typed, Form(_names[same], several));
        if (_table.LookUp(typed) is not { } meaning)
            return null;
        bool MayBe(MeaningName name) => !_aliases.IsNever(single, name.Name);
        NearName? near =
            place && (meaning.Kinds & WordKinds.Place) != WordKinds.None
                ? Names.Accept(meaning, name => name.Kind == WordKinds.Place && MayBe(name))
                : null;
        near ??= Names.Accept(meaning, MayBe);
        return near is null
            ? null
            : new InterpretedWord(typed, Form(_names[near.Name], several), Math.Round(near.Likeness, 4));
    }

    private static string[] Form(VocabularyName name, bool several) =>
        (several ? name.Plural ?? name.Name : name.Name).Split(' ');

    /// <summary>Whether "in" or the like precedes this word, with or without an article between.</summary>
    private static bool IsPlaceAt(IReadOnlyList<PromptWord> words, int at)
    {
        if (at > 0 && !words[at].BehindBreak && s_articles.Contains(words[at - 1].Text))
            at--;
        return at > 0 && !words[at].BehindBreak && s_inside.Contains(words[at - 1].Text);
    }

    private static bool IsSeveral(string word) =>
        word is "two" or "three" or "four" or "five" or "six" or "many" or "several" or "some" or "2" or "3" or "4";

    private static bool IsEdge(string word) => s_edges.Contains(word);
}
