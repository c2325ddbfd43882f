using System.Text.Json;
using System.Text.Unicode;
using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>
/// The header of a safetensors file, read as if an enemy had written it: every number is checked before it is used, no allocation is
/// larger than the bytes that are really there, and every fault is one sentence. Layout: u64 length, JSON of that length, data.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Largest header, as the reference implementation limits it.</summary>
    public const int MaxBytes = 100_000_000;

    /// <summary>Longest tensor name in characters.</summary>
    public const int MaxName = 1024;

    /// <summary>Most sides of a shape.</summary>
    public const int MaxRank = 16;

    private readonly string _file;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string file) => _file = file;

    /// <summary>Tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Ordered { get; private set; } = [];

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Reads the JSON <paramref name="json"/> of a file that holds <paramref name="dataBytes"/> bytes behind it.</summary>
    public static SafetensorsHeader Parse(string file, ReadOnlySpan<byte> json, long dataBytes)
    {
        SafetensorsHeader header = new(file);
        if (!Utf8.IsValid(json)) throw header.Broken("its header is not UTF-8");
        try
        {
            header.ReadObject(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new HippogriffException($"'{file}' is not a safetensors file: its header is not the JSON that the format asks for.", error);
        }
        header.CheckData(dataBytes);
        return header;
    }

    private void ReadObject(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 4 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Broken("its header is not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.Length > MaxName * 6) throw Broken($"it names a tensor with more than {MaxName} characters"); // \u0000 takes six bytes
            string name = reader.GetString()!;
            if (name.Length > MaxName) throw Broken($"it names a tensor with more than {MaxName} characters");
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw Broken($"the header entry {Quoted.Name(name)} is not an object");
            if (name == "__metadata__") ReadMetadata(ref reader);
            else if (!_entries.TryAdd(name, ReadEntry(ref reader, name))) throw Broken($"it names the tensor {Quoted.Name(name)} twice");
        }
        if (reader.Read()) throw Broken("its header has text behind the JSON object");
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (_metadata.Count > 0) throw Broken("it has metadata twice");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw Broken($"its metadata entry {Quoted.Name(key)} is not text");
            if (!_metadata.TryAdd(key, reader.GetString()!)) throw Broken($"it has the metadata entry {Quoted.Name(key)} twice");
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            bool twice = key switch { "dtype" => type is not null, "shape" => shape is not null, "data_offsets" => offsets is not null, _ => false };
            if (twice) throw Broken($"the tensor {Quoted.Name(name)} has '{key}' twice");
            switch (key)
            {
                case "dtype" when reader.TokenType == JsonTokenType.String: type = reader.GetString(); break;
                case "shape": shape = ReadNumbers(ref reader, name, "shape", MaxRank); break;
                case "data_offsets": offsets = ReadNumbers(ref reader, name, "data_offsets", 2); break;
                default: throw Broken($"the tensor {Quoted.Name(name)} has an entry {Quoted.Name(key)} that the format does not know");
            }
        }
        if (type is null || shape is null || offsets is not { Count: 2 }) throw Broken($"the tensor {Quoted.Name(name)} lacks dtype, shape or its two data_offsets");
        return Check(name, type, shape, offsets[0], offsets[1]);
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string key, int most)
    {
        List<long> numbers = [];
        if (reader.TokenType != JsonTokenType.StartArray) throw Broken($"the {key} of the tensor {Quoted.Name(name)} is not a list of numbers");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw Broken($"the {key} of the tensor {Quoted.Name(name)} holds something that is not a whole number from 0 to {long.MaxValue}");
            if (numbers.Count == most) throw Broken($"the {key} of the tensor {Quoted.Name(name)} has more than {most} numbers");
            numbers.Add(number);
        }
        return numbers;
    }

    private SafetensorsEntry Check(string name, string typeName, List<long> shape, long begin, long end)
    {
        if (!SafetensorsTypes.TryParse(typeName, out ScalarType type))
            throw new HippogriffException(
                $"The tensor {Quoted.Name(name)} in '{_file}' has the type {Quoted.Name(typeName)}, which cannot be read"
                + (typeName.StartsWith("F8", StringComparison.Ordinal) || typeName.StartsWith("F4", StringComparison.Ordinal) ? " (8-bit and smaller floats have to be converted to F16 first)" : "")
                + $"; allowed are {string.Join(", ", SafetensorsTypes.Names)}.");
        if (end < begin) throw Broken($"the data of the tensor {Quoted.Name(name)} ends before it begins");
        try
        {
            // Sides of 0 count as 1 here: torch multiplies all sides for its strides, even of an empty tensor.
            _ = checked(shape.Aggregate(1L, (product, side) => checked(product * Math.Max(side, 1))) * SafetensorsTypes.SizeOf(type));
        }
        catch (OverflowException)
        {
            throw Broken($"the shape of the tensor {Quoted.Name(name)} is larger than any memory");
        }
        SafetensorsEntry entry = new(name, type, shape, begin, end);
        if (entry.Count * SafetensorsTypes.SizeOf(type) != entry.Bytes)
            throw Broken($"the tensor {Quoted.Name(name)} has {entry.Bytes} bytes, but its shape [{string.Join(", ", shape)}] of {typeName} needs {entry.Count * SafetensorsTypes.SizeOf(type)}");
        return entry;
    }

    /// <summary>The data must be covered exactly: from 0 to the end of the file without overlap and without a hole.</summary>
    private void CheckData(long dataBytes)
    {
        Ordered = [.. _entries.Values.OrderBy(e => e.Begin).ThenBy(e => e.End).ThenBy(e => e.Name, StringComparer.Ordinal)];
        long at = 0;
        foreach (SafetensorsEntry entry in Ordered)
        {
            if (entry.End > dataBytes) throw Broken($"the tensor {Quoted.Name(entry.Name)} ends at byte {entry.End} of the data, but the file holds only {dataBytes}");
            if (entry.Begin < at) throw Broken($"the tensor {Quoted.Name(entry.Name)} overlaps the one before it");
            if (entry.Begin > at) throw Broken($"there is a hole of {entry.Begin - at} bytes before the tensor {Quoted.Name(entry.Name)}");
            at = entry.End;
        }
        if (at != dataBytes) throw Broken($"{dataBytes - at} bytes behind the last tensor belong to none");
    }

    private HippogriffException Broken(string what) => new($"'{_file}' is not a safetensors file that can be read: {what}.");
}
