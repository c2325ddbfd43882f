using System.Globalization;
using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>Keeps the log of a run: one entry per start of the program, after those of the initial model.</summary>
internal sealed class RunHistory
{
    private readonly RunContext _run;
    private readonly TrainingLog _earlier;
    private readonly TrainingState _start;
    private readonly Stretch _stretch;
    private double? _missed;

    private RunHistory(RunContext run, TrainingLog earlier, TrainingState start, Stretch stretch) =>
        (_run, _earlier, _start, _stretch) = (run, earlier, start, stretch);

    /// <summary>Validation loss before this entry; null for random weights.</summary>
    public double? MissedBefore { get; set; }

    /// <summary>
    /// Begins an entry at <paramref name="state"/>; <paramref name="from"/> is the initial model, if any.
    /// </summary>
    public static RunHistory Begin(RunContext run, TrainingState state, Device device, NetworkModel? from)
    {
        // Entries for steps lost by a killed program are dropped: the run resumes at the checkpoint.
        TrainingLog earlier = from is null
            ? Kept(TrainingLog.Of(run.Run.Path), state)
            : TrainingLog.Of(ModelFolder.Find(run.Recipe.From).Path);
        if (from is not null)
            earlier.Save(run.Run.Path);
        return new RunHistory(
            run,
            earlier,
            state,
            new Stretch(
                run.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture),
                Hardware(device, run.Type),
                0,
                0,
                0
            )
            {
                Recipe = run.Recipe.Name,
                AutoencoderPictures = state.Step > 0 ? null : AutoencoderPictures(run.At("autoencoder")),
                From = from is null ? null : $"{from.Name} {from.Hash}",
            }
        );
    }

    /// <summary>Writes the log up to now into the folders of the run and the model.</summary>
    public void Save(TrainingState now, double missed)
    {
        _missed = missed;
        TrainingLog log = UpTo(now);
        log.Save(_run.Run.Path);
        log.Save(_run.At(ModelFolder.OfRun));
    }

    /// <summary>Writes the log into the run's folder only, with the last validation loss.</summary>
    public void Keep(TrainingState now)
    {
        if (now.Step > _start.Step)
            UpTo(now).Save(_run.Run.Path);
    }

    private TrainingLog UpTo(TrainingState now) =>
        _earlier.And(
            _stretch with
            {
                Pictures = now.Samples - _start.Samples,
                Updates = now.Step - _start.Step,
                Minutes = Math.Round((now.Seconds - _start.Seconds) / 60, 1),
                MissedBefore = MissedBefore is { } before ? Math.Round(before, 4) : null,
                MissedAfter = _missed is { } after ? Math.Round(after, 4) : null,
            }
        );

    private static long? AutoencoderPictures(string stage) =>
        Path.Combine(stage, LossRow.FileName) is var file
        && File.Exists(file)
        && LossRow.Read(file).LastOrDefault() is { } last
            ? last.Pictures
            : null;

    /// <summary>The entries of earlier sessions; the last one ends at the checkpoint of the resumed run.</summary>
    internal static TrainingLog Kept(TrainingLog log, TrainingState now)
    {
        // the run's own first entry names its initial model
        int mine = Math.Max(0, log.Stretches.ToList().FindLastIndex(s => s.From is not null));
        Stretch[] own = [.. log.Stretches.Skip(mine)];
        long more = now.Samples - own.Sum(s => s.Pictures);
        if (more == 0 || own.Length == 0)
            return log;
        Stretch last = own[^1];
        return new TrainingLog([
            .. log.Stretches.SkipLast(1),
            last with
            {
                Pictures = Math.Max(0, last.Pictures + more),
                Updates = Math.Max(0, last.Updates + now.Step - own.Sum(s => s.Updates)),
                Minutes = Math.Max(0, Math.Round(last.Minutes + now.Seconds / 60 - own.Sum(s => s.Minutes), 1)),
            },
        ]);
    }

    private static string Hardware(Device device, ScalarType type)
    {
        if (device.type != DeviceType.CPU)
            return $"{device}, {type}";
        CpuInfo cpu = CpuInfo.Read();
        string without = NativeRuntime.OneDnn.On ? "" : ", without oneDNN";
        return $"{cpu.Name}, {get_num_threads()} threads, {cpu.Instructions}{without}, {type}";
    }
}
