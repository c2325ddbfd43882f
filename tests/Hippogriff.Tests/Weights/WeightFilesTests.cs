using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Weights;

/// <summary>Weights of one or several files: what is read, and what a configuration may ask of them.</summary>
public sealed class WeightFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private string Write(string name, params (string Name, Tensor Tensor)[] tensors)
    {
        SafetensorsWriter.Write(_folder.In(name), tensors.ToDictionary(pair => pair.Name, pair => pair.Tensor));
        return _folder.In(name);
    }

    [Fact]
    public void Several_files_are_read_as_one_that_goes_by_the_name_of_the_first()
    {
        string first = Write("1", ("a", tensor(new[] { 1f, 2 }))),
            second = Write("2", ("b", tensor(new[] { 3f, 4, 5 })));
        using WeightFiles both = WeightFiles.Open([first, second]);
        Assert.Equal(first, both.Path);
        Assert.Equal(3, both.ByName["b"].Count);
        Assert.Equal(ScalarType.Float64, both.Read("b", ScalarType.Float64).dtype);
        Tensor into = zeros(3);
        both.Read("b", into);
        Assert.Equal([3f, 4, 5], into.data<float>().ToArray());
        Assert.Contains($"'{first}'", Assert.Throws<HippogriffException>(() => both.Read("c")).Message);
        Assert.Equal(FaultKind.DamagedFile, Assert.Throws<HippogriffException>(() => both.Read("c")).Kind);
        both.Dispose();
        Assert.ThrowsAny<Exception>(() => both.Read("a"));
        Assert.ThrowsAny<Exception>(() => both.Read("b"));
        Assert.Throws<ArgumentException>(() => WeightFiles.Open([]));
    }

    [Fact]
    public void A_shard_that_is_missing_or_has_a_name_twice_is_refused_with_its_path()
    {
        string first = Write("1", ("a", ones(2))),
            second = Write("2", ("a", ones(2)));
        HippogriffException twice = Assert.Throws<HippogriffException>(() => WeightFiles.Open([first, second]));
        Assert.Equal(FaultKind.DamagedFile, twice.Kind);
        Assert.Contains($"'{first}' and '{second}'", twice.Message);
        Assert.Equal(
            FaultKind.NotFound,
            Assert.Throws<HippogriffException>(() => WeightFiles.Open([first, _folder.In("3")])).Kind
        );
    }

    [Fact]
    public void A_tensor_is_read_into_one_of_its_type_and_shape_and_no_other()
    {
        using SafetensorsFile file = SafetensorsFile.Open(Write("x", ("a", ones(2, 3)), ("none", ones(0, 3))));
        Tensor into = zeros(2, 3);
        file.Read("a", into);
        Assert.Equal(6, into.sum().item<float>());
        file.Read("none", zeros(0, 3));
        Assert.Throws<ArgumentException>(() => file.Read("b", into));
        Assert.Throws<ArgumentException>(() => file.Read("a", zeros(3, 2)));
        Assert.Throws<ArgumentException>(() => file.Read("a", zeros(2, 3, dtype: ScalarType.Float64)));
    }

    [Fact]
    public void A_buffer_is_as_large_as_the_largest_tensor_of_its_type_and_is_used_again()
    {
        using SafetensorsFile file = SafetensorsFile.Open(
            Write(
                "x",
                ("small", tensor(new[] { 1f })),
                ("large", tensor(new[] { 2f, 3, 4 })),
                ("whole", tensor(new[] { 5L, 6 })),
                ("flag", tensor(new[] { true, false })),
                ("none", ones(0))
            )
        );
        using ReadBuffers buffers = new(file);
        Tensor small = buffers.Read("small");
        Assert.Equal([1f], small.data<float>().ToArray());
        Assert.Equal([2f, 3, 4], buffers.Read("large").data<float>().ToArray());
        Assert.Equal([2f], small.data<float>().ToArray()); // the same memory
        Assert.Equal([5L, 6], buffers.Read("whole").data<long>().ToArray());
        Assert.Equal([true, false], buffers.Read("flag").data<bool>().ToArray());
        Assert.Equal(0, buffers.Read("none").numel());
    }

    [Fact]
    public void A_configuration_may_ask_for_a_quarter_more_numbers_than_there_are_and_a_little()
    {
        using SafetensorsFile file = SafetensorsFile.Open(Write("x", ("a", ones(1000)), ("b", ones(10, 20))));
        Assert.Equal(1200, WeightBudget.NumbersOf(file));
        const long Most = 1200 + 300 + (1 << 15);
        WeightBudget.Require(file, "config.json", () => Most);
        HippogriffException large = Assert.Throws<HippogriffException>(() =>
            WeightBudget.Require(file, "config.json", () => Most + 1)
        );
        Assert.Equal(FaultKind.DamagedFile, large.Kind);
        foreach (string part in new[] { "'config.json'", $"{Most + 1} numbers", "holds 1200" })
            Assert.Contains(part, large.Message);
        Assert.Contains(
            "more numbers than can be counted",
            Assert
                .Throws<HippogriffException>(() =>
                    WeightBudget.Require(file, "config.json", () => throw new OverflowException())
                )
                .Message
        );
    }

    [Fact]
    public void A_few_names_are_quoted_and_the_others_are_counted()
    {
        Assert.Equal("", Quoted.Few([]));
        Assert.Equal("'a', 'b', 'c'", Quoted.Few(["a", "b", "c"]));
        Assert.Equal("'a', 'b', 'c' and 1 more", Quoted.Few(["a", "b", "c", "d"]));
        Assert.Equal("'a' and 2 more", Quoted.Few(["a", "b", "c"], most: 1));
        Assert.Equal("'a?'", Quoted.Name("a\u001b"));
    }

    [Theory]
    [InlineData(ScalarType.Float64, 8, "F64")]
    [InlineData(ScalarType.Float32, 4, "F32")]
    [InlineData(ScalarType.Float16, 2, "F16")]
    [InlineData(ScalarType.BFloat16, 2, "BF16")]
    [InlineData(ScalarType.Int64, 8, "I64")]
    [InlineData(ScalarType.Int32, 4, "I32")]
    [InlineData(ScalarType.Int16, 2, "I16")]
    [InlineData(ScalarType.Int8, 1, "I8")]
    [InlineData(ScalarType.Byte, 1, "U8")]
    [InlineData(ScalarType.Bool, 1, "BOOL")]
    public void A_type_has_its_size_and_its_name(ScalarType type, int size, string name)
    {
        Assert.Equal((size, name), (SafetensorsTypes.SizeOf(type), SafetensorsTypes.NameOf(type)));
        Assert.True(SafetensorsTypes.TryParse(name, out ScalarType read));
        Assert.Equal(type, read);
        Assert.Contains(name, SafetensorsTypes.Names);
    }

    [Fact]
    public void A_type_that_the_format_lacks_has_neither()
    {
        Assert.Equal(0, SafetensorsTypes.SizeOf(ScalarType.ComplexFloat32));
        Assert.Throws<HippogriffException>(() => SafetensorsTypes.NameOf(ScalarType.ComplexFloat32));
        Assert.False(SafetensorsTypes.TryParse("f32", out _));
    }
}
