using System.Diagnostics;
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
    Stopwatch clock = Stopwatch.StartNew();
    (object model, List<ResultRow> rows) = wanted.Random is { } name
        ? RandomBenchmarks.Measure(name, wanted)
        : ModelBenchmarks.Measure(wanted);
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
        ResultFile.Write(file, around, yardstick, model, rows);
    return rows.Any(row => row.Failure is not null) ? 1 : 0;
}
catch (HippogriffException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
