using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.Tests.Weights.RawSafetensors;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Weights;

/// <summary>Weights of 8 bits with scales beside them, as ComfyUI's older and newer files have them.</summary>
public sealed class ScaledWeightsTests : IDisposable
{
    /// <summary>The numbers 1, 2, 4 and 8 in E4M3.</summary>
    private static readonly byte[] s_codes = [0x38, 0x40, 0x48, 0x50];

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private WeightFiles Open(params (string Name, string Type, long[] Shape, byte[] Data)[] tensors) =>
        WeightFiles.Open([Write(_folder, "x.safetensors", tensors)]);

    private static float[] Numbers(Tensor tensor) => tensor.data<float>().ToArray();

    [Theory]
    [InlineData("scale_weight", "scale_input")]
    [InlineData("weight_scale", "input_scale")]
    public void A_weight_is_multiplied_by_its_scale_which_is_no_tensor_of_its_own(string scale, string input)
    {
        using WeightFiles file = Open(
            ("a.weight", "F8_E4M3", [2, 2], s_codes),
            ($"a.{scale}", "F32", [], Floats(0.5f)),
            ($"a.{input}", "F32", [], Floats(3)),
            ("a.bias", "F32", [2], Floats(5, 6)),
            ("scaled_fp8", "F8_E4M3", [2], [0, 0])
        );
        Assert.Equal(["a.bias", "a.weight"], file.ByName.Keys.Order());
        Assert.Equal([0.5f, 1, 2, 4], Numbers(file.Read("a.weight")));
        Assert.Equal([5f, 6], Numbers(file.Read("a.bias")));
        Tensor half = file.Read("a.weight", ScalarType.Float16);
        Assert.Equal(ScalarType.Float16, half.dtype);
        Assert.Equal([0.5f, 1, 2, 4], Numbers(half.to_type(ScalarType.Float32)));
        Tensor into = zeros(2, 2);
        file.Read("a.weight", into);
        Assert.Equal([0.5f, 1, 2, 4], Numbers(into));
    }

    [Fact]
    public void A_scale_a_row_is_read_and_any_other_is_refused()
    {
        using WeightFiles rows = Open(
            ("a.weight", "F8_E4M3", [2, 2], s_codes),
            ("a.weight_scale", "F32", [2, 1], Floats(2, 10)),
            ("none.weight", "F8_E4M3", [], [0x38]),
            ("none.weight_scale", "F32", [2], Floats(2, 10))
        );
        Assert.Equal([2f, 4, 40, 80], Numbers(rows.Read("a.weight")));
        HippogriffException refused = Assert.Throws<HippogriffException>(() => rows.Read("none.weight"));
        Assert.Equal(FaultKind.Incompatible, refused.Kind);
        Assert.Contains("2", refused.Message);
        using WeightFiles three = Open(
            ("a.weight", "F8_E4M3", [2, 2], s_codes),
            ("a.scale_weight", "F32", [3], Floats(1, 2, 3))
        );
        Assert.Equal(
            FaultKind.Incompatible,
            Assert.Throws<HippogriffException>(() => three.Read("a.weight", zeros(2, 2))).Kind
        );
    }

    [Fact]
    public void A_scale_beside_a_weight_of_32_bits_or_beside_none_stays_a_tensor()
    {
        using WeightFiles file = Open(
            ("a.weight", "F32", [1], Floats(7)),
            ("a.weight_scale", "F32", [], Floats(2)),
            ("b.scale_weight", "F32", [], Floats(3)),
            ("c.weights", "F8_E5M2", [1], [0x3C]),
            ("c.weight_scale", "F32", [], Floats(4)),
            ("d.weight", "F8_E5M2", [1], [0x3C])
        );
        Assert.Equal(
            ["a.weight", "a.weight_scale", "b.scale_weight", "c.weight_scale", "c.weights", "d.weight"],
            file.ByName.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal([7f], Numbers(file.Read("a.weight")));
        Assert.Equal([1f], Numbers(file.Read("c.weights")));
        Assert.Equal([1f], Numbers(file.Read("d.weight")));
        Assert.Equal([3f], Numbers(file.Read("b.scale_weight")));
    }

    [Fact]
    public void A_weight_that_says_that_it_is_quantised_is_read_as_a_float_and_refused_as_an_integer()
    {
        using WeightFiles file = Open(
            ("a.weight", "F8_E4M3", [1], [0x40]),
            ("a.weight_scale", "F32", [1], Floats(2)),
            ("a.comfy_quant", "U8", [1], [0])
        );
        Assert.Equal(["a.weight"], file.ByName.Keys);
        Assert.Equal([4f], Numbers(file.Read("a.weight")));
        HippogriffException refused = Assert.Throws<HippogriffException>(() =>
            Open(("a.weight", "I8", [1], [1]), ("a.comfy_quant", "U8", [1], [0]))
        );
        Assert.Equal(FaultKind.Incompatible, refused.Kind);
        Assert.Contains("'a.weight'", refused.Message);
    }
}
