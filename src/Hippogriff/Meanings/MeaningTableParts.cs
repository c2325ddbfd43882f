using System.Globalization;
using Hippogriff.Devices;
using Hippogriff.Files;
using Hippogriff.Texts;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Meanings;

/// <summary>The files of a meaning table, read and checked against each other.</summary>
internal sealed record MeaningTableParts(
    sbyte[] Vectors,
    byte[] Main,
    byte[] Kinds,
    string[] Words,
    Dictionary<string, int> Rows,
    Dictionary<string, int> Forms,
    HashSet<ulong> Blocked
)
{
    private const int MostRows = 1 << 20;

    /// <summary>Reads the files in a folder.</summary>
    /// <exception cref="HippogriffException">A file is missing or damaged, or they do not belong together; the message
    /// names it.</exception>
    public static MeaningTableParts Read(string folder)
    {
        string wordsFile = Path.Combine(folder, MeaningTables.WordsFile);
        string[] words = [.. Lines(wordsFile)];
        if (words.Length is 0 or > MostRows)
            throw Damaged(wordsFile, $"it has {Counted.Of(words.Length, "word")}, and 1 to {MostRows} are allowed");
        Dictionary<string, int> rows = new(words.Length, StringComparer.Ordinal);
        for (int i = 0; i < words.Length; i++)
            if (!rows.TryAdd(words[i], i))
                throw Damaged(wordsFile, $"it holds {Quoted.Name(words[i])} twice");
        using DisposeScope scope = NewDisposeScope();
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, MeaningTables.VectorsFile));
        return new MeaningTableParts(
            Numbers<sbyte>(file, "vectors", ScalarType.Int8, words.Length, MeaningTable.Width),
            Numbers<byte>(file, "kind", ScalarType.Byte, words.Length),
            Numbers<byte>(file, "kinds", ScalarType.Byte, words.Length),
            words,
            rows,
            FormsOf(Path.Combine(folder, MeaningTables.FormsFile), rows),
            BlockedOf(Path.Combine(folder, MeaningTables.BlockedFile))
        );
    }

    private static T[] Numbers<T>(SafetensorsFile file, string name, ScalarType type, params long[] shape)
        where T : unmanaged
    {
        if (
            file.ByName.TryGetValue(name, out SafetensorsEntry? entry)
            && (entry.Type != type || !entry.Shape.SequenceEqual(shape))
        )
        {
            throw Damaged(
                file.Path,
                $"its tensor '{name}' is {SafetensorsTypes.NameOf(entry.Type)} [{string.Join(", ", entry.Shape)}], "
                    + $"and {SafetensorsTypes.NameOf(type)} [{string.Join(", ", shape)}] is needed"
            );
        }
        return TensorNumbers.Of<T>(file.Read(name));
    }

    private static Dictionary<string, int> FormsOf(string path, Dictionary<string, int> rows)
    {
        Dictionary<string, int> forms = new(StringComparer.Ordinal);
        foreach (string line in Lines(path))
        {
            if (line.Split('\t') is not [var form, var word] || !rows.TryGetValue(word, out int row))
                throw Damaged(path, $"its line {Quoted.Name(line)} names no row");
            forms[form] = row;
        }
        return forms;
    }

    private static HashSet<ulong> BlockedOf(string path)
    {
        HashSet<ulong> blocked = [];
        foreach (string line in Lines(path))
        {
            if (
                line.Length != 16
                || !ulong.TryParse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hash)
            )
                throw Damaged(path, $"its line {Quoted.Name(line)} is not 16 hexadecimal digits");
            blocked.Add(hash);
        }
        return blocked;
    }

    private static IEnumerable<string> Lines(string path) => RegularFile.ReadLines(path).Where(line => line.Length > 0);

    private static HippogriffException Damaged(string path, string why) =>
        new($"The table of meanings '{path}' is damaged: {why}.", FaultKind.DamagedFile);
}
