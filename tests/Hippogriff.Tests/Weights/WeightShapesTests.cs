using Hippogriff.Weights;
using TorchSharp;

namespace Hippogriff.Tests.Weights;

/// <summary>What is known of a network from the header of its file, and how its names are renamed.</summary>
public sealed class WeightShapesTests
{
    private static WeightShapes Of(params (string Name, long[] Shape)[] tensors) =>
        new(
            tensors.ToDictionary(
                tensor => tensor.Name,
                tensor => new SafetensorsEntry(tensor.Name, torch.ScalarType.Float32, tensor.Shape, 0, 0)
            )
        );

    [Fact]
    public void Names_are_asked_for_below_a_prefix()
    {
        WeightShapes inside = Of(("net.in.weight", [4, 3])).In("net.").In("in.");
        Assert.Equal("net.in.", inside.Prefix);
        Assert.True(inside.Has("weight"));
        Assert.False(inside.Has("net.in.weight"));
        Assert.Equal([4L, 3], inside.Find("weight"));
        Assert.Null(inside.Find("bias"));
        Assert.Equal(4, inside.Side("weight", 0));
        Assert.Equal(3, inside.Side("weight", 1));
        Assert.Contains("'net.in.bias'", Assert.Throws<HippogriffException>(() => inside.Side("bias", 0)).Message);
    }

    [Fact]
    public void A_side_is_at_least_1_and_fits_a_network()
    {
        WeightShapes shapes = Of(("a", [0, 1, int.MaxValue, 1L + int.MaxValue]));
        Assert.Equal(1, shapes.Side("a", 1));
        Assert.Equal(int.MaxValue, shapes.Side("a", 2));
        foreach (int dimension in (int[])[0, 3, 4, 5])
        {
            HippogriffException refused = Assert.Throws<HippogriffException>(() => shapes.Side("a", dimension));
            Assert.Equal(FaultKind.Incompatible, refused.Kind);
            Assert.Contains("[0, 1, 2147483647, 2147483648]", refused.Message);
        }
    }

    [Fact]
    public void Layers_are_counted_up_to_the_first_that_is_missing()
    {
        WeightShapes shapes = Of(("0.w", [1]), ("1.w", [1]), ("3.w", [1]));
        Assert.Equal(2, shapes.Count(layer => $"{layer}.w"));
        Assert.Equal(0, shapes.Count(layer => $"{layer}.b"));
    }

    [Fact]
    public void The_longest_known_path_before_a_dot_is_renamed()
    {
        Dictionary<string, string> paths = new()
        {
            ["down"] = "d",
            ["down.0"] = "first",
            ["mid.attn"] = "m",
        };
        PathTable plain = new(paths);
        Assert.Equal("first.conv.weight", plain.Rename("down.0.conv.weight"));
        Assert.Equal("d.1.weight", plain.Rename("down.1.weight"));
        Assert.Equal("d", plain.Rename("down"));
        Assert.Equal("downs.1.weight", plain.Rename("downs.1.weight"));
        Assert.Equal("mid", plain.Rename("mid"));
        Assert.Equal("", plain.Rename(""));
        PathTable rest = new(paths, (path, behind) => $"({path}){behind.ToUpperInvariant()}");
        Assert.Equal("m(mid.attn).Q.WEIGHT", rest.Rename("mid.attn.q.weight"));
        Assert.Equal("up.q", rest.Rename("up.q"));
    }
}
