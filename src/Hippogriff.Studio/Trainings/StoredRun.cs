using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Training;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Trainings;

/// <summary>The content of a run's <c>run.json</c>. A run interrupted by the end of the server has no end.</summary>
/// <param name="Order">The request.</param>
/// <param name="Created">When it was created.</param>
/// <param name="End">Its end; null while it trains.</param>
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
/// A run on disk: <c>run.json</c> and the files of <see cref="Training.TrainingRun"/>. The folders are the list of
/// runs.
/// </summary>
/// <param name="name">Name of the run, validated by <see cref="SafeName"/> or found on disk.</param>
/// <param name="path">Its folder.</param>
internal sealed class StoredRun(string name, string path)
{
    private const string RecordFile = "run.json";
    private static readonly JsonSerializerOptions s_record = new(StudioJson.Options)
    {
        RespectNullableAnnotations = true,
    };

    public string Name => name;

    public string Path => path;

    /// <summary>All runs in a folder of runs.</summary>
    public static IEnumerable<StoredRun> Below(string folder) =>
        Directory.Exists(folder)
            ? Directory
                .GetDirectories(folder)
                .Where(run => File.Exists(System.IO.Path.Combine(run, RecordFile)))
                .Select(run => new StoredRun(System.IO.Path.GetFileName(run), run))
            : [];

    /// <summary>The training's files.</summary>
    public TrainingFolder Training { get; } = new(path);

    /// <summary>The latest model, named like the run; null before the first one.</summary>
    public ModelFolder? Model => Training.Model is { } folder ? new ModelFolder(name, folder) : null;

    /// <summary>The recorded losses by stage, without stages that have none.</summary>
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
    /// Status of a run that does not train. For an interrupted one, progress comes from its checkpoints.
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
