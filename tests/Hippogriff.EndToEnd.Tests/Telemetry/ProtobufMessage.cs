using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace Hippogriff.EndToEnd.Tests.Telemetry;

/// <summary>A message of Protocol Buffers, read without its description: fields by number.</summary>
internal sealed class ProtobufMessage
{
    private readonly ILookup<uint, object> _fields;

    /// <param name="bytes">The message as it was sent.</param>
    public ProtobufMessage(byte[] bytes)
    {
        CodedInputStream input = new(bytes);
        List<(uint Number, object Value)> fields = [];
        while (input.ReadTag() is > 0 and uint tag)
            fields.Add(
                (
                    tag >> 3,
                    (tag & 7) switch
                    {
                        0 => input.ReadUInt64(),
                        1 => input.ReadFixed64(),
                        2 => input.ReadBytes().ToByteArray(),
                        5 => input.ReadFixed32(),
                        uint kind => throw new InvalidDataException($"A field is of the kind {kind}."),
                    }
                )
            );
        _fields = fields.ToLookup(field => field.Number, field => field.Value);
    }

    /// <summary>The messages of a field, and of fields of them.</summary>
    public IEnumerable<ProtobufMessage> Messages(params uint[] path) =>
        path is [uint first, .. uint[] rest]
            ? _fields[first].Select(value => new ProtobufMessage((byte[])value)).SelectMany(one => one.Messages(rest))
            : [this];

    /// <summary>The text of a field; empty if there is none.</summary>
    public string Text(uint field) =>
        _fields[field].LastOrDefault() is byte[] bytes ? Encoding.UTF8.GetString(bytes) : "";

    /// <summary>The 64-bit numbers of a repeated field, packed or not.</summary>
    public ulong[] Numbers(uint field) =>
        [
            .. _fields[field]
                .SelectMany(value =>
                    value is byte[] packed
                        ? packed.Chunk(8).Select(bytes => BinaryPrimitives.ReadUInt64LittleEndian(bytes))
                        : [(ulong)value]
                ),
        ];

    /// <summary>The doubles of a repeated field.</summary>
    public double[] Doubles(uint field) => [.. Numbers(field).Select(BitConverter.UInt64BitsToDouble)];
}
