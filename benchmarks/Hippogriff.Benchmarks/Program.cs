using System.Diagnostics;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Hippogriff;
using Hippogriff.Benchmarks;
using Hippogriff.Devices;

if (Arguments.Parse(args) is not { } wanted)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}
try
{
    NativeRuntime.EnsureLoaded();
    TimeSpan window = wanted.Quick ? TimeSpan.FromSeconds(0.4) : TimeSpan.FromSeconds(4);
    Surroundings around = Surroundings.Look();
    Yardstick before = Yardstick.Measure(window);
    Console.WriteLine(around);
    using Subject subject = Subject.Open(wanted.Model);
    Console.WriteLine(subject);
    Stopwatch clock = Stopwatch.StartNew();
    Console.WriteLine(
        "Measuring, "
            + $"{(wanted.Quick ? "quickly (under a minute on an idle machine; --full takes its time)" : "at length")} "
            + "..."
    );

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
        rows.AddRange(summary.Reports.Select(report => ResultRow.Of(report, Work.Of(report.BenchmarkCase, subject))));
    }
    if (wanted.Includes(WholeProcess.Name))
        rows.AddRange(WholeProcess.Measure(subject, runs: wanted.Quick ? 3 : 10));
    if (rows.Count == 0)
        throw new HippogriffException($"No benchmark's name holds '{wanted.Filter}'.");

    Yardstick yardstick = before.Or(Yardstick.Measure(window));
    Console.WriteLine(ResultTable.Text(rows, yardstick));
    Console.WriteLine(yardstick);
    Console.WriteLine($"Took {clock.Elapsed.TotalSeconds:0} s.");
    if (wanted.Against is { } recorded)
        foreach (string sentence in Comparison.Sentences(recorded, around.Cpu.Name, rows, yardstick))
            Console.WriteLine(sentence);
    if (wanted.Json is { } file)
        ResultFile.Write(file, around, yardstick, subject, rows);
    return rows.Any(row => row.Failure is not null) ? 1 : 0;
}
catch (HippogriffException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
