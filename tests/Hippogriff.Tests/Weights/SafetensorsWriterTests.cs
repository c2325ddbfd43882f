using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Weights;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        using Tensor a = tensor(new[] { 1.5f, -10f }),
            b = tensor(new byte[] { 7 });
        SafetensorsWriter.Write(
            _folder.In("x"),
            new Dictionary<string, Tensor> { ["b"] = b, ["a\"é"] = a },
            metadata: new Dictionary<string, string> { ["k"] = "v" }
        );
        byte[] file = File.ReadAllBytes(_folder.In("x"));
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(0, header % 8);
        Assert.Equal(
            """{"__metadata__":{"k":"v"},"a\"é":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}""",
            Encoding.UTF8.GetString(file, 8, header).TrimEnd(' ')
        );
        Assert.Equal([0, 0, 0xc0, 0x3f, 0, 0, 0x20, 0xc1, 7], file[(8 + header)..]);
        Assert.NotNull(JsonDocument.Parse(file.AsMemory(8, header)));
    }

    [Theory]
    [InlineData(ScalarType.Float16, 2e-3)]
    [InlineData(ScalarType.BFloat16, 1e-2)]
    [InlineData(ScalarType.Float32, 0)]
    public void Weights_come_back_in_the_type_they_were_written_in(ScalarType type, double relative)
    {
        using Tensor weight = linspace(-3, 3, 1000, dtype: float64).reshape(10, 100).t(),
            steps = tensor(123456789L);
        SafetensorsWriter.Write(
            _folder.In("x"),
            new Dictionary<string, Tensor> { ["w"] = weight, ["steps"] = steps },
            type
        );
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("x"));
        using Tensor back = file.Read("w", ScalarType.Float64),
            stepsBack = file.Read("steps");
        Assert.Equal(type, file.ByName["w"].Type);
        Assert.Equal([100, 10], back.shape);
        Assert.True((back - weight).abs().div(weight.abs()).max().item<double>() <= Math.Max(relative, 1e-7));
        Assert.Equal(123456789L, stepsBack.item<long>());
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes_whatever_their_order()
    {
        using Tensor a = ones(3),
            b = zeros(2, 2);
        SafetensorsWriter.Write(_folder.In("1"), new Dictionary<string, Tensor> { ["a"] = a, ["b"] = b });
        SafetensorsWriter.Write(_folder.In("2"), new Dictionary<string, Tensor> { ["b"] = b, ["a"] = a });
        Assert.Equal(File.ReadAllBytes(_folder.In("1")), File.ReadAllBytes(_folder.In("2")));
    }

    [Fact]
    public void A_weight_too_large_for_float16_is_refused_and_the_old_file_stays()
    {
        using Tensor small = ones(3),
            large = full(3, Held(70000f));
        SafetensorsWriter.Write(_folder.In("x"), new Dictionary<string, Tensor> { ["w"] = small }, ScalarType.Float16);
        byte[] before = File.ReadAllBytes(_folder.In("x"));
        string said = Assert
            .Throws<HippogriffException>(() =>
                SafetensorsWriter.Write(
                    _folder.In("x"),
                    new Dictionary<string, Tensor> { ["w"] = large },
                    ScalarType.Float16
                )
            )
            .Message;
        Assert.Contains("'w' holds a number beyond 65,504", said);
        Assert.Equal(before, File.ReadAllBytes(_folder.In("x")));
        Assert.Equal([_folder.In("x")], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_type_the_format_lacks_is_refused()
    {
        using Tensor z = zeros(2, dtype: complex64);
        Assert.Contains(
            "cannot be kept",
            Assert
                .Throws<HippogriffException>(() =>
                    SafetensorsWriter.Write(_folder.In("x"), new Dictionary<string, Tensor> { ["z"] = z })
                )
                .Message
        );
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Writing_leaks_no_tensor()
    {
        using Tensor a = ones(3, 3);
        SafetensorsWriter.Write(_folder.In("x"), new Dictionary<string, Tensor> { ["a"] = a }, ScalarType.BFloat16);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        SafetensorsWriter.Write(_folder.In("x"), new Dictionary<string, Tensor> { ["a"] = a }, ScalarType.BFloat16);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Bool)]
    public void Weights_are_written_in_three_types_or_in_their_own(ScalarType type) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            SafetensorsWriter.Write(_folder.In("x"), new Dictionary<string, Tensor>(), type)
        );

    [Fact]
    public void A_name_has_at_most_1024_characters_and_is_not_that_of_the_metadata()
    {
        using Tensor one = ones(1);
        string longest = new('x', 1024);
        SafetensorsWriter.Write(_folder.In("x"), new Dictionary<string, Tensor> { [longest] = one });
        using (SafetensorsFile file = SafetensorsFile.Open(_folder.In("x")))
            Assert.Equal(longest, Assert.Single(file.Entries).Name);
        foreach (string name in new[] { longest + "x", "__metadata__" })
            Assert.Throws<ArgumentException>(() =>
                SafetensorsWriter.Write(_folder.In("x"), new Dictionary<string, Tensor> { [name] = one })
            );
    }

    [Fact]
    public void The_widest_types_come_first_and_within_one_the_names_in_order()
    {
        using Tensor single = ones(3),
            wide = ones(1, dtype: ScalarType.Float64),
            bytes = ones(5, dtype: ScalarType.Byte);
        SafetensorsWriter.Write(
            _folder.In("x"),
            new Dictionary<string, Tensor>
            {
                ["a"] = bytes,
                ["c"] = single,
                ["B"] = single,
                ["d"] = wide,
            },
            metadata: new Dictionary<string, string> { ["z"] = "1", ["Y"] = "2" }
        );
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("x"));
        Assert.Equal(["d", "B", "c", "a"], file.Entries.Select(entry => entry.Name));
        Assert.Equal([0, 8, 20, 32], file.Entries.Select(entry => entry.Begin));
        Assert.Contains(
            """{"__metadata__":{"Y":"2","z":"1"}""",
            Encoding.UTF8.GetString(File.ReadAllBytes(_folder.In("x")))
        );
    }

    [Fact]
    public void Infinity_that_is_there_already_is_no_weight_that_became_too_large()
    {
        using Tensor infinite = tensor(new[] { 1f, float.PositiveInfinity });
        SafetensorsWriter.Write(
            _folder.In("x"),
            new Dictionary<string, Tensor> { ["a"] = infinite },
            ScalarType.Float16
        );
        using SafetensorsFile file = SafetensorsFile.Open(_folder.In("x"));
        using Tensor read = file.Read("a", ScalarType.Float32);
        Assert.Equal([1f, float.PositiveInfinity], read.data<float>().ToArray());
    }
}
