using System.Collections.Concurrent;
using Hippogriff.Weights;

namespace Hippogriff.Meanings;

/// <summary>
/// Finds and keeps tables of meanings. A table is read when it is first asked for, once a process, and lies in a folder
/// beside the models.
/// </summary>
public static class MeaningTables
{
    /// <summary>Vectors and kinds; the file that makes a folder a table of meanings.</summary>
    public const string VectorsFile = "meanings.safetensors";

    internal const string WordsFile = "words.txt",
        FormsFile = "lemmas.tsv",
        BlockedFile = "blocked.sha256.txt",
        AliasesFile = "aliases.tsv";

    private static readonly ConcurrentDictionary<string, Lazy<(MeaningTable, WordAliases)>> s_read = new(
        StringComparer.Ordinal
    );

    /// <summary>
    /// The folder of the first table in the places where models lie (<see cref="ModelLibrary.Default"/>); null where
    /// none is installed.
    /// </summary>
    public static string? Find(ModelLibrary? library = null) =>
        (library ?? ModelLibrary.Default()).FoldersWith(VectorsFile).FirstOrDefault();

    /// <summary>The table in a folder.</summary>
    /// <exception cref="HippogriffException">A file of it is missing or damaged; the message says which.</exception>
    public static MeaningTable Read(string folder) => Both(folder).Table;

    /// <summary>The table in a folder, read anew and not kept.</summary>
    /// <exception cref="HippogriffException">A file of it is missing or damaged; the message says which.</exception>
    internal static MeaningTable Load(string folder) => LoadBoth(folder).Table;

    /// <summary>The table in a folder and the list of other names beside it.</summary>
    /// <exception cref="HippogriffException">A file of it is missing or damaged; the message says which.</exception>
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

    private static (MeaningTable Table, WordAliases Aliases) LoadBoth(string folder) =>
        (new MeaningTable(MeaningTableParts.Read(folder)), WordAliases.Read(Path.Combine(folder, AliasesFile)));
}
