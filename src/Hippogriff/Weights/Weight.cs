using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>Creates <see cref="WeightExpression"/>s.</summary>
public static class Weight
{
    /// <summary>The file's tensor with that name.</summary>
    public static WeightExpression Of(string source) => new Source(source);

    /// <summary>Concatenation of equal parts along a dimension, for example fused q, k and v.</summary>
    public static WeightExpression Concat(int dim, params IReadOnlyList<WeightExpression> parts) =>
        new Joined(dim, parts);

    /// <summary>Rows <paramref name="from"/> to <paramref name="to"/> (exclusive) along a dimension.</summary>
    public static WeightExpression Slice(WeightExpression of, int dim, long from, long to) =>
        new Part(of, dim, from, to);

    /// <summary>Two dimensions swapped.</summary>
    public static WeightExpression Transpose(WeightExpression of, int first = 0, int second = 1) =>
        new Transposed(of, first, second);

    /// <summary>
    /// Adds or removes trailing dimensions of 1 to match the network: a 1x1 convolution for a linear layer, or the
    /// reverse. A matching shape is unchanged.
    /// </summary>
    public static WeightExpression Fit(WeightExpression of) => new Fitted(of);

    /// <summary>The second half along a dimension before the first: (shift, scale) for (scale, shift).</summary>
    public static WeightExpression SwapHalves(WeightExpression of, int dim = 0) => new Swapped(of, dim);

    /// <summary>The first alternative whose tensors all exist in the file, for older names.</summary>
    public static WeightExpression FirstOf(params IReadOnlyList<WeightExpression> choices) => new Choice(choices);

    /// <summary>A shape without sides of 1 at the end.</summary>
    internal static IEnumerable<long> Bare(long[] shape) => shape.Reverse().SkipWhile(side => side == 1).Reverse();

    private sealed record Source(string Name) : WeightExpression
    {
        public override IEnumerable<string> Sources => [Name];

        public override bool IsWhole => true;

        public override long[]? SourceShape(string source, long[] wanted) => source == Name ? wanted : null;

        public override long[]? Shape(Func<string, long[]> source, long[] wanted) => source(Name);

        public override Tensor? Value(Func<string, Tensor?> source, long[] wanted) => source(Name);

        public override void Back(Tensor value, Action<string, Tensor, (int Dim, long From, long To)?> give) =>
            give(Name, value, null);

        public override WeightExpression Rename(Func<string, string> name) => new Source(name(Name));

        public override WeightExpression Resolve(Func<string, bool> has) => this;
    }

    private sealed record Joined(int Dim, IReadOnlyList<WeightExpression> Parts) : WeightExpression
    {
        public override IEnumerable<string> Sources => Parts.SelectMany(part => part.Sources);

        public override IEnumerable<string> AllSources => Parts.SelectMany(part => part.AllSources);

        public override long[]? SourceShape(string source, long[] wanted) =>
            PartOf(wanted) is { } part
                ? Parts.Select(p => p.SourceShape(source, part)).FirstOrDefault(shape => shape is not null)
                : null;

        public override long[]? Shape(Func<string, long[]> source, long[] wanted)
        {
            if (PartOf(wanted) is not { } part)
                return null;
            long[]?[] shapes = [.. Parts.Select(p => p.Shape(source, part))];
            return shapes.All(shape => shape is not null && shape.SequenceEqual(part)) ? wanted : null;
        }

        public override Tensor? Value(Func<string, Tensor?> source, long[] wanted)
        {
            long[] part = PartOf(wanted)!;
            Tensor?[] values = [.. Parts.Select(p => p.Value(source, part))];
            if (Array.Find(values, value => value is not null) is not { } like)
                return null;
            return cat([.. values.Select(value => value ?? zeros(part, like.dtype, like.device))], Dim);
        }

        public override void Back(Tensor value, Action<string, Tensor, (int Dim, long From, long To)?> give)
        {
            long size = value.shape[Dim] / Parts.Count;
            for (int i = 0; i < Parts.Count; i++)
                Parts[i].Back(value.narrow(Dim, i * size, size), give);
        }

        public override WeightExpression Rename(Func<string, string> name) =>
            new Joined(Dim, [.. Parts.Select(part => part.Rename(name))]);

        public override WeightExpression Resolve(Func<string, bool> has) =>
            new Joined(Dim, [.. Parts.Select(part => part.Resolve(has))]);

        private long[]? PartOf(long[] wanted)
        {
            if (Dim >= wanted.Length || wanted[Dim] % Parts.Count != 0)
                return null;
            long[] part = [.. wanted];
            part[Dim] /= Parts.Count;
            return part;
        }
    }

    private sealed record Part(WeightExpression Inner, int Dim, long From, long To) : WeightExpression
    {
        public override IEnumerable<string> Sources => Inner.Sources;

        public override IEnumerable<string> AllSources => Inner.AllSources;

        public override long[]? SourceShape(string source, long[] wanted) => null;

        public override long[]? Shape(Func<string, long[]> source, long[] wanted)
        {
            if (Inner.Shape(source, wanted) is not { } whole || Dim >= whole.Length || whole[Dim] < To)
                return null;
            long[] part = [.. whole];
            part[Dim] = To - From;
            return part;
        }

        public override Tensor? Value(Func<string, Tensor?> source, long[] wanted) =>
            Inner.Value(source, wanted)?.narrow(Dim, From, To - From);

