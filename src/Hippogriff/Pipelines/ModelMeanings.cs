using Hippogriff.Meanings;
using Hippogriff.Models.Text;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines;

/// <summary>
/// Replaces a model's unknown words with the installed meaning table. The table is searched at the first unknown word.
/// </summary>
/// <param name="vocabulary">The model's own words.</param>
/// <param name="names">The model's own list of names; null: the table determines them.</param>
/// <param name="languages">Whether words of other languages are read, too.</param>
public sealed class ModelMeanings(
    Vocabulary vocabulary,
    IReadOnlyList<VocabularyName>? names = null,
    bool languages = true
) : IWordInterpreter
{
    private readonly Lazy<PromptInterpreter?> _interpreter = new(
        () => Make(vocabulary, names),
        LazyThreadSafetyMode.PublicationOnly
    );

    private readonly Lazy<WordTranslations> _translations = new(
        () =>
            languages && MeaningTables.Find() is { } folder
                ? MeaningTables.Translations(folder)
                : WordTranslations.None,
        LazyThreadSafetyMode.PublicationOnly
    );

    /// <summary>The interpreter; null if no table is installed.</summary>
    public PromptInterpreter? Interpreter => _interpreter.Value;

    /// <summary>Creates it for a model in a folder.</summary>
    /// <exception cref="HippogriffException">Its list of names is damaged.</exception>
    internal static ModelMeanings Of(ModelFolder folder, Vocabulary vocabulary) =>
        new(vocabulary, NamesOf(folder, vocabulary));

    /// <summary>The list of names in a model's folder; null if it has none.</summary>
    /// <exception cref="HippogriffException">The list is damaged.</exception>
    internal static IReadOnlyList<VocabularyName>? NamesOf(ModelFolder folder, Vocabulary vocabulary)
    {
        string path = Path.Combine(folder.Path, VocabularyNames.File);
        return File.Exists(path) ? VocabularyNames.Read(path, vocabulary) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<InterpretedWord> Interpret(IReadOnlyList<PromptWord> words, Func<string, bool> knows) =>
        Interpreter is { } english
            ? new PromptTranslator(_translations.Value, english).Interpret(words, knows)
            : [.. words.Select(word => new InterpretedWord(word.Text, knows(word.Text) ? [word.Text] : null))];

    private static PromptInterpreter? Make(Vocabulary vocabulary, IReadOnlyList<VocabularyName>? names)
    {
        if (MeaningTables.Find() is not { } folder)
            return null;
        (MeaningTable table, WordAliases aliases) = MeaningTables.Both(folder);
        return new PromptInterpreter(table, aliases, names ?? VocabularyNames.Of(vocabulary, table));
    }
}
