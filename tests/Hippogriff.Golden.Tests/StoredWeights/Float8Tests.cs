using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.StoredWeights;

public class Float8Tests
{
    public static TheoryData<string> Files =>
        GoldenFolder.Has("weights", "fp8")
            ?
            [
                .. Directory
                    .GetFiles(GoldenFolder.At("weights", "fp8"), "*.safetensors")
                    .Select(path => Path.GetFileNameWithoutExtension(path))
                    .Where(name => !name.EndsWith(".expect", StringComparison.Ordinal) && name != "fp8_tables"),
            ]
            : [];

    [Theory(SkipTestWithoutData = true)]
    [InlineData("e4m3fn", Float8.E4M3)]
    [InlineData("e5m2", Float8.E5M2)]
    public void Each_of_the_256_codes_has_its_value(string name, Float8 kind)
    {
        if (!GoldenFolder.Has("weights", "fp8", "fp8_tables.safetensors"))
            return;
        double[] recorded = GoldenTensors.Of("weights", "fp8", "fp8_tables.safetensors").Numbers($"{name}.values");
        Assert.Equal(recorded.Select(value => (float)value), Float8Values.Table(kind));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Files))]
    public void Weights_of_8_bits_are_read_with_their_scales(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using WeightFiles file = WeightFiles.Open([GoldenFolder.At("weights", "fp8", $"{name}.safetensors")]);
        string expect = GoldenFolder.Has("weights", "fp8", $"{name}.expect.safetensors") ? name : "fp8_scaled";
        GoldenTensors recorded = GoldenTensors.Of("weights", "fp8", $"{expect}.expect.safetensors");
        string[] tensors = [.. recorded.Names.Where(one => one.StartsWith("tensor:", StringComparison.Ordinal))];
        Assert.Equal(tensors.Select(one => one["tensor:".Length..]).Order(), file.ByName.Keys.Order());
        foreach (string tensor in tensors)
            Near.Require(
                recorded[tensor],
                file.Read(tensor["tensor:".Length..], ScalarType.Float32),
                1e-6,
                $"{name} {tensor}"
            );
    }
}
