using System.IO.MemoryMappedFiles;
using System.Text.Json;
using Hippogriff.Campaigns.Readers;

namespace Hippogriff.Campaigns.Fuzzing;

/// <summary>What one process has to do.</summary>
/// <param name="Target">Name of the reader.</param>
/// <param name="Seed">Seed of the campaign.</param>
/// <param name="First">Number of the first input.</param>
/// <param name="Inputs">How many inputs at most.</param>
/// <param name="Seconds">How long at most.</param>
/// <param name="Findings">Folder for findings.</param>
/// <param name="Scratch">Folder to work in.</param>
internal sealed record WorkOrder(
    string Target,
    long Seed,
    long First,
    long Inputs,
    double Seconds,
    string Findings,
    string Scratch
)
{
    /// <summary>
    /// A file of eight bytes: the number of the input that is being read, for whoever has to say what a process died
    /// of.
    /// </summary>
    public const string At = "at.bin";
}

/// <summary>Figures of one process so far.</summary>
internal sealed record WorkFigures(
    long Tried,
    long Fine,
    long Refused,
    long Broken,
    double SlowestMs,
    double MostMb,
    double PeakMb,
    bool Done
);

/// <summary>
/// Feeds one reader, in a process of its own: native code that crashes ends this process and not the campaign.
/// </summary>
internal static class Worker
{
    private const int Pause = 500;

    /// <summary>Works the order off and tells figures, a line of JSON each.</summary>
    public static void Run(WorkOrder order, TextWriter output)
    {
        Reader reader = Catalogue.Find(order.Target);
        Bench bench = new(Path.Combine(order.Scratch, "bench"));
        Environment.CurrentDirectory = bench.Folder;
        Reading reading = reader.Open(bench);
        Examiner examiner = new(reader, reading);
        FindingFolder catalogue = new(order.Findings);
        using MemoryMappedFile at = MemoryMappedFile.CreateFromFile(
            Path.Combine(order.Scratch, WorkOrder.At),
            FileMode.OpenOrCreate,
            null,
            sizeof(long)
        );
        using MemoryMappedViewAccessor place = at.CreateViewAccessor();
        long[] counts = new long[3];
        long start = Environment.TickCount64,
            told = start,
            now = start;
        long index = order.First,
            end = order.First + order.Inputs;
        for (; index < end; index++)
        {
            place.Write(0, index);
            byte[] input = reading.Next(Dice.For(order.Seed, order.Target, index));
            Outcome outcome = examiner.Look(input, out (string Rule, string Detail)? broken);
            counts[(int)outcome]++;
            if (broken is { } fault)
                catalogue.Add(new Finding(order.Target, order.Seed, index, fault.Rule, fault.Detail, input));
            now = Environment.TickCount64;
            if (now - told < Pause)
                continue;
            told = now;
            Tell(done: false);
            if ((now - start) / 1_000.0 >= order.Seconds)
                break;
        }
        Tell(done: true);

        void Tell(bool done)
        {
            WorkFigures figures = new(
                counts.Sum(),
                counts[0],
                counts[1],
                counts[2],
                examiner.Slowest,
                examiner.Most / 1048576.0,
                ProcessMemory.PeakMegabytes(Environment.ProcessId),
                done
            );
            output.WriteLine(JsonSerializer.Serialize(figures));
            output.Flush();
        }
    }
}
