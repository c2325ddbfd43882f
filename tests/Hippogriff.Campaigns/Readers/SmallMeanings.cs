using Hippogriff.Meanings;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Campaigns.Readers;

/// <summary>A table of meanings of three words.</summary>
internal static class SmallMeanings
{
    private static readonly string[] Words = ["cat", "fox", "two"];

    public static void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        using DisposeScope scope = NewDisposeScope();
        Tensor vectors = arange(Words.Length * MeaningTable.Width, dtype: ScalarType.Int64)
            .remainder(100)
            .to(ScalarType.Int8)
            .reshape(Words.Length, MeaningTable.Width);
        Tensor kinds = ones([Words.Length], dtype: ScalarType.Byte);
        SafetensorsWriter.Write(
            Path.Combine(folder, MeaningTables.VectorsFile),
            [new("vectors", vectors), new("kind", kinds), new("kinds", kinds)]
        );
        File.WriteAllLines(Path.Combine(folder, MeaningTables.WordsFile), Words);
        File.WriteAllText(Path.Combine(folder, MeaningTables.FormsFile), "foxes\tfox\n");
        File.WriteAllText(Path.Combine(folder, MeaningTables.BlockedFile), "0123456789abcdef\n");
        File.WriteAllText(Path.Combine(folder, MeaningTables.AliasesFile), "kitty\tcat\n");
    }
}
