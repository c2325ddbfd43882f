using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Hippogriff.Benchmarks;

/// <summary>Everything that is measured of a model that can be loaded.</summary>
internal static class ModelBenchmarks
{
    public static (object Model, List<ResultRow> Rows) Measure(Arguments wanted)
    {
        using Subject subject = Subject.Open(wanted.Model);
        Console.WriteLine(subject);
        string how = wanted.Quick ? "quickly (under a minute on an idle machine; --full takes its time)" : "at length";
        Console.WriteLine($"Measuring, {how} ...");
        List<ResultRow> rows = [];
        foreach (
            Type suite in new[]
            {
                typeof(DrawingBenchmarks),
                typeof(LoadingBenchmarks),
                typeof(TrainingBenchmarks),
                typeof(StoryBenchmarks),
            }
        )
        {
            Console.Error.WriteLine($"  {suite.Name}");
            Summary summary = BenchmarkRunner.Run(suite, Runs.Config(wanted));
            rows.AddRange(
                summary.Reports.Select(report => ResultRow.Of(report, Work.Of(report.BenchmarkCase, subject)))
            );
        }
        if (wanted.Includes(WholeProcess.Name))
            rows.AddRange(WholeProcess.Measure(subject.Folder, runs: wanted.Quick ? 3 : 10));
        object model = new
        {
            subject.Model.Name,
            subject.Model.Hash,
            GflopPerPass = subject.FlopsPerPass / 1e9,
            subject.Model.Defaults,
        };
        return (model, rows);
    }
}
