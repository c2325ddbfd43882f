using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hippogriff.Files;
using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>
/// Writes tensors as a safetensors file: u64 length, JSON header padded with spaces to a multiple of 8, and data
/// without gaps. The widest types come first, so that everything is aligned. The same tensors give the same bytes.
/// </summary>
public static class SafetensorsWriter
{
    private const int Part = 1 << 26;
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes <paramref name="tensors"/> to <paramref name="path"/>, atomically (see <see cref="AtomicFile"/>).
    /// </summary>
    /// <param name="path">The file; its folder is created if it does not exist.</param>
    /// <param name="tensors">Tensors by name, on any device. Not changed or disposed.</param>
    /// <param name="type">Float32, Float16 or BFloat16: the type of floating-point tensors; integers and bools stay.
    /// Null keeps all types.</param>
    /// <param name="metadata">Metadata by key.</param>
    /// <exception cref="HippogriffException">The file cannot be written, or a weight is too large for
    /// Float16.</exception>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        ScalarType? type = null,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        if (type is not (null or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Float32, Float16 and BFloat16 are allowed.");
        WriteEach(
            path,
            [
                .. tensors.Select(pair => new TensorToWrite(
                    pair.Key,
                    pair.Value.shape,
                    type is { } wanted && pair.Value.is_floating_point() ? wanted : pair.Value.dtype,
                    () => pair.Value.detach()
                )),
            ],
            metadata
        );
    }

    /// <summary>
    /// The same tensor by tensor. Each is read when it is written and disposed of then, so a file may be larger than
    /// the memory.
    /// </summary>
    /// <param name="path">The file; its folder is created if it does not exist.</param>
    /// <param name="tensors">What to write.</param>
    /// <param name="metadata">Metadata by key.</param>
    /// <param name="written">Receives the bytes of each tensor after it was written. Its exceptions stop the
    /// writing.</param>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void WriteEach(
        string path,
        IReadOnlyCollection<TensorToWrite> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        Action<long>? written = null
    )
    {
        TensorToWrite[] ordered =
        [
            .. tensors
                .OrderByDescending(t => SafetensorsTypes.SizeOf(t.Type))
                .ThenBy(t => t.Name, StringComparer.Ordinal),
        ];
        byte[] header = Header(ordered, metadata);
        AtomicFile.Write(
            path,
            stream =>
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach (TensorToWrite one in ordered)
                {
                    using (Tensor tensor = one.Read())
                        WriteData(stream, one.Name, tensor, one.Type);
                    written?.Invoke(one.Bytes);
                }
            }
        );
    }

    private static byte[] Header(TensorToWrite[] ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, s_plain))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            long at = 0;
            foreach (TensorToWrite one in ordered)
            {
                if (one.Name is "__metadata__" or { Length: > SafetensorsHeader.MaxName })
                    throw new ArgumentException($"A tensor cannot be called {Quoted.Name(one.Name)}.");
                long end = at + one.Bytes;
                json.WriteStartObject(one.Name);
                json.WriteString("dtype", SafetensorsTypes.NameOf(one.Type));
                json.WriteStartArray("shape");
                foreach (long side in one.Shape)
                    json.WriteNumberValue(side);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                at = end;
            }
            json.WriteEndObject();
        }
        while (stream.Length % 8 != 0)
            stream.WriteByte((byte)' ');
        return stream.Length <= SafetensorsHeader.MaxBytes
            ? stream.ToArray()
            : throw new HippogriffException(
                $"A safetensors header holds at most {SafetensorsHeader.MaxBytes} bytes, and these names and "
                    + $"texts need {stream.Length}."
            );
    }

    private static void WriteData(Stream stream, string name, Tensor tensor, ScalarType type)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor source = tensor.detach();
        Tensor flat = source.to(type, CPU).contiguous().view(-1);
        if (
            type == ScalarType.Float16
            && source.dtype != ScalarType.Float16
            && flat.isinf().any().item<bool>()
            && !source.isinf().any().item<bool>()
        )
            throw new HippogriffException(
                $"The weight {Quoted.Name(name)} holds a number beyond 65,504, which Float16 cannot hold; use "
                    + "BFloat16 or Float32."
            );
        long size = flat.element_size();
        for (long done = 0; done < flat.shape[0]; done += Part / size)
        {
            using Tensor part = flat.narrow(0, done, Math.Min(Part / size, flat.shape[0] - done));
            stream.Write(part.bytes);
        }
    }
}

/// <summary>A tensor that is read when it is written.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Type">The type in the file.</param>
/// <param name="Read">Reads it, of that shape and any type; the writer disposes of it.</param>
public sealed record TensorToWrite(string Name, IReadOnlyList<long> Shape, ScalarType Type, Func<Tensor> Read)
{
    /// <summary>Bytes in the file.</summary>
    public long Bytes => Shape.Aggregate(1L, (count, side) => count * side) * SafetensorsTypes.SizeOf(Type);
}
