using System.Collections.Frozen;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Net;
using System.Resources;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Languages;

/// <summary>
/// The texts of the pages in one language. They stand in the resource files of its folder, a file a room:
/// "Tour.Dots.P1" is "Dots.P1" of Tour.resx. Numbers in them are written as that language writes them.
/// </summary>
/// <remarks>
/// The language is handed on and never the one of the thread. So what pages do not say (files, addresses, styles, APIs)
/// keeps its dot, whoever is looking on. The program runs without the system's tables of cultures, so marks and months
/// stand in Language.resx.
/// </remarks>
public sealed class PageTexts
{
    private const string Folder = "Hippogriff.Studio.Pages.Languages.",
        Ending = ".resources",
        Default = "en";

    private static readonly Lazy<ReadOnlyDictionary<string, PageTexts>> s_all = new(ReadAll);

    private readonly FrozenDictionary<string, string> _texts;

    private PageTexts(string language, IReadOnlyDictionary<string, string> texts)
    {
        (Language, _texts) = (language, texts.ToFrozenDictionary(StringComparer.Ordinal));
        Culture = CultureOf(this);
    }

    /// <summary>All languages, English first.</summary>
    public static IReadOnlyList<PageTexts> All =>
        [.. s_all.Value.Values.OrderBy(texts => texts.Language != Default).ThenBy(texts => texts.Language)];

    /// <summary>The language that every text was written in first.</summary>
    public static PageTexts English => s_all.Value[Default];

    /// <summary>Its tag by BCP 47, for example "de".</summary>
    public string Language { get; }

    /// <summary>How numbers and dates are written. For texts that are shown, and for nothing else.</summary>
    public CultureInfo Culture { get; }

    /// <summary>Names of all texts.</summary>
    public IEnumerable<string> Names => _texts.Keys;

    /// <summary>A text, with values in its places {0}, {1} and so on. Values may be phrases themselves.</summary>
    /// <param name="name">Room and name, for example "Tour.Dots.P1".</param>
    /// <param name="values">The values.</param>
    /// <exception cref="KeyNotFoundException">There is no such text.</exception>
    public string this[string name, params IReadOnlyList<object?> values] =>
        values.Count == 0 ? Raw(name) : string.Format(Culture, Raw(name), [.. values.Select(Spelled)]);

    /// <summary>A phrase in this language; empty for none.</summary>
    public string this[Phrase? phrase] =>
        phrase switch
        {
            null => "",
            { Number: { } number } => Count(phrase.Name, number, phrase.Values),
            _ => this[phrase.Name, phrase.Values],
        };

    /// <summary>
    /// The form of a text for a number, which stands in its place {0}: "NAME.One" for one and "NAME.Other" for all
    /// others.
    /// </summary>
    /// <param name="name">Room and name without the form.</param>
    /// <param name="number">How many.</param>
    /// <param name="values">What stands in its places from {1} on.</param>
    public string Count(string name, long number, params IReadOnlyList<object?> values) =>
        this[name + (IsOne(number) ? ".One" : ".Other"), [number, .. values]];

    /// <summary>A text that holds HTML, such as a link or a stressed word; values are shown as they are.</summary>
    public MarkupString Html(string name, params IReadOnlyList<object?> values) =>
        new(
            this[
                name,
                [.. values.Select(value => (object?)WebUtility.HtmlEncode(string.Format(Culture, "{0}", value)))]
            ]
        );

    /// <summary>
    /// What was wrong: in this language where the pages know its kind, else the English sentence of the failure.
    /// </summary>
    public string Fault(HippogriffException fault) =>
        FaultPhrase.Of(fault) is { } phrase ? this[phrase] : fault.MessageWithoutPaths;

    /// <summary>The texts of a language; null if it is not among ours.</summary>
    /// <param name="tag">A tag by BCP 47; of "de-AT" only "de" counts.</param>
    public static PageTexts? Find(string? tag) =>
        tag is null ? null : s_all.Value.GetValueOrDefault(tag.Split('-', '_')[0].ToLowerInvariant());

    private object? Spelled(object? value) => value is Phrase phrase ? this[phrase] : value;

    private string Raw(string name) =>
        _texts.TryGetValue(name, out string? text)
            ? text
            : throw new KeyNotFoundException($"The pages have no text '{name}' in the language '{Language}'.");

    /// <summary>French counts none as one; the other languages do not.</summary>
    private bool IsOne(long number) => number == 1 || (number == 0 && Language == "fr");

    private static CultureInfo CultureOf(PageTexts texts)
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = texts["Language.DecimalMark"];
        culture.NumberFormat.NumberGroupSeparator = texts["Language.GroupMark"];
        string[] months = [.. texts["Language.Months"].Split(' '), ""];
        (culture.DateTimeFormat.MonthNames, culture.DateTimeFormat.MonthGenitiveNames) = (months, [.. months]);
        culture.DateTimeFormat.LongDatePattern = texts["Language.DayPattern"];
        return CultureInfo.ReadOnly(culture);
    }

    private static ReadOnlyDictionary<string, PageTexts> ReadAll() =>
        typeof(PageTexts)
            .Assembly.GetManifestResourceNames()
            .Where(name =>
                name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal)
            )
            .Select(name => (Name: name, Parts: name[Folder.Length..^Ending.Length].Split('.')))
            .GroupBy(file => file.Parts[0])
            .ToDictionary(
                language => language.Key,
                language => new PageTexts(
                    language.Key,
                    language
                        .SelectMany(file => ReadFile(file.Name, file.Parts[1]))
                        .ToDictionary(text => text.Name, text => text.Text, StringComparer.Ordinal)
                ),
                StringComparer.Ordinal
            )
            .AsReadOnly();

    private static IEnumerable<(string Name, string Text)> ReadFile(string resource, string room)
    {
        using Stream stream = typeof(PageTexts).Assembly.GetManifestResourceStream(resource)!;
        using ResourceReader reader = new(stream);
        foreach (System.Collections.DictionaryEntry entry in reader)
            yield return ($"{room}.{entry.Key}", (string)entry.Value!);
    }
}
