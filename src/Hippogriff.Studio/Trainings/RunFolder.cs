using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Training;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Trainings;

/// <summary>
/// What stands in a run's <c>run.json</c>. A run that trained when the server went down has no end there.
/// </summary>
/// <param name="Order">What was asked for.</param>
/// <param name="Created">When.</param>
/// <param name="End">How it stands; null while it trains.</param>
internal sealed record RunRecord(RunRequest Order, DateTimeOffset Created, RunEnd? End = null);

/// <summary>How a run stopped.</summary>
internal sealed record RunEnd(
    RunPhase Phase,
    DateTimeOffset At,
    string? Error,
    string? Stage,
    string? About,
    long Step,
    long Pictures,
    double? Loss,
    double Progress
);

/// <summary>
/// A run on the disk: <c>run.json</c> beside what <see cref="Training.TrainingRun"/> writes. What lies there is the
/// list of runs.
/// </summary>
/// <param name="name">Name of the run, one that <see cref="SafeName"/> lets pass or that was found on the disk.</param>
/// <param name="path">Its folder.</param>
internal sealed class RunFolder(string name, string path)
{
    private const string RecordFile = "run.json";
    private static readonly JsonSerializerOptions s_record = new(StudioJson.Options)
    {
        RespectNullableAnnotations = true,
    };

    public string Name => name;

    public string Path => path;

    /// <summary>All runs in a folder of runs.</summary>
    public static IEnumerable<RunFolder> Below(string folder) =>
        Directory.Exists(folder)
            ? Directory
                .GetDirectories(folder)
                .Where(run => File.Exists(System.IO.Path.Combine(run, RecordFile)))
                .Select(run => new RunFolder(System.IO.Path.GetFileName(run), run))
            : [];

    /// <summary>What the training wrote.</summary>
    public TrainingFolder Training { get; } = new(path);

    /// <summary>The model as it was written last, called like the run; null before the first time.</summary>
    public ModelFolder? Model => Training.Model is { } folder ? new ModelFolder(name, folder) : null;

    /// <summary>The losses that were written down, by stage; stages that have none are left out.</summary>
    public IReadOnlyDictionary<string, LossHistory> Losses() =>
        TrainingFolder
            .Stages.Select(stage => (stage, History: LossHistory.Of(Training.Curve(stage))))
            .Where(pair => pair.History.Points.Count > 0)
            .ToDictionary(pair => pair.stage, pair => pair.History);

    /// <summary>The record.</summary>
    /// <exception cref="HippogriffException">It cannot be read.</exception>
    public RunRecord Read()
    {
        RunRecord record = JsonText.ReadFile<RunRecord>(In(RecordFile), s_record, Say);
        return record is { Order: { Name: not null, Dataset: not null } order } && double.IsFinite(order.Minutes)
            ? record
            : throw new HippogriffException(Say("it does not say what was asked for"), FaultKind.DamagedFile);

        string Say(string fault) => $"The record of the run '{name}' (run.json) cannot be read: {fault}.";
    }

    /// <summary>Writes the record.</summary>
    public void Write(RunRecord record) =>
        AtomicFile.Write(In(RecordFile), JsonSerializer.SerializeToUtf8Bytes(record, StudioJson.Options));

    /// <summary>
    /// How the run stands while it does not train. Of one that the server left, the checkpoints say how far it came.
    /// </summary>
    public RunStatus Status() =>
        OneOfMany.Read(
            WhollyReadStatus,
            fault => new RunStatus(
                new RunRequest
                {
                    Name = name,
                    Dataset = "",
                    Minutes = 0,
                },
                RunPhase.Failed,
                Directory.GetCreationTimeUtc(path)
            )
            {
                Error = fault,
            }
        );

    private RunStatus WhollyReadStatus()
    {
        RunRecord record = Read();
        RunStatus status = new(record.Order with { Name = name }, record.End?.Phase ?? RunPhase.Stopped, record.Created)
        {
            HasModel = Model is not null,
        };
        if (record.End is { } end)
            return status with
            {
                Ended = end.At,
                Error = end.Error,
                Stage = end.Stage,
                About = end.About,
                Step = end.Step,
                Pictures = end.Pictures,
                Loss = end.Loss,
                Progress = end.Progress,
            };
        (string Stage, long Step)? checkpoint = Training.Checkpoint();
        return status with
        {
            Stage = checkpoint?.Stage,
            Step = checkpoint?.Step ?? 0,
            Notes = ["The server went down while this trained; what the last checkpoint holds is kept."],
        };
    }

    private string In(string relative) => System.IO.Path.Combine(path, relative);
}
