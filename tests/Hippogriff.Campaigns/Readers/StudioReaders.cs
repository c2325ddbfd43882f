using System.Text;
using System.Text.Json;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Mutators;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Storage;
using Hippogriff.Studio.Trainings;
using Hippogriff.Training;
using Hippogriff.Training.Loop;

namespace Hippogriff.Campaigns.Readers;

/// <summary>What the studio keeps in its folder, and a person or another program may have changed.</summary>
internal static class StudioReaders
{
    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    public static IReadOnlyList<Reader> All { get; } =
    [
        new(
            "keys",
            "keys.json",
            30,
            bench =>
            {
                JsonChanges files = new([
                    Encoding.UTF8.GetBytes(
                        $$"""{"keys":[{"name":"laptop","hash":"{{Hash}}","created":"2026-01-01T00:00:00+00:00"},{"name":"b","hash":"{{Hash}}","created":"2026-01-01T00:00:00Z"}]}"""
                    ),
                ]);
                return new Reading(
                    files.Next,
                    bytes =>
                    {
                        ApiKeys keys = new(bench.Put("keys.json", bytes));
                        _ = (keys.IsEmpty, keys.Has("laptop", ""), keys.Find("hpg_x"));
                    }
                );
            }
        ),
        new(
            "run.json",
            "records of trainings",
            40,
            bench =>
            {
                RunRecord record = new(
                    new RunRequest
                    {
                        Name = "run",
                        Dataset = "squares",
                        Minutes = 3,
                    },
                    DateTimeOffset.UnixEpoch,
                    new RunEnd(RunPhase.Done, DateTimeOffset.UnixEpoch, null, "denoiser", "about", 7, 8, 0.5, 1)
                );
                JsonChanges files = new([JsonSerializer.SerializeToUtf8Bytes(record, StudioJson.Options)]);
                return new Reading(
                    files.Next,
                    bytes =>
                    {
                        bench.Put("run.json", bytes);
                        RunStatus status = new StoredRun("run", bench.Folder).Status();
                        if (status.Error is { } error && Sentence.Fault(error, 800) is { } fault)
                            throw new BrokenRule($"sentence {fault}", Sentence.Shown(error));
                        _ = JsonSerializer.Serialize(status, StudioJson.Options);
                    }
                );
            }
        ),
        new(
            "loss.csv",
            "loss curves",
            80,
            bench =>
            {
                byte[][] good =
                [
                    Encoding.UTF8.GetBytes(
                        LossRow.Header
                            + "\n1,4,0.1,0.5,0.5,1,0.001,40\n2,8,0.2,0.4,0.45,1,0.001,40\n3,12,0.3,0.4,0.44,1,0.001,40\n"
                    ),
                ];
                return new Reading(
                    dice => TextChanges.Of(good, dice),
                    bytes =>
                    {
                        bench.Put(LossRow.FileName, bytes);
                        _ = LossHistory.Of(new TrainingFolder(bench.Folder).Curve(".")).Points;
                    }
                );
            }
        ),
    ];
}
