using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Files;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Training;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Trainings;

/// <summary>What stands in a run's <c>run.json</c>. A run that trained when the server went down has no end there.</summary>
/// <param name="Order">What was asked for.</param>
/// <param name="Created">When.</param>
/// <param name="End">How it stands; null while it trains.</param>
internal sealed record RunRecord(RunOrder Order, DateTimeOffset Created, RunEnd? End = null);

/// <summary>How a run stopped.</summary>
internal sealed record RunEnd(RunPhase Phase, DateTimeOffset At, string? Error, string? Stage, string? About, long Step, long Pictures, double? Loss, double Progress);

/// <summary>A run on the disk: <c>run.json</c> beside what <see cref="Training.TrainingRun"/> writes. What lies there is the list of runs.</summary>
/// <param name="name">Name of the run, one that <see cref="SafeName"/> lets pass or that was found on the disk.</param>
/// <param name="path">Its folder.</param>
internal sealed partial class RunFolder(string name, string path)
{
    private const string RecordFile = "run.json", RecipeFile = "recipe.json";
    private static readonly JsonSerializerOptions s_record = new(StudioJson.Options) { RespectNullableAnnotations = true };
    private static readonly string[] s_stages = ["autoencoder", "denoiser"];

    public string Name => name;

    public string Path => path;

    /// <summary>All runs in a folder of runs.</summary>
    public static IEnumerable<RunFolder> Below(string folder) => Directory.Exists(folder)
        ? Directory.GetDirectories(folder).Where(run => File.Exists(System.IO.Path.Combine(run, RecordFile))).Select(run => new RunFolder(System.IO.Path.GetFileName(run), run))
        : [];

    /// <summary>The training has begun, so it can only be gone on with.</summary>
    public bool HasBegun => File.Exists(In(RecipeFile));

    /// <summary>The model as it was written last; null before the first time.</summary>
    public ModelFolder? Model => File.Exists(In($"{ModelFolder.OfRun}/{ModelFolder.IndexFile}")) ? new ModelFolder(name, In(ModelFolder.OfRun)) : null;

    /// <summary>Steps of the sheets that lie there, in order.</summary>
    public IReadOnlyList<long> Sheets => Directory.Exists(In("sheets"))
        ? [.. Directory.GetFiles(In("sheets"), "step-*.png").Select(file => SheetName().Match(System.IO.Path.GetFileName(file))).Where(match => match.Success).Select(match => Number(match.Groups[1].Value)).Order()]
        : [];

    /// <summary>Full path of a sheet; null where there is none of that step.</summary>
    public string? Sheet(long step) => In(string.Create(CultureInfo.InvariantCulture, $"sheets/step-{step:D7}.png")) is var file && File.Exists(file) ? file : null;

    /// <summary>The losses that were written down, by stage; stages that have none are left out.</summary>
    public IReadOnlyDictionary<string, LossHistory> Losses() =>
        s_stages.Select(stage => (stage, History: LossHistory.Read(In($"{stage}/{LossRow.FileName}")))).Where(pair => pair.History.Points.Count > 0).ToDictionary(pair => pair.stage, pair => pair.History);

    /// <summary>The record.</summary>
    /// <exception cref="HippogriffException">It cannot be read.</exception>
    public RunRecord Read()
    {
        RunRecord record = JsonText.ReadFile<RunRecord>(In(RecordFile), s_record, Say);
        return record is { Order: { Name: not null, Dataset: not null } order } && double.IsFinite(order.Minutes) ? record
            : throw new HippogriffException(Say("it does not say what was asked for"), FaultKind.DamagedFile);

        string Say(string fault) => $"The record of the run '{name}' (run.json) cannot be read: {fault}.";
    }

    /// <summary>Writes the record.</summary>
    public void Write(RunRecord record) => AtomicFile.Write(In(RecordFile), JsonSerializer.SerializeToUtf8Bytes(record, StudioJson.Options));

    /// <summary>How the run stands while it does not train. Of one that the server left, the checkpoints say how far it came.</summary>
    public RunStatus Status() => OneOfMany.Read(
        WhollyReadStatus,
        fault => new RunStatus(new RunOrder { Name = name, Dataset = "", Minutes = 0 }, RunPhase.Failed, Directory.GetCreationTimeUtc(path)) { Error = fault });

    private RunStatus WhollyReadStatus()
    {
        RunRecord record = Read();
        RunStatus status = new(record.Order with { Name = name }, record.End?.Phase ?? RunPhase.Stopped, record.Created) { HasModel = Model is not null };
        if (record.End is { } end)
            return status with { Ended = end.At, Error = end.Error, Stage = end.Stage, About = end.About, Step = end.Step, Pictures = end.Pictures, Loss = end.Loss, Progress = end.Progress };
        (string? stage, long step) = Checkpoint();
        return status with { Stage = stage, Step = step, Notes = ["The server went down while this trained; what the last checkpoint holds is kept."] };
    }

    private (string? Stage, long Step) Checkpoint()
    {
        foreach (string stage in s_stages.Reverse())
        {
            if (!Directory.Exists(In(stage))) continue;
            long[] steps = [.. Directory.GetFiles(In(stage), "step-*.safetensors").Select(file => CheckpointName().Match(System.IO.Path.GetFileName(file))).Where(match => match.Success).Select(match => Number(match.Groups[1].Value))];
            if (steps.Length > 0) return (stage, steps.Max());
        }
        return (null, 0);
    }

    private string In(string relative) => System.IO.Path.Combine(path, relative);

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^step-([0-9]{7,15})\.png\z")]
    private static partial Regex SheetName();

    [GeneratedRegex(@"^step-([0-9]{9,15})\.safetensors\z")]
    private static partial Regex CheckpointName();
}
