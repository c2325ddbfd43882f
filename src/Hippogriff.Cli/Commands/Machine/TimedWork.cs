using System.Globalization;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>A part of the way to a picture.</summary>
internal sealed record TimedStage(string Name, double Seconds);

/// <summary>A native library, in the order of loading.</summary>
internal sealed record TimedNative(string Name, long Bytes, double Seconds);

/// <summary>A pass of the denoiser over a batch.</summary>
/// <param name="Batch">Rows of the batch.</param>
/// <param name="Seconds">Best time.</param>
/// <param name="PeakShare">Share of the peak rate of multiply-adds.</param>
internal sealed record TimedPass(int Batch, double Seconds, double PeakShare);

/// <summary>Operations of one kind; shares are null where the work is not counted.</summary>
internal sealed record TimedKind(
    string Kind,
    int Calls,
    double Seconds,
    double? Flops,
    double? Bytes,
    double? PeakShare,
    double? MemoryShare
);

/// <summary>Work and what it spends its time in; no kinds where libtorch has no profiler for us.</summary>
internal sealed record TimedOperations(string What, double Seconds, double PeakShare, IReadOnlyList<TimedKind> Kinds);

/// <summary>All of <c>doctor --timings</c>.</summary>
internal sealed record TimingsReport(
    string Processor,
    string Hippogriff,
    int Threads,
    bool OneDnn,
    double PeakFlops,
    double MemoryBytesPerSecond,
    string Model,
    IReadOnlyList<TimedNative> Natives,
    IReadOnlyList<TimedStage> Stages,
    IReadOnlyList<TimedPass> Passes,
    IReadOnlyList<TimedOperations> Operations
)
{
    /// <summary>Writes it as tables.</summary>
    public void Write(Views.Terminal terminal)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        terminal.Out.WriteLine(
            string.Create(
                plain,
                $"{Processor}, {Threads} threads, oneDNN {(OneDnn ? "on" : "off")}: {PeakFlops / 1e9:0} GFLOP/s of "
                    + $"multiply-adds in float32, {MemoryBytesPerSecond / 1e9:0.0} GB/s of memory. Model {Model}."
            )
        );
        Views.TextTable stages = new("one picture", "ms", "MB");
        foreach (TimedStage stage in Stages.Take(1)) // the runtime's start
            stages.Add(stage.Name, Milliseconds(stage.Seconds), "");
        foreach (TimedNative native in Natives)
            stages.Add($"load {native.Name}", Milliseconds(native.Seconds), $"{native.Bytes >> 20}");
        foreach (TimedStage stage in Stages.Skip(1))
            stages.Add(stage.Name, Milliseconds(stage.Seconds), "");
        stages.Write(terminal);
        Views.TextTable passes = new("denoiser pass, batch", "ms", "of the peak");
        foreach (TimedPass pass in Passes)
            passes.Add($"{pass.Batch}", Milliseconds(pass.Seconds), Share(pass.PeakShare));
        passes.Write(terminal);
        foreach (TimedOperations operations in Operations)
            WriteKinds(terminal, operations);
    }

    private static void WriteKinds(Views.Terminal terminal, TimedOperations operations)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        Views.TextTable kinds = new(
            operations.What,
            "calls",
            "ms",
            "of the time",
            "GFLOP",
            "MB",
            "of the peak",
            "of memory"
        );
        double recorded = operations.Kinds.Sum(kind => kind.Seconds); // recording takes time, too
        foreach (TimedKind kind in operations.Kinds)
            kinds.Add(
                kind.Kind,
                kind.Calls.ToString(plain),
                Milliseconds(kind.Seconds),
                Share(kind.Seconds / recorded),
                kind.Flops is { } flops ? (flops / 1e9).ToString("0.00", plain) : "",
                kind.Bytes is { } bytes ? (bytes / 1e6).ToString("0.0", plain) : "",
                Share(kind.PeakShare),
                Share(kind.MemoryShare)
            );
        kinds.Add("all", "", Milliseconds(operations.Seconds), "", "", "", Share(operations.PeakShare), "");
        kinds.Write(terminal);
    }

    private static string Milliseconds(double seconds) => (1e3 * seconds).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Share(double? share) =>
        share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:P0}") : "";
}
