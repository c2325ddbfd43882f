using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Files;

namespace Hippogriff.Training.Loop;

/// <summary>An entry of the training log: one run of the program.</summary>
/// <param name="Began">Start in UTC, as in 2026-11-24T09:30Z.</param>
/// <param name="Hardware">The hardware, in words.</param>
/// <param name="Pictures">Pictures seen in this entry.</param>
/// <param name="Updates">Updates made in this entry.</param>
/// <param name="Minutes">Minutes spent in updates.</param>
public sealed record Stretch(string Began, string Hardware, long Pictures, long Updates, double Minutes)
{
    /// <summary>
    /// Pictures seen by the autoencoder before, if the run trained or tuned one; null for an unchanged one and for
    /// resumed runs.
    /// </summary>
    public long? AutoencoderPictures { get; init; }

    /// <summary>Name of the recipe.</summary>
    public string? Recipe { get; init; }

    /// <summary>The initial model; null for random weights and for resumed runs.</summary>
    public string? From { get; init; }

    /// <summary>
    /// Validation loss of the averaged weights before (<see cref="Diagnosis.Examination.ValidationLoss"/>); null for
    /// random weights.
    /// </summary>
    public double? MissedBefore { get; init; }

    /// <summary>Validation loss afterwards.</summary>
    public double? MissedAfter { get; init; }

    /// <summary>A person's note.</summary>
    public string? Note { get; init; }
}

/// <summary>
/// The training history of a model, oldest first: <c>training_log.json</c> next to its weights. Written by the program;
/// the model card has the same in words.
/// </summary>
/// <param name="Stretches">All entries.</param>
public sealed record TrainingLog(IReadOnlyList<Stretch> Stretches)
{
    /// <summary>Name of the file in a model's and a run's folder.</summary>
    public const string FileName = "training_log.json";

    private const int MaxBytes = 1 << 20;
    private const long MostCounted = 1L << 50; // of which thousands can be added up
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Pictures of all entries.</summary>
    [JsonIgnore]
    public long Pictures => Stretches.Sum(s => s.Pictures);

    /// <summary>The log in <paramref name="folder"/>; an empty one if there is none.</summary>
    /// <exception cref="HippogriffException">The file is not a training log.</exception>
    public static TrainingLog Of(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return new TrainingLog([]);
        TrainingLog log = JsonText.ReadFile<TrainingLog>(path, s_json, Say, MaxBytes);
        bool counts = log.Stretches.All(s =>
            s
                is {
                    Pictures: >= 0 and <= MostCounted,
                    Updates: >= 0 and <= MostCounted,
                    AutoencoderPictures: null or (>= 0 and <= MostCounted)
                }
        );
        return counts
            ? log
            : throw new HippogriffException(Say("it counts pictures or updates that cannot be"), FaultKind.DamagedFile);

        string Say(string fault) => $"'{path}' cannot be read as a training log: {fault}.";
    }

    /// <summary>This log with another entry.</summary>
    public TrainingLog And(Stretch stretch) => new([.. Stretches, stretch]);

    /// <summary>Writes the log into <paramref name="folder"/>.</summary>
    public void Save(string folder) =>
        AtomicFile.Write(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, s_json));
}
