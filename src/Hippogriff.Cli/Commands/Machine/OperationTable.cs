using System.Diagnostics;
using Hippogriff.Devices;
using Hippogriff.Models.Layers;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>What the machine can do at most, measured in the same run.</summary>
/// <param name="Flops">Multiply-adds times two a second.</param>
/// <param name="Bytes">Bytes read and written a second.</param>
internal sealed record MachineLimits(double Flops, double Bytes);

/// <summary>Sums recorded operations by kind.</summary>
internal static class OperationTable
{
    private const string Convolution = "convolution",
        Product = "product",
        Other = "arithmetic and the rest",
        Outside = "between operations";

    // The first kind whose fragment a name contains. CSharpNode is the way back of operations of our own.
    private static readonly (string Fragment, string Kind)[] s_kinds =
    [
        ("scaled_dot_product", "attention"),
        ("softmax", "attention"),
        ("conv", Convolution),
        ("norm", "norm"),
        ("CSharpNode", "our operations, backward"),
        ("silu", "activation"),
        ("gelu", "activation"),
        ("sigmoid", "activation"),
        ("tanh", "activation"),
        ("mm", Product),
        ("linear", Product),
        ("copy", "copies and layout"),
        ("cat", "copies and layout"),
        ("clone", "copies and layout"),
        ("pixel", "copies and layout"),
        ("upsample", "copies and layout"),
        ("pool", "copies and layout"),
        ("fill", "copies and layout"),
        ("empty", "copies and layout"),
        ("as_strided", "copies and layout"),
    ];

    /// <summary>The kind of an operation of libtorch.</summary>
    public static string KindOf(string name) =>
        Array.Find(s_kinds, kind => name.Contains(kind.Fragment, StringComparison.Ordinal)).Kind ?? Other;

    /// <summary>Records some work that was timed before.</summary>
    /// <param name="what">Its name.</param>
    /// <param name="work">What is done.</param>
    /// <param name="seconds">Its best time.</param>
    /// <param name="convolutions">Work of its convolutions, forward and backward.</param>
    /// <param name="products">Work of its products.</param>
    /// <param name="limits">The machine's limits in the work's type.</param>
    public static TimedOperations Of(
        string what,
        Action work,
        double seconds,
        WorkOfKind convolutions,
        WorkOfKind products,
        MachineLimits limits
    )
    {
        long begun = Stopwatch.GetTimestamp();
        IReadOnlyList<RecordedOperation> found = OperationRecorder.Record(work) ?? [];
        double recorded = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        List<TimedKind> kinds =
        [
            .. found
                .GroupBy(operation => KindOf(operation.Name))
                .Select(group => Row(group.Key, group.Sum(o => o.Calls), group.Sum(o => o.Seconds)))
                .OrderByDescending(kind => kind.Seconds),
        ];
        if (kinds.Count > 0)
            kinds.Add(Row(Outside, 0, Math.Max(0, Math.Min(seconds, recorded) - found.Sum(o => o.Seconds))));
        return new TimedOperations(
            what,
            seconds,
            (convolutions.Flops + products.Flops) / seconds / limits.Flops,
            kinds
        );

        TimedKind Row(string kind, int calls, double time)
        {
            WorkOfKind? counted =
                kind == Convolution ? convolutions
                : kind == Product ? products
                : null;
            return new TimedKind(
                kind,
                calls,
                time,
                counted?.Flops,
                counted?.Bytes,
                counted?.Flops / time / limits.Flops,
                counted?.Bytes / time / limits.Bytes
            );
        }
    }

    /// <summary>The best time of some rounds.</summary>
    public static double Best(Action work, int rounds)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < rounds; i++)
            best = Math.Min(best, Once(work));
        return best;
    }

    /// <summary>Seconds of some work.</summary>
    public static double Once(Action work)
    {
        long begun = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
