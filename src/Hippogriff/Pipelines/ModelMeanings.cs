using Hippogriff.Meanings;
using Hippogriff.Models.Text;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines;

/// <summary>
/// Understands words that a model was never taught by the table of meanings that is installed. The table is looked for
/// when the first unknown word comes.
/// </summary>
/// <param name="vocabulary">The model's own words.</param>
/// <param name="names">The model's own list of what its words are; null: the table says it.</param>
public sealed class ModelMeanings(Vocabulary vocabulary, IReadOnlyList<VocabularyName>? names = null) : IWordInterpreter
{
    private readonly Lazy<PromptInterpreter?> _interpreter = new(
        () => Make(vocabulary, names),
        LazyThreadSafetyMode.PublicationOnly
    );

    /// <summary>The interpreter; null where no table is installed.</summary>
    public PromptInterpreter? Interpreter => _interpreter.Value;

    /// <summary>The meanings of a model in a folder.</summary>
    /// <exception cref="HippogriffException">Its list of names is damaged.</exception>
    internal static ModelMeanings Of(ModelFolder folder, Vocabulary vocabulary)
    {
        string path = Path.Combine(folder.Path, VocabularyNames.File);
        return new ModelMeanings(vocabulary, File.Exists(path) ? VocabularyNames.Read(path, vocabulary) : null);
    }

    /// <inheritdoc/>
    public IReadOnlyList<InterpretedWord> Interpret(IReadOnlyList<PromptWord> words, Func<string, bool> knows) =>
        Interpreter?.Interpret(words, knows)
        ?? [.. words.Select(word => new InterpretedWord(word.Text, knows(word.Text) ? [word.Text] : null))];

    private static PromptInterpreter? Make(Vocabulary vocabulary, IReadOnlyList<VocabularyName>? names)
    {
        if (MeaningTables.Find() is not { } folder)
            return null;
        (MeaningTable table, WordAliases aliases) = MeaningTables.Both(folder);
        return new PromptInterpreter(table, aliases, names ?? VocabularyNames.Of(vocabulary, table));
    }
}
