using Hippogriff.Meanings;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Studio.Pages.Forms;

/// <summary>Prompts to begin with, of words that a model knows.</summary>
internal static class PromptExamples
{
    private static readonly string[] s_written =
    [
        "a red apple on a table",
        "80s tv commercial showing a hippo fighting a pegasus",
        "a penguin on the beach",
        "two balloons in the sky",
        "pixel art of a green frog",
        "a snowman at night",
        "a purple elephant in the desert",
        "a blue cat to the left of a red apple",
    ];

    private static readonly HashSet<string> s_nothing = [];

    /// <summary>
    /// Examples in the language of the page, of which the model reads every word; English ones if it reads none.
    /// </summary>
    /// <param name="words">The words of the model; null if it has no list of words.</param>
    /// <param name="count">Number of examples; fewer if it knows too little.</param>
    /// <param name="texts">The language.</param>
    public static IReadOnlyList<string> Of(ModelWords? words, int count, PageTexts texts) =>
        texts == PageTexts.English ? Of(words, count)
        : Read(words, texts).Take(count).ToArray() is { Length: > 0 } read ? read
        : Of(words, count);

    /// <summary>A prompt by chance in the language of the page.</summary>
    /// <param name="words">The words of the model; null if it has no list of words.</param>
    /// <param name="seed">The chance, 0 or more.</param>
    /// <param name="texts">The language.</param>
    public static string Surprise(ModelWords? words, long seed, PageTexts texts) =>
        texts == PageTexts.English ? Surprise(words, seed)
        : Read(words, texts).ToArray() is { Length: > 1 } read ? read[(int)(seed % read.Length)]
        : Surprise(words, seed);

    /// <summary>Prompts of a language, without those of which the model leaves a word out.</summary>
    private static IEnumerable<string> Read(ModelWords? words, PageTexts texts) =>
        texts["Forms.ExamplePrompts"]
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(prompt =>
                words is null
                || WordChip
                    .Of(prompt, words, s_nothing)
                    .All(chip => chip.Kind is WordFateKind.Known or WordFateKind.Understood)
            );

    /// <summary>Examples: those of which the model knows every word, then some of its own words.</summary>
    /// <param name="words">The words of the model; null if it has no list of words.</param>
    /// <param name="count">Number of examples; fewer if it knows too little.</param>
    public static IReadOnlyList<string> Of(ModelWords? words, int count) =>
        words is null
            ? [.. s_written.Take(count)]
            :
            [
                .. s_written
                    .Where(prompt => words.Read(prompt).IsWhole)
                    .Concat(Enumerable.Range(1, count).Select(seed => Surprise(words, seed)))
                    .Where(prompt => prompt.Length > 0)
                    .Distinct()
                    .Take(count),
            ];

    /// <summary>A prompt by chance; empty if the model cannot draw any thing.</summary>
    /// <param name="words">The words of the model; null if it has no list of words.</param>
    /// <param name="seed">The chance, 0 or more.</param>
    public static string Surprise(ModelWords? words, long seed)
    {
        if (words is null)
            return s_written[(int)(seed % s_written.Length)];
        string[] things = Names(words, WordKinds.Thing | WordKinds.Person),
            colours = Names(words, WordKinds.Colour),
            places = Names(words, WordKinds.Place);
        if (things.Length == 0)
            return "";
        ulong chance = SplitMix64.Begin(seed, stream: 0);
        ulong Below(int count) => SplitMix64.Next(ref chance) % (ulong)count;
        string Any(string[] of) => of[Below(of.Length)];
        string thing = Any(things),
            colour = colours.Length > 0 && Below(3) > 0 ? Any(colours) + " " : "",
            place = places.Length > 0 && Below(4) > 0 ? " " + NamePhrases.At(Any(places)) : "",
            named = colour + thing;
        return NamePhrases.One(named) + place;
    }

    private static string[] Names(ModelWords words, WordKinds kinds) =>
        [.. words.Names.Where(name => (name.Kind & kinds) != WordKinds.None).Select(name => name.Name)];
}
