using System.Buffers.Binary;
using System.Text;
using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Weights;

public sealed partial class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A file from its parts, as the format lays them out.</summary>
    internal static byte[] Bytes(byte[] header, byte[] data, ulong? announced = null)
    {
        byte[] file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, announced ?? (ulong)header.Length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }

    internal static byte[] Bytes(string header, params byte[] data) => Bytes(Encoding.UTF8.GetBytes(header), data);

    private SafetensorsFile Open(string header, params byte[] data) =>
        SafetensorsFile.Open(_folder.Write("x.safetensors", Bytes(header, data)));

    private string Refused(byte[] file)
    {
        string path = _folder.Write("bad.safetensors", file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        HippogriffException error = Assert.Throws<HippogriffException>(() => SafetensorsFile.Open(path).Dispose());
        Assert.True(
            GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000 + 20L * file.Length,
            "refusing it took far more memory than the file has"
        );
        Assert.EndsWith(".", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain('\u001b', error.Message);
        Assert.Contains("bad.safetensors", error.Message);
        Assert.True(error.Message.Length < 600, error.Message);
        return error.Message;
    }

    private string Refused(string header, params byte[] data) => Refused(Bytes(header, data));

    [Theory]
    [InlineData("F64", ScalarType.Float64, 8)]
    [InlineData("F32", ScalarType.Float32, 4)]
    [InlineData("F16", ScalarType.Float16, 2)]
    [InlineData("BF16", ScalarType.BFloat16, 2)]
    [InlineData("I64", ScalarType.Int64, 8)]
    [InlineData("I32", ScalarType.Int32, 4)]
    [InlineData("I16", ScalarType.Int16, 2)]
    [InlineData("I8", ScalarType.Int8, 1)]
    [InlineData("U8", ScalarType.Byte, 1)]
    [InlineData("BOOL", ScalarType.Bool, 1)]
    public void Each_element_type_goes_by_the_name_that_the_format_gives_it(string name, ScalarType type, int size)
    {
        using SafetensorsFile file = SafetensorsFile.Open(
            RawSafetensors.Write(_folder, "x.safetensors", ("a", name, [1], new byte[size]))
        );
        Assert.Equal(type, file.ByName["a"].Type);
        using Tensor read = file.Read("a");
        Assert.Equal(type, read.dtype);
        Assert.Equal(name, SafetensorsTypes.NameOf(type));
    }

    [Fact]
    public void Every_type_of_the_format_is_read()
    {
        (string Type, byte[] Data, double[] Values)[] cases =
        [
            ("F64", [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], [1.5]),
            ("F32", [0, 0, 0xc0, 0x3f, 0, 0, 0x20, 0xc1], [1.5, -10]),
            ("F16", [0x00, 0x3e, 0x00, 0xc0], [1.5, -2]),
            ("BF16", [0xc0, 0x3f, 0x20, 0xc1], [1.5, -10]),
            ("I64", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [-1]),
            ("I32", [0, 0, 1, 0], [65536]),
            ("I16", [0, 0x80], [-32768]),
            ("I8", [0x80, 0x7f], [-128, 127]),
            ("U8", [0, 255], [0, 255]),
            ("BOOL", [0, 1, 2], [0, 1, 1]),
        ];
        foreach ((string type, byte[] data, double[] values) in cases)
        {
            using SafetensorsFile file = Open(
                $$$"""{"a":{"dtype":"{{{type}}}","shape":[{{{values.Length}}}],"data_offsets":[0,{{{data.Length}}}]}}""",
                data
            );
            using Tensor own = file.Read("a"),
                wide = file.Read("a", ScalarType.Float64);
            Assert.Equal(file.Entries[0].Type, own.dtype);
            Assert.Equal(type, SafetensorsTypes.NameOf(own.dtype));
            Assert.Equal(values, wide.data<double>().ToArray());
        }
    }

    [Fact]
    public void Tensors_are_found_by_name_with_their_shapes_and_the_text_beside_them()
    {
        using SafetensorsFile file = Open(
            """{"__metadata__":{"format":"pt"},"b":{"shape":[2,1],"dtype":"I16","data_offsets":[4,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"none":{"dtype":"F32","shape":[0,3],"data_offsets":[8,8]}}  """,
            0,
            0,
            0x80,
            0x3f,
            7,
            0,
            8,
            0
        );
        Assert.Equal(["a", "b", "none"], file.Entries.Select(e => e.Name));
        Assert.Equal("pt", file.Metadata["format"]);
        using Tensor a = file.Read("a"),
            b = file.Read("b"),
            none = file.Read("none");
        Assert.Equal(1f, a.item<float>());
        Assert.Equal([2, 1], b.shape);
        Assert.Equal([(short)7, (short)8], b.data<short>().ToArray());
        Assert.Equal([0, 3], none.shape);
        Assert.Contains("holds no tensor 'c'", Assert.Throws<HippogriffException>(() => file.Read("c")).Message);
    }

    [Fact]
    public void Reading_leaks_no_tensor()
    {
        using SafetensorsFile file = Open("""{"a":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}""", 1, 0, 1);
        file.Read("a", ScalarType.Float32).Dispose();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        file.Read("a", ScalarType.Float32).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_missing_file_a_folder_and_a_short_file_are_refused()
    {
        Assert.Contains(
            "There is no file",
            Assert.Throws<HippogriffException>(() => SafetensorsFile.Open(_folder.In("nowhere/x"))).Message
        );
        Assert.Contains(
            "is a folder",
            Assert.Throws<HippogriffException>(() => SafetensorsFile.Open(_folder.Path)).Message
        );
        Assert.Contains("only 0 bytes", Refused([]));
        Assert.Contains("only 7 bytes", Refused(new byte[7]));
    }

    [Fact]
    public void A_truncated_header_is_refused() =>
        Assert.Contains("is truncated", Refused(Bytes("{}"u8.ToArray(), [], announced: 1000)));

    [Theory]
    [InlineData(100_000_001)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    public void A_header_that_is_announced_as_huge_is_refused(ulong announced) =>
        Assert.Contains("announces a header of", Refused(Bytes("{}"u8.ToArray(), [], announced)));

    [Theory]
    [InlineData("[]", "not a JSON object")]
    [InlineData("7", "not a JSON object")]
    [InlineData("", "not the JSON")]
    [InlineData("hello", "not the JSON")]
    [InlineData("{\"a\":", "not the JSON")]
    [InlineData("{} {}", "not the JSON")]
    [InlineData("{\"a\":5}", "is not an object")]
    [InlineData("{\"\\ud800\":{}}", "not the JSON")]
    [InlineData("{\"a\":{\"dtype\":{\"x\":[[[[[[1]]]]]]}}}", "does not know")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", "is not text")]
    [InlineData("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", "twice")]
    public void A_header_that_is_not_the_formats_JSON_is_refused(string header, string said) =>
        Assert.Contains(said, Refused(header));

    [Fact]
    public void A_header_that_is_not_UTF8_is_refused() =>
        Assert.Contains("not UTF-8", Refused(Bytes([(byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"'], [])));

    [Theory]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}}""",
        7,
        "overlaps"
    )]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""",
        4,
        "overlaps"
    )]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[5,9]}}""",
        9,
        "hole"
    )]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[1,5]}}""", 5, "hole")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 3, "holds only 3")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 5, "to none")]
    [InlineData("""{}""", 1, "to none")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[9000000000000000000,9000000000000000004]}}""",
        4,
        "holds only 4"
    )]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""", 4, "ends before it begins")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[-4,0]}}""", 4, "not a whole number")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4,8]}}""", 4, "more than 2")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0]}}""", 4, "lacks")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":"0,4"}}""", 4, "not a list")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4.5]}}""", 4, "not a whole number")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,99999999999999999999]}}""",
        4,
        "not a whole number"
    )]
    public void Data_that_is_not_covered_exactly_once_is_refused(string header, int bytes, string said) =>
        Assert.Contains(said, Refused(header, new byte[bytes]));

    [Theory]
    [InlineData("[3]", "4 bytes, but its shape [3] of U8 needs 3")]
    [InlineData("[2,-2]", "not a whole number")]
    [InlineData("[-2,-2]", "not a whole number")]
    [InlineData("[4294967296,4294967296]", "larger than any memory")]
    [InlineData("[9223372036854775807,2]", "larger than any memory")]
    [InlineData("[0,9223372036854775807,9223372036854775807]", "larger than any memory")]
    [InlineData("[\"4\"]", "not a whole number")]
    [InlineData("[[4]]", "not a whole number")]
    [InlineData("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,4]", "more than 16")]
    [InlineData("null", "not a list")]
    public void A_shape_that_does_not_fit_is_refused(string shape, string said) =>
        Assert.Contains(
            said,
            Refused($$$"""{"a":{"dtype":"U8","shape":{{{shape}}},"data_offsets":[0,4]}}""", new byte[4])
        );

    [Theory]
    [InlineData("F8_E8M0")]
    [InlineData("F4")]
    [InlineData("float32")]
    [InlineData("f32")]
    [InlineData("U64")]
    [InlineData("\\u001b[31mred")]
    public void An_unknown_type_is_refused_by_its_name_with_the_allowed_ones(string type)
    {
        string said = Refused($$$"""{"a":{"dtype":"{{{type}}}","shape":[4],"data_offsets":[0,4]}}""", new byte[4]);
        Assert.Contains(type.Replace("\\u001b", "?"), said);
        Assert.Contains("allowed are F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL", said);
    }
}
