using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hippogriff.Campaigns.Readers;

namespace Hippogriff.Campaigns.Fuzzing;

/// <summary>
/// Runs the inputs of one reader in processes of their own. One that dies, stands still or grows without measure is a
/// finding, named by the number of the input that it was at; the next process goes on behind it.
/// </summary>
internal sealed class WorkerProcess(WorkOrder order)
{
    private const int Look = 200,
        MostDeaths = 40;
    private const double MostMegabytes = 3_000;
    private static readonly TimeSpan s_still = TimeSpan.FromSeconds(90),
        s_begin = TimeSpan.FromSeconds(120);
    private readonly FindingFolder _catalogue = new(order.Findings);
    private readonly List<WorkFigures> _ended = [];
    private WorkFigures? _now;
    private int _deaths;

    /// <summary>Figures of all its processes so far.</summary>
    public WorkFigures Figures
    {
        get
        {
            WorkFigures[] all = [.. _ended, .. _now is { } now ? [now] : Array.Empty<WorkFigures>()];
            return all.Length == 0
                ? new(0, 0, 0, _deaths, 0, 0, 0, false)
                : new(
                    all.Sum(f => f.Tried) + _deaths,
                    all.Sum(f => f.Fine),
                    all.Sum(f => f.Refused),
                    all.Sum(f => f.Broken) + _deaths,
                    all.Max(f => f.SlowestMs),
                    all.Max(f => f.MostMb),
                    all.Max(f => f.PeakMb),
                    false
                );
        }
    }

    /// <summary>Works until all inputs are read or the time is over.</summary>
    public void Run(CancellationToken stop)
    {
        long first = order.First,
            end = order.First + order.Inputs;
        Stopwatch time = Stopwatch.StartNew();
        while (
            first < end
            && time.Elapsed.TotalSeconds < order.Seconds
            && _deaths < MostDeaths
            && !stop.IsCancellationRequested
        )
        {
            string? death = RunOne(
                order with
                {
                    First = first,
                    Inputs = end - first,
                    Seconds = order.Seconds - time.Elapsed.TotalSeconds,
                },
                stop
            );
            if (_now is { } last)
                _ended.Add(last);
            _now = null;
            if (death is null)
                return;
            long at = At();
            _deaths++;
            _catalogue.Add(
                new Finding(
                    order.Target,
                    order.Seed,
                    at,
                    death,
                    $"The process that read input {at} {death}.",
                    Input(at)
                )
            );
            first = at + 1;
        }
    }

    /// <summary>The input again, made here; nothing where making it needs what the dead process had.</summary>
    private byte[] Input(long at)
    {
        try
        {
            return Catalogue
                .Find(order.Target)
                .Open(new Bench(Path.Combine(order.Scratch, "again")))
                .Next(Dice.For(order.Seed, order.Target, at));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return [];
        }
    }

    private long At()
    {
        byte[] place = File.ReadAllBytes(Path.Combine(order.Scratch, WorkOrder.At));
        return place.Length < sizeof(long) ? order.First : BitConverter.ToInt64(place);
    }

    /// <summary>What the process died of; null where it ended its work.</summary>
    private string? RunOne(WorkOrder work, CancellationToken stop)
    {
        Directory.CreateDirectory(work.Scratch);
        File.WriteAllBytes(Path.Combine(work.Scratch, WorkOrder.At), BitConverter.GetBytes(work.First));
        using Process process = Start(work);
        string errors = "";
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => errors = errors.Length < 4_000 ? errors + line.Data + "\n" : errors;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        (long place, Stopwatch still, bool begun) = (work.First, Stopwatch.StartNew(), false);
        while (!process.WaitForExit(Look))
        {
            long now = At();
            if (now != place)
                (place, begun) = (now, true);
            if (now != place || _now is null && !begun && still.Elapsed < s_begin || Moved())
                still.Restart();
            string? death =
                ProcessMemory.Megabytes(process.Id) > MostMegabytes ? $"grew above {MostMegabytes} MB"
                : still.Elapsed > s_still ? $"stood still for {s_still.TotalSeconds} s"
                : null;
            if (death is null && !stop.IsCancellationRequested)
                continue;
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return stop.IsCancellationRequested ? null : death;
        }
        process.WaitForExit(); // until all of its output is read
        if (_now is { Done: true })
            return null;
        if (errors.Contains("HippogriffException", StringComparison.Ordinal) && !begun)
            throw new InvalidOperationException(errors);
        return "ended with "
            + $"{process.ExitCode}{(errors.Length > 0 ? $": {Sentence.Shown(errors.Trim().Split('\n')[0])}" : "")}";

        bool Moved()
        {
            bool moved = _told;
            _told = false;
            return moved;
        }
    }

    private bool _told;

    private void Take(string? line)
    {
        if (line is null || !line.StartsWith('{'))
            return;
        _now = JsonSerializer.Deserialize<WorkFigures>(line);
        _told = true;
    }

    private static Process Start(WorkOrder work)
    {
        ProcessStartInfo start = new(
            Environment.ProcessPath!,
            [
                .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                    ? [typeof(WorkerProcess).Assembly.Location]
                    : Array.Empty<string>(),
                "work",
                "--target",
                work.Target,
                "--seed",
                Text(work.Seed),
                "--first",
                Text(work.First),
                "--inputs",
                Text(work.Inputs),
                "--seconds",
                Text(work.Seconds),
                "--findings",
                work.Findings,
                "--scratch",
                work.Scratch,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x60000000";
        start.Environment["DOTNET_TieredPGO"] = "1";
        return Process.Start(start) ?? throw new InvalidOperationException("The process could not be started.");
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
