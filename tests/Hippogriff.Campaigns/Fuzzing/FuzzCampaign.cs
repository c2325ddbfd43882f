using System.Collections.Concurrent;
using System.Text.Json;
using Spectre.Console;

namespace Hippogriff.Campaigns.Fuzzing;

/// <summary>How a campaign of damaged inputs is run.</summary>
/// <param name="Readers">Which readers.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="First">Number of the first input of each reader: a campaign that goes on begins where the last one
/// ended.</param>
/// <param name="Inputs">Inputs of all readers together, by their shares; null for no limit.</param>
/// <param name="Seconds">Seconds a reader; null for no limit.</param>
/// <param name="Findings">Folder for findings.</param>
/// <param name="Scratch">Folder to work in.</param>
/// <param name="Processes">Readers at a time.</param>
/// <param name="Figures">File for the figures as JSON; null for none.</param>
internal sealed record FuzzPlan(
    IReadOnlyList<Reader> Readers,
    long Seed,
    long First,
    long? Inputs,
    double? Seconds,
    string Findings,
    string Scratch,
    int Processes,
    string? Figures
);

/// <summary>Damaged inputs for many readers, one after the other or a few at a time.</summary>
internal sealed class FuzzCampaign(FuzzPlan plan, IAnsiConsole console)
{
    private static readonly TimeSpan s_told = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, WorkFigures> _figures = new(StringComparer.Ordinal);

    /// <summary>Runs it; answers whether anything was found.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        // slow ones first: they end last
        Queue<Reader> waiting = new(plan.Readers.OrderByDescending(reader => reader.Native));
        ConcurrentDictionary<string, WorkerProcess> running = new(StringComparer.Ordinal);
        long shares = plan.Readers.Sum(reader => reader.Share);
        Task[] lanes =
        [
            .. Enumerable
                .Range(0, plan.Processes)
                .Select(_ =>
                    Task.Run(
                        () =>
                        {
                            while (Take(waiting) is { } reader && !stop.IsCancellationRequested)
                            {
                                WorkerProcess process = running[reader.Name] = new WorkerProcess(Order(reader, shares));
                                process.Run(stop);
                                _figures[reader.Name] = process.Figures;
                                running.TryRemove(reader.Name, out WorkerProcess? _);
                                console.MarkupLineInterpolated($"{reader.Name}: {Line(process.Figures)}");
                                Keep();
                            }
                        },
                        CancellationToken.None
                    )
                ),
        ];
        Task all = Task.WhenAll(lanes);
        while (await Task.WhenAny(all, Task.Delay(s_told, CancellationToken.None)) != all)
            foreach ((string name, WorkerProcess process) in running)
                console.MarkupLineInterpolated($"[grey]{name}: {Line(process.Figures)}[/]");
        await all;
        Show();
        return _figures.Values.Any(f => f.Broken > 0);
    }

    private static Reader? Take(Queue<Reader> waiting)
    {
        lock (waiting)
            return waiting.Count > 0 ? waiting.Dequeue() : null;
    }

    private WorkOrder Order(Reader reader, long shares) =>
        new(
            reader.Name,
            plan.Seed,
            plan.First,
            plan.Inputs is { } inputs
                ? Math.Max(1, (long)(inputs * (double)reader.Share / shares))
                : long.MaxValue - plan.First,
            plan.Seconds ?? double.MaxValue,
            plan.Findings,
            Path.Combine(plan.Scratch, reader.Name)
        );

    private static string Line(WorkFigures f) =>
        FormattableString.Invariant(
            $"{f.Tried:N0} tried, {f.Fine:N0} fine, {f.Refused:N0} refused, {f.Broken:N0} broken, slowest {f.SlowestMs:F0} ms, most {f.MostMb:F0} MB, process {f.PeakMb:F0} MB"
        );

    private void Keep()
    {
        if (plan.Figures is { } file)
            lock (_figures)
                File.WriteAllText(
                    file,
                    JsonSerializer.Serialize(_figures.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary())
                );
    }

    private void Show()
    {
        Table table = new Table().AddColumns(
            "Target",
            "Tried",
            "Fine",
            "Refused",
            "Broken",
            "Slowest ms",
            "Most MB",
            "Process MB"
        );
        for (int column = 1; column < 8; column++)
            table.Columns[column].RightAligned();
        foreach (Reader reader in plan.Readers)
            if (_figures.TryGetValue(reader.Name, out WorkFigures? f))
                Row(reader.Name, f);
        WorkFigures[] all = [.. _figures.Values];
        if (all.Length > 1)
            Row(
                "sum",
                new(
                    all.Sum(f => f.Tried),
                    all.Sum(f => f.Fine),
                    all.Sum(f => f.Refused),
                    all.Sum(f => f.Broken),
                    all.Max(f => f.SlowestMs),
                    all.Max(f => f.MostMb),
                    all.Max(f => f.PeakMb),
                    true
                )
            );
        console.Write(table);
        if (all.Any(f => f.Broken > 0))
            console.MarkupLineInterpolated($"Findings lie in {plan.Findings}; replay FILE shows one again.");

        void Row(string name, WorkFigures f) =>
            table.AddRow([
                Markup.Escape(name),
                .. new[] { f.Tried, f.Fine, f.Refused, f.Broken }.Select(n => FormattableString.Invariant($"{n:N0}")),
                .. new[] { f.SlowestMs, f.MostMb, f.PeakMb }.Select(n => FormattableString.Invariant($"{n:F0}")),
            ]);
    }
}
