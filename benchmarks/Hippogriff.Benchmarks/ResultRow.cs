using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Reports;

namespace Hippogriff.Benchmarks;

/// <summary>One row of the result.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Seconds">Median.</param>
/// <param name="Best">The shortest.</param>
/// <param name="Flops">Floating-point operations of its matrix work; null where that says nothing.</param>
/// <param name="PeakBytes">Most memory that was resident, where it was measured.</param>
/// <param name="ProcessorSeconds">Processor time of all threads, user and system, of the best run; null where it was
/// not measured. Other work on the machine lengthens it little.</param>
/// <param name="Failure">Why there is no figure.</param>
internal sealed record ResultRow(
    string Name,
    double Seconds,
    double Best,
    double? Flops = null,
    long? PeakBytes = null,
    double? ProcessorSeconds = null,
    string? Failure = null
)
{
    /// <summary>Speed of the matrix work in GFLOP/s.</summary>
    public double? Speed => Flops / Seconds / 1e9;

    public static ResultRow Of(BenchmarkReport report, double? flops)
    {
        string name = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
        foreach (ParameterInstance parameter in report.BenchmarkCase.Parameters.Items)
            name += $", {parameter.Value}";
        return report.ResultStatistics is { } found
            ? new ResultRow(name, found.Median / 1e9, found.Min / 1e9, flops)
            : new ResultRow(name, double.NaN, double.NaN, Failure: "did not run; --verbose tells why");
    }
}
