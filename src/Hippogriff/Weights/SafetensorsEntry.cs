using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>One tensor as the header of a safetensors file announces it.</summary>
/// <param name="Name">Name, unique in its file.</param>
/// <param name="Type">Element type in the file; float32 for numbers of 8 bits, which are widened.</param>
/// <param name="Shape">Shape; empty for a scalar.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
public sealed record SafetensorsEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>The kind of 8-bit numbers that the file holds; null for numbers that torch can hold.</summary>
    public Float8? Float8 { get; init; }

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            for (int i = 0; i < Shape.Count; i++)
                count *= Shape[i];
            return count;
        }
    }

    /// <summary>Size in bytes.</summary>
    public long Bytes => End - Begin;
}

/// <summary>The element types of the format that torch can hold, by the names the format gives them.</summary>
public static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type, int Size)[] s_table =
    [
        ("F64", ScalarType.Float64, 8),
        ("F32", ScalarType.Float32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8),
        ("I32", ScalarType.Int32, 4),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>Names that can be read and written: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_table.Select(row => row.Name)];

    /// <summary>The format's name for <paramref name="type"/>.</summary>
    /// <exception cref="HippogriffException">The format or this library has no such type.</exception>
    public static string NameOf(ScalarType type) =>
        Array.Find(s_table, row => row.Type == type).Name
        ?? throw new HippogriffException(
            $"Tensors of type {type} cannot be kept in a safetensors file; allowed are {string.Join(", ", Names)}."
        );

    /// <summary>Size of one element of <paramref name="type"/> in bytes.</summary>
    public static int SizeOf(ScalarType type)
    {
        foreach ((string _, ScalarType known, int size) in s_table)
            if (known == type)
                return size;
        return 0;
    }

    internal static bool TryParse(string name, out ScalarType type)
    {
        type = default;
        foreach ((string known, ScalarType its, int _) in s_table)
        {
            if (known != name)
                continue;
            type = its;
            return true;
        }
        return false;
    }
}
