using System.Text.Json;
using System.Text.Unicode;
using Hippogriff.Texts;
using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>
/// The header of a safetensors file, read as untrusted input. Every number is validated before use, no allocation
/// exceeds the bytes in the file, and every error is one sentence. Layout: u64 length, JSON of that length, data.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Maximum size of a header, as in the reference implementation.</summary>
    public const int MaxBytes = 100_000_000;

    /// <summary>Maximum length of a tensor name in characters.</summary>
    public const int MaxName = 1024;

    /// <summary>Maximum number of dimensions.</summary>
    public const int MaxRank = 16;

    private readonly string _file;
    private Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private long[] _lastShape = [];

    private SafetensorsHeader(string file) => _file = file;

    /// <summary>Tensors in order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Ordered { get; private set; } = [];

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>
    /// Reads the JSON <paramref name="json"/> of a file with <paramref name="dataBytes"/> bytes of data.
    /// </summary>
    public static SafetensorsHeader Parse(string file, ReadOnlySpan<byte> json, long dataBytes)
    {
        SafetensorsHeader header = new(file);
        if (!Utf8.IsValid(json))
            throw header.Broken("its header is not UTF-8");
        try
        {
            header.ReadObject(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new HippogriffException(
                $"'{file}' is not a safetensors file: its header is not the JSON that the format asks for.",
                error
            );
        }
        header.CheckData(dataBytes);
        return header;
    }

    private void ReadObject(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 4 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Broken("its header is not a JSON object");
        List<SafetensorsEntry> entries = [];
        Span<long> shape = stackalloc long[MaxRank];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.Length > MaxName * 6)
                throw Broken($"it names a tensor with more than {MaxName} characters"); // \u0000 takes six bytes
            string name = reader.GetString()!;
            if (name.Length > MaxName)
                throw Broken($"it names a tensor with more than {MaxName} characters");
            reader.Read();
            if (name == "__metadata__" && reader.TokenType == JsonTokenType.Null)
                continue;
            if (reader.TokenType != JsonTokenType.StartObject)
                throw Broken($"the header entry {Quoted.Name(name)} is not an object");
            if (name == "__metadata__")
                ReadMetadata(ref reader);
            else
                entries.Add(ReadEntry(ref reader, name, shape));
        }
        if (reader.Read())
            throw Broken("its header has text behind the JSON object");
        _entries = new(entries.Count, StringComparer.Ordinal);
        foreach (SafetensorsEntry entry in entries)
            if (!_entries.TryAdd(entry.Name, entry))
                throw Broken($"it names the tensor {Quoted.Name(entry.Name)} twice");
        entries.Sort(ByPlace);
        Ordered = entries;
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (_metadata.Count > 0)
            throw Broken("it has metadata twice");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Broken($"its metadata entry {Quoted.Name(key)} is not text");
            if (!_metadata.TryAdd(key, reader.GetString()!))
                throw Broken($"it has the metadata entry {Quoted.Name(key)} twice");
        }
    }

    /// <summary>
    /// A header may have a hundred thousand tensors. Only the name, the entry and the shape are allocated for each;
    /// equal consecutive shapes are shared.
    /// </summary>
    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name, scoped Span<long> shape)
    {
        Span<long> offsets = stackalloc long[2];
        (ScalarType Type, Float8? Narrow)? type = null;
        int rank = -1,
            ends = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8))
            {
                if (type is not null)
                    throw Twice(name, "dtype");
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                    throw Strange(name, "dtype");
                type = TypeOf(ref reader, name);
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                if (rank >= 0)
                    throw Twice(name, "shape");
                reader.Read();
                rank = ReadNumbers(ref reader, name, "shape", shape);
            }
            else if (reader.ValueTextEquals("data_offsets"u8))
            {
                if (ends >= 0)
                    throw Twice(name, "data_offsets");
                reader.Read();
                ends = ReadNumbers(ref reader, name, "data_offsets", offsets);
            }
            else
                reader.Skip(); // as the reference implementation does
        }
        if (type is not { } known || rank < 0 || ends != 2)
            throw Broken($"the tensor {Quoted.Name(name)} lacks dtype, shape or its two data_offsets");
        return Check(name, known.Type, known.Narrow, ShapeOf(shape[..rank]), offsets[0], offsets[1]);
    }

    private HippogriffException Twice(string name, string key) =>
        Broken($"the tensor {Quoted.Name(name)} has '{key}' twice");

    private HippogriffException Strange(string name, string key) =>
        Broken($"the tensor {Quoted.Name(name)} has an entry {Quoted.Name(key)} that the format does not know");

    private long[] ShapeOf(ReadOnlySpan<long> shape) =>
        shape.SequenceEqual(_lastShape) ? _lastShape : _lastShape = shape.ToArray();

    /// <summary>Reads a list into <paramref name="numbers"/>.</summary>
    /// <returns>The number of values.</returns>
    private int ReadNumbers(ref Utf8JsonReader reader, string name, string key, scoped Span<long> numbers)
    {
        int count = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Broken($"the {key} of the tensor {Quoted.Name(name)} is not a list of numbers");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw Broken(
                    $"the {key} of the tensor {Quoted.Name(name)} holds something that is not a whole number "
                        + $"from 0 to {long.MaxValue}"
                );
            if (count == numbers.Length)
                throw Broken($"the {key} of the tensor {Quoted.Name(name)} has more than {numbers.Length} numbers");
            numbers[count++] = number;
        }
        return count;
    }

    private (ScalarType Type, Float8? Narrow) TypeOf(ref Utf8JsonReader reader, string name)
    {
        foreach ((string known, Float8 kind) in Float8Values.Names)
            if (reader.ValueTextEquals(known))
                return (ScalarType.Float32, kind);
        for (int i = 0; i < SafetensorsTypes.Names.Count; i++)
            if (
                reader.ValueTextEquals(SafetensorsTypes.Names[i])
                && SafetensorsTypes.TryParse(SafetensorsTypes.Names[i], out ScalarType type)
            )
                return (type, null);
        string said = reader.GetString()!;
        throw new HippogriffException(
            $"The tensor {Quoted.Name(name)} in '{_file}' has the type {Quoted.Name(said)}, which cannot be read"
                + (
                    said.StartsWith("F8", StringComparison.Ordinal) || said.StartsWith("F4", StringComparison.Ordinal)
                        ? " (floats of 4 bits and scales alone have to be converted to F16 first)"
                        : ""
                )
                + $"; allowed are {string.Join(", ", SafetensorsTypes.Names)}, F8_E4M3 and F8_E5M2.",
            FaultKind.Incompatible
        );
    }

    private SafetensorsEntry Check(string name, ScalarType type, Float8? narrow, long[] shape, long begin, long end)
    {
        if (end < begin)
            throw Broken($"the data of the tensor {Quoted.Name(name)} ends before it begins");
        long size = narrow is null ? SafetensorsTypes.SizeOf(type) : 1,
            all = Math.Max(size, narrow is null ? 0 : sizeof(float)); // widened
        try
        {
            // Dimensions of 0 count as 1 here, because torch multiplies all dimensions for strides, even of an empty
            // tensor.
            foreach (long side in shape)
                all = checked(all * Math.Max(side, 1));
        }
        catch (OverflowException)
        {
            throw Broken($"the shape of the tensor {Quoted.Name(name)} is larger than any memory");
        }
        SafetensorsEntry entry = new(name, type, shape, begin, end) { Float8 = narrow };
        if (entry.Count * size != entry.Bytes)
            throw Broken(
                $"the tensor {Quoted.Name(name)} has {Counted.Of(entry.Bytes, "byte")}, but its shape "
                    + $"[{string.Join(", ", shape)}] of {narrow?.ToString() ?? SafetensorsTypes.NameOf(type)} needs "
                    + $"{entry.Count * size}"
            );
        return entry;
    }

    /// <summary>
    /// Requires that tensors cover the data exactly, from 0 to the end of the file without overlaps and gaps.
    /// </summary>
    private void CheckData(long dataBytes)
    {
        long at = 0;
        foreach (SafetensorsEntry entry in Ordered)
        {
            if (entry.End > dataBytes)
                throw Broken(
                    $"the tensor {Quoted.Name(entry.Name)} ends at byte {entry.End} of the data, but the file "
                        + $"holds only {dataBytes}; it was cut, so get it again"
                );
            if (entry.Begin < at)
                throw Broken($"the tensor {Quoted.Name(entry.Name)} overlaps the one before it");
            if (entry.Begin > at)
                throw Broken(
                    $"there is a hole of {Counted.Of(entry.Begin - at, "byte")} before the tensor "
                        + $"{Quoted.Name(entry.Name)}"
                );
            at = entry.End;
        }
        if (at != dataBytes)
            throw Broken(
                $"{Counted.Of(dataBytes - at, "byte")} behind the last tensor "
                    + $"{Counted.Noun(dataBytes - at, "belongs", "belong")} to none"
            );
    }

    private static int ByPlace(SafetensorsEntry a, SafetensorsEntry b) =>
        a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin)
        : a.End != b.End ? a.End.CompareTo(b.End)
        : string.CompareOrdinal(a.Name, b.Name);

    private HippogriffException Broken(string what) =>
        new($"'{_file}' is not a safetensors file that can be read: {what}.");
}
