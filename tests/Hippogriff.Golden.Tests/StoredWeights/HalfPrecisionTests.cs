using System.Buffers.Binary;
using System.Text.Json;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.StoredWeights;

/// <summary>Half-precision numbers of files, and float32 rounded to them: ties, overflow, subnormals, NaN.</summary>
public sealed class HalfPrecisionTests : IDisposable
{
    private static readonly string[] s_file = ["weights", "half", "half_precision.json"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bfloat16", ScalarType.BFloat16)]
    [InlineData("float16", ScalarType.Float16)]
    public void Float32_is_rounded_to_the_nearest_even_number(string type, ScalarType half)
    {
        JsonElement[] cases = [.. GoldenFolder.Entries("rounding_to_nearest_even", s_file)];
        if (cases.Length == 0)
            return;
        byte[] data = [.. cases.SelectMany(one => Bytes(one.Text("float32")))];
        using DisposeScope scope = NewDisposeScope();
        Tensor read = Read("F32", cases.Length, data, half);
        byte[] bytes = read.bytes.ToArray();
        for (int i = 0; i < cases.Length; i++)
            if (cases[i].Text(type) == "nan")
                Assert.True(read[i].isnan().item<bool>(), cases[i].Text("float32"));
            else
                Assert.Equal(cases[i].Text(type), Digits(bytes.AsSpan(2 * i, 2)));
    }

    [Theory]
    [InlineData("bfloat16", "BF16")]
    [InlineData("float16", "F16")]
    public void Half_precision_is_read_as_the_float32_that_it_stands_for(string type, string stored)
    {
        JsonElement[] cases =
        [
            .. GoldenFolder.Entries("widening", s_file).Where(one => one.TryGetProperty(type, out _)),
        ];
        if (cases.Length == 0)
            return;
        byte[] data = [.. cases.SelectMany(one => Bytes(one.Text(type)))];
        using DisposeScope scope = NewDisposeScope();
        Tensor read = Read(stored, cases.Length, data, ScalarType.Float32);
        byte[] bytes = read.bytes.ToArray();
        for (int i = 0; i < cases.Length; i++)
            if (cases[i].Text("float32") == "nan")
                Assert.True(read[i].isnan().item<bool>(), cases[i].Text(type));
            else
                Assert.Equal(cases[i].Text("float32"), Digits(bytes.AsSpan(4 * i, 4)));
    }

    /// <summary>A file of one tensor, read in a type.</summary>
    private Tensor Read(string stored, int count, byte[] data, ScalarType type)
    {
        string header =
            $$"""{"x":{"dtype":"{{stored}}","shape":[{{count}}],"data_offsets":[0,{{data.Length}}] } }""".PadRight(128);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        string path = _folder.In("x.safetensors");
        File.WriteAllBytes(path, [.. length, .. System.Text.Encoding.ASCII.GetBytes(header), .. data]);
        using WeightFiles file = WeightFiles.Open([path]);
        return file.Read("x", type);
    }

    /// <summary>The hex digits of a number whose lowest byte is first.</summary>
    private static string Digits(Span<byte> number)
    {
        number.Reverse();
        return Convert.ToHexStringLower(number);
    }

    /// <summary>The bytes of hex digits as they lie in a file, the lowest first.</summary>
    private static byte[] Bytes(string hex) => [.. Convert.FromHexString(hex).Reverse()];
}
