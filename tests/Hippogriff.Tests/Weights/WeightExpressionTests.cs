using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Weights;

/// <summary>
/// What every expression says of itself: the tensors that it needs, the shape that it makes, and the way back.
/// </summary>
public sealed class WeightExpressionTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    private static readonly WeightExpression s_a = Weight.Of("a"),
        s_b = Weight.Of("b");

    private static Tensor Count(params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, side) => product * side);
        return arange(Held(0), Held(count), Held(1), dtype: ScalarType.Float32).view(shape);
    }

    private static Func<string, long[]> Shapes(params (string Name, long[] Shape)[] shapes) =>
        name => shapes.Single(row => row.Name == name).Shape;

    private static float[] Numbers(Tensor? tensor) => tensor!.contiguous().data<float>().ToArray();

    public static TheoryData<WeightExpression, string[], string[], bool> Names =>
        new()
        {
            { s_a, ["a"], ["a"], true },
            { Weight.Concat(0, s_a, s_b), ["a", "b"], ["a", "b"], false },
            { Weight.Slice(s_a, 0, 0, 1), ["a"], ["a"], false },
            { Weight.Transpose(s_a), ["a"], ["a"], false },
            { Weight.Fit(s_a), ["a"], ["a"], false },
            { Weight.SwapHalves(s_a), ["a"], ["a"], false },
            { Weight.FirstOf(s_a, s_b, s_a), ["a"], ["a", "b"], false },
            { Weight.Concat(0, Weight.FirstOf(s_a, s_b), s_b), ["a", "b"], ["a", "b", "b"], false },
            { Weight.Slice(Weight.FirstOf(s_a, s_b), 0, 0, 1), ["a"], ["a", "b"], false },
            { Weight.Transpose(Weight.FirstOf(s_a, s_b)), ["a"], ["a", "b"], false },
            { Weight.Fit(Weight.FirstOf(s_a, s_b)), ["a"], ["a", "b"], false },
            { Weight.SwapHalves(Weight.FirstOf(s_a, s_b)), ["a"], ["a", "b"], false },
        };

    [Theory]
    [MemberData(nameof(Names))]
    public void An_expression_names_its_tensors_under_old_names_and_new(
        WeightExpression expression,
        string[] sources,
        string[] all,
        bool whole
    )
    {
        Assert.Equal(sources, expression.Sources);
        Assert.Equal(all, expression.AllSources);
        Assert.Equal(whole, expression.IsWhole);
        Assert.Equal(all.Select(name => "model." + name), expression.Rename(name => "model." + name).AllSources);
    }

    public static TheoryData<WeightExpression, long[], long[], long[]?> ShapesMade =>
        new()
        {
            // the shape of a (and b), the wanted one, the one that comes out
            { s_a, [2, 3], [5], [2, 3] },
            { Weight.Concat(0, s_a, s_b), [2, 3], [4, 3], [4, 3] },
            { Weight.Concat(1, s_a, s_b), [2, 3], [2, 6], [2, 6] },
            { Weight.Concat(0, s_a, s_b), [2, 3], [5, 3], null }, // no two equal parts
            { Weight.Concat(0, s_a, s_b), [3, 3], [4, 3], null },
            { Weight.Concat(2, s_a, s_b), [2, 3], [4, 3], null }, // there is no such dimension
            { Weight.Slice(s_a, 0, 1, 3), [3, 4], [2, 4], [2, 4] },
            { Weight.Slice(s_a, 1, 1, 4), [3, 4], [3, 3], [3, 3] },
            { Weight.Slice(s_a, 0, 1, 4), [3, 4], [3, 4], null }, // one row too many
            { Weight.Slice(s_a, 2, 0, 1), [3, 4], [3, 4], null },
            { Weight.Transpose(s_a), [2, 3], [3, 2], [3, 2] },
            { Weight.Transpose(s_a, 0, 2), [2, 3, 4], [4, 3, 2], [4, 3, 2] },
            { Weight.Transpose(s_a), [2], [2], null },
            { Weight.Fit(s_a), [2, 3], [2, 3, 1, 1], [2, 3, 1, 1] },
            { Weight.Fit(s_a), [2, 3, 1, 1], [2, 3], [2, 3] },
            { Weight.Fit(s_a), [2, 3, 1, 2], [2, 3], null },
            { Weight.Fit(s_a), [1, 2], [2], null }, // only sides at the end come and go
            { Weight.SwapHalves(s_a), [4, 3], [4, 3], [4, 3] },
            { Weight.SwapHalves(s_a), [3, 4], [3, 4], null },
            { Weight.SwapHalves(s_a, 1), [3, 4], [3, 4], [3, 4] },
            { Weight.SwapHalves(s_a, 2), [3, 4], [3, 4], null },
            { Weight.FirstOf(s_a, s_b), [2, 3], [2, 3], [2, 3] },
        };

    [Theory]
    [MemberData(nameof(ShapesMade))]
    public void The_shape_that_comes_out_is_known_before_a_tensor_is_read(
        WeightExpression expression,
        long[] source,
        long[] wanted,
        long[]? made
    )
    {
        Assert.Equal(made, expression.Shape(Shapes(("a", source), ("b", source)), wanted));
        if (made is not null)
            Assert.Equal(made, expression.Value(_ => Count(source), wanted)!.shape);
    }

    public static TheoryData<WeightExpression, long[], long[]?> SourceShapes =>
        new()
        {
            // the network's shape, and what a's must be
            { s_a, [2, 3], [2, 3] },
            { s_b, [2, 3], null },
            { Weight.Concat(0, s_b, s_a), [4, 3], [2, 3] },
            { Weight.Concat(0, s_b, s_a), [5, 3], null },
            { Weight.Concat(0, s_b, s_b), [4, 3], null },
            { Weight.Slice(s_a, 0, 0, 2), [2, 3], null },
            { Weight.Transpose(s_a), [2, 3], [3, 2] },
            { Weight.Transpose(s_a), [2], [2] },
            { Weight.Fit(s_a), [2, 3, 1], [2, 3, 1] },
            { Weight.SwapHalves(s_a), [2, 3], [2, 3] },
            { Weight.FirstOf(s_b, s_a), [2, 3], [2, 3] },
            { Weight.FirstOf(s_b, s_b), [2, 3], null },
        };

    [Theory]
    [MemberData(nameof(SourceShapes))]
    public void The_shape_of_a_tensor_of_the_file_follows_from_the_network_s(
        WeightExpression expression,
        long[] wanted,
        long[]? source
    ) => Assert.Equal(source, expression.SourceShape("a", wanted));

    [Fact]
    public void What_no_tensor_of_the_file_says_has_no_value()
    {
        foreach (WeightExpression expression in Names.Select(row => row.Data.Item1))
            Assert.Null(expression.Value(_ => null, [2, 2]));
    }

    [Fact]
    public void Every_expression_moves_numbers_as_it_says()
    {
        Tensor? Whole(string name) => name == "a" ? Count(2, 2) : null;
        Assert.Equal([0f, 1, 2, 3, 0, 0, 0, 0], Numbers(Weight.Concat(0, s_a, s_b).Value(Whole, [4, 2])));
        Assert.Equal([0f, 0, 0, 1, 0, 0, 2, 3], Numbers(Weight.Concat(1, s_b, s_a).Value(Whole, [2, 4])));
        Assert.Equal([1f, 3], Numbers(Weight.Slice(s_a, 1, 1, 2).Value(Whole, [2, 1])));
        Assert.Equal([0f, 2, 1, 3], Numbers(Weight.Transpose(s_a).Value(Whole, [2, 2])));
        Assert.Equal([2f, 3, 0, 1], Numbers(Weight.SwapHalves(s_a).Value(Whole, [2, 2])));
        Assert.Equal([1f, 0, 3, 2], Numbers(Weight.SwapHalves(s_a, 1).Value(Whole, [2, 2])));
        Assert.Equal([0f, 1, 2, 3], Numbers(Weight.FirstOf(s_b, s_a).Value(Whole, [2, 2])));
    }

    [Fact]
    public void The_way_back_gives_every_tensor_of_the_file_its_own_numbers()
    {
        Assert.Equal(["a: 0 1 2 3", "b: 4 5 6 7"], Back(Weight.Concat(0, s_a, s_b), 4, 2));
        Assert.Equal(["a: 0 1 4 5", "b: 2 3 6 7"], Back(Weight.Concat(1, s_a, s_b), 2, 4));
        Assert.Equal(["a: 0 2 1 3"], Back(Weight.Transpose(s_a), 2, 2));
        Assert.Equal(["a: 2 3 0 1"], Back(Weight.SwapHalves(s_a), 2, 2));
        Assert.Equal(["a: 0 1 2 3"], Back(Weight.Fit(s_a), 2, 2));
        Assert.Equal(["a: 0 1 2 3"], Back(Weight.FirstOf(s_a, s_b), 2, 2));
        Assert.Equal(["a at (1, 3, 5): 0 1 2 3"], Back(Weight.Slice(s_a, 1, 3, 5), 2, 2));
        Assert.Throws<NotSupportedException>(() => Back(Weight.Slice(Weight.Transpose(s_a), 0, 0, 2), 2, 2));

        static List<string> Back(WeightExpression expression, params long[] shape)
        {
            List<string> given = [];
            expression.Back(
                Count(shape),
                (name, value, rows) =>
                    given.Add($"{name}{(rows is null ? "" : $" at {rows}")}: {string.Join(' ', Numbers(value))}")
            );
            return given;
        }
    }

    [Fact]
    public void The_first_alternative_that_is_there_is_taken_and_the_first_of_all_where_none_is()
    {
        WeightExpression either = Weight.FirstOf(Weight.Concat(0, s_a, s_b), Weight.Of("c"), Weight.Of("d"));
        Assert.Equal(["a", "b"], either.Resolve(_ => true).Sources);
        Assert.Equal(["c"], either.Resolve(name => name is "a" or "c" or "d").Sources);
        Assert.Equal(["d"], either.Resolve(name => name is "d").Sources);
        Assert.Equal(["a", "b"], either.Resolve(_ => false).Sources);
        Assert.Equal(["d"], Weight.Transpose(either).Resolve(name => name is "d").AllSources);
        Assert.Equal(["d"], Weight.Slice(Weight.Fit(either), 0, 0, 1).Resolve(name => name is "d").AllSources);
        Assert.Equal(
            ["d", "d"],
            Weight.Concat(0, Weight.SwapHalves(either), either).Resolve(name => name is "d").AllSources
        );
    }
}
