using System.Collections.Concurrent;
using Hippogriff.Weights;

namespace Hippogriff.Meanings;

/// <summary>
/// Finds and caches meaning tables. A table is a folder next to the models; it is read on first use, once per process.
/// </summary>
public static class MeaningTables
{
    /// <summary>Vectors and kinds; the file that identifies a folder as a meaning table.</summary>
    public const string VectorsFile = "meanings.safetensors";

    internal const string WordsFile = "words.txt",
        FormsFile = "lemmas.tsv",
        BlockedFile = "blocked.sha256.txt",
        AliasesFile = "aliases.tsv",
        TranslationsFile = "translations.tsv";

    private static readonly ConcurrentDictionary<string, Lazy<(MeaningTable, WordAliases)>> s_read = new(
        StringComparer.Ordinal
    );

    private static readonly ConcurrentDictionary<string, Lazy<WordTranslations>> s_translations = new(
        StringComparer.Ordinal
    );

    /// <summary>
    /// The folder of the first table in the model folders (<see cref="ModelLibrary.Default"/>); null if none is
    /// installed.
    /// </summary>
    public static string? Find(ModelLibrary? library = null) =>
        (library ?? ModelLibrary.Default()).FoldersWith(VectorsFile).FirstOrDefault();

    /// <summary>The table in a folder.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged; the message names it.</exception>
    public static MeaningTable Read(string folder) => Both(folder).Table;

    /// <summary>The table in a folder, read again and not cached.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged; the message names it.</exception>
    internal static MeaningTable Load(string folder) => LoadBoth(folder).Table;

    /// <summary>The table in a folder and its list of aliases.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged; the message names it.</exception>
    internal static (MeaningTable Table, WordAliases Aliases) Both(string folder) =>
        s_read
            .GetOrAdd(
                Path.GetFullPath(folder),
                path => new Lazy<(MeaningTable, WordAliases)>(
                    () => LoadBoth(path),
                    LazyThreadSafetyMode.PublicationOnly
                )
            )
            .Value;

    /// <summary>The words of other languages beside the table in a folder; none if it has no such file.</summary>
    /// <exception cref="HippogriffException">The file is damaged; the message names it.</exception>
    public static WordTranslations Translations(string folder) =>
        s_translations
            .GetOrAdd(
                Path.GetFullPath(folder),
                path => new Lazy<WordTranslations>(
                    () => WordTranslations.Read(Path.Combine(path, TranslationsFile)),
                    LazyThreadSafetyMode.PublicationOnly
                )
            )
            .Value;

    private static (MeaningTable Table, WordAliases Aliases) LoadBoth(string folder) =>
        (new MeaningTable(MeaningTableParts.Read(folder)), WordAliases.Read(Path.Combine(folder, AliasesFile)));
}