        public override void Back(Tensor value, Action<string, Tensor, (int Dim, long From, long To)?> give)
        {
            if (Inner is not Source whole)
                throw new NotSupportedException("Rows of a whole that is no tensor of the file have no way back.");
            give(whole.Name, value, (Dim, From, To));
        }

        public override WeightExpression Rename(Func<string, string> name) => this with { Inner = Inner.Rename(name) };

        public override WeightExpression Resolve(Func<string, bool> has) => this with { Inner = Inner.Resolve(has) };
    }

    private sealed record Transposed(WeightExpression Inner, int First, int Second) : WeightExpression
    {
        public override IEnumerable<string> Sources => Inner.Sources;

        public override IEnumerable<string> AllSources => Inner.AllSources;

        public override long[]? SourceShape(string source, long[] wanted) => Inner.SourceShape(source, Turned(wanted));

        public override long[]? Shape(Func<string, long[]> source, long[] wanted) =>
            Math.Max(First, Second) < wanted.Length && Inner.Shape(source, Turned(wanted)) is { } shape
                ? Turned(shape)
                : null;

        public override Tensor? Value(Func<string, Tensor?> source, long[] wanted) =>
            Inner.Value(source, Turned(wanted))?.transpose(First, Second);

        public override void Back(Tensor value, Action<string, Tensor, (int Dim, long From, long To)?> give) =>
            Inner.Back(value.transpose(First, Second), give);

        public override WeightExpression Rename(Func<string, string> name) => this with { Inner = Inner.Rename(name) };

        public override WeightExpression Resolve(Func<string, bool> has) => this with { Inner = Inner.Resolve(has) };

        private long[] Turned(long[] shape)
        {
            if (Math.Max(First, Second) >= shape.Length)
                return shape;
            long[] turned = [.. shape];
            (turned[First], turned[Second]) = (shape[Second], shape[First]);
            return turned;
        }
    }

    private sealed record Fitted(WeightExpression Inner) : WeightExpression
    {
        public override IEnumerable<string> Sources => Inner.Sources;

        public override IEnumerable<string> AllSources => Inner.AllSources;

        public override long[]? SourceShape(string source, long[] wanted) => Inner.SourceShape(source, wanted);

        public override long[]? Shape(Func<string, long[]> source, long[] wanted) =>
            Inner.Shape(source, wanted) is { } shape && Bare(shape).SequenceEqual(Bare(wanted)) ? wanted : null;

        public override Tensor? Value(Func<string, Tensor?> source, long[] wanted) =>
            Inner.Value(source, wanted)?.reshape(wanted);

        public override void Back(Tensor value, Action<string, Tensor, (int Dim, long From, long To)?> give) =>
            Inner.Back(value, give);

        public override WeightExpression Rename(Func<string, string> name) => new Fitted(Inner.Rename(name));

        public override WeightExpression Resolve(Func<string, bool> has) => new Fitted(Inner.Resolve(has));
    }

    private sealed record Swapped(WeightExpression Inner, int Dim) : WeightExpression
    {
        public override IEnumerable<string> Sources => Inner.Sources;

        public override IEnumerable<string> AllSources => Inner.AllSources;

        public override long[]? SourceShape(string source, long[] wanted) => Inner.SourceShape(source, wanted);

        public override long[]? Shape(Func<string, long[]> source, long[] wanted) =>
            Dim < wanted.Length && wanted[Dim] % 2 == 0 ? Inner.Shape(source, wanted) : null;

        public override Tensor? Value(Func<string, Tensor?> source, long[] wanted) =>
            Inner.Value(source, wanted) is { } value ? Swap(value) : null;

        public override void Back(Tensor value, Action<string, Tensor, (int Dim, long From, long To)?> give) =>
            Inner.Back(Swap(value), give);

        public override WeightExpression Rename(Func<string, string> name) => this with { Inner = Inner.Rename(name) };

        public override WeightExpression Resolve(Func<string, bool> has) => this with { Inner = Inner.Resolve(has) };

        private Tensor Swap(Tensor value)
        {
            long half = value.shape[Dim] / 2;
            return cat([value.narrow(Dim, half, half), value.narrow(Dim, 0, half)], Dim);
        }
    }

    private sealed record Choice(IReadOnlyList<WeightExpression> Choices) : WeightExpression
    {
        public override IEnumerable<string> Sources => Choices[0].Sources;

        public override IEnumerable<string> AllSources => Choices.SelectMany(choice => choice.AllSources).Distinct();

        public override long[]? SourceShape(string source, long[] wanted) =>
            Choices.Select(c => c.SourceShape(source, wanted)).FirstOrDefault(shape => shape is not null);

        public override long[]? Shape(Func<string, long[]> source, long[] wanted) => Choices[0].Shape(source, wanted);

        public override Tensor? Value(Func<string, Tensor?> source, long[] wanted) =>
            Choices.Select(choice => choice.Value(source, wanted)).FirstOrDefault(value => value is not null);

        public override void Back(Tensor value, Action<string, Tensor, (int Dim, long From, long To)?> give) =>
            Choices[0].Back(value, give);

        public override WeightExpression Rename(Func<string, string> name) =>
            new Choice([.. Choices.Select(choice => choice.Rename(name))]);

        public override WeightExpression Resolve(Func<string, bool> has) =>
            (Choices.FirstOrDefault(choice => choice.Resolve(has).Sources.All(has)) ?? Choices[0]).Resolve(has);
    }
}
