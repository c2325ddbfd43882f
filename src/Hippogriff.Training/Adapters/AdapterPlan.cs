using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Files;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;

namespace Hippogriff.Training.Adapters;

/// <summary>The settings of a LoRA training; <c>lora.json</c> in its folder.</summary>
/// <param name="Name">Name of the LoRA and of its file.</param>
/// <param name="Model">Folder of the model that it changes.</param>
/// <param name="ModelHash">Its hash, so that a resumed run uses the same one.</param>
/// <param name="Rank">Rank of each layer's update, 1 to 256.</param>
/// <param name="LearningRateSchedule">Learning rate and average.</param>
/// <param name="Like">A word of the model that initialises new words; null for none.</param>
/// <param name="BatchSize">Own pictures per update.</param>
/// <param name="Prior">Number of prior pictures that the model draws; 0 for none.</param>
/// <param name="PriorWeight">Weight of the prior loss.</param>
/// <param name="Precision">auto, float32 or bfloat16; auto is resolved at the start of a run.</param>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="Buckets">Crops own pictures to the nearest aspect-ratio bucket instead of squares.</param>
public sealed record AdapterPlan(
    string Name,
    string Model,
    string ModelHash,
    int Rank,
    [property: JsonPropertyName("pace")] LearningRateSchedule LearningRateSchedule,
    string? Like = null,
    int BatchSize = 8,
    int Prior = 96,
    double PriorWeight = 6,
    string Precision = WorkingType.Auto,
    long Seed = 1,
    bool Buckets = false
) : IRunPlan<AdapterPlan>
{
    /// <summary>Name of the file in a run's folder.</summary>
    public const string FileName = "lora.json";

    internal const double PublishMinutes = 3;

    private const int LargestRank = 256;
    private const double CheckpointMinutes = 2;

    /// <summary>The default learning rate schedule.</summary>
    public static LearningRateSchedule DefaultLearningRateSchedule { get; } =
        new(LearningRate: 2e-3, WarmupSteps: 20, FinalShare: 0.05, AverageShare: 0.05);

    static string IRunPlan<AdapterPlan>.FileName => FileName;

    static string IRunPlan<AdapterPlan>.RunName => "LoRA's training";

    static AdapterPlan IRunPlan<AdapterPlan>.ReadPlan(string file)
    {
        AdapterPlan plan = JsonText.ReadFile<AdapterPlan>(
            file,
            ModelIndex.Json,
            fault => $"'{file}' cannot be read: {fault}."
        );
        plan.Check();
        return plan;
    }

    static void IRunPlan<AdapterPlan>.RequireFree(string folder) => RunLock.RequireEmpty(folder, "the LoRA");

    AdapterPlan IRunPlan<AdapterPlan>.WithPrecision(string precision) => this with { Precision = precision };

    byte[] IRunPlan<AdapterPlan>.WritePlan() => JsonSerializer.SerializeToUtf8Bytes(this, ModelIndex.Json);

    /// <exception cref="HippogriffException">A number is out of range.</exception>
    public void Check()
    {
        if (Rank is < 1 or > LargestRank)
            throw new HippogriffException($"A LoRA's rank is 1 to {LargestRank}, not {Rank}.");
        if (BatchSize is < 1 or > 4096)
            throw new HippogriffException($"A batch of {BatchSize} pictures is not between 1 and 4096.");
        if (Prior is < 0 or > 4096)
            throw new HippogriffException($"{Prior} pictures to hold on to are not between 0 and 4096.");
    }

    /// <summary>The plan of the updates.</summary>
    internal TrainingPlan PlanOf(TrainingLength? length) =>
        new(length?.Steps, length?.Minutes, LearningRateSchedule, Seed, CheckpointMinutes);

    /// <summary>Requires that the model is the one with which the training began.</summary>
    /// <param name="hash">The model's hash now.</param>
    /// <exception cref="HippogriffException">It is another one.</exception>
    internal void RequireUnchanged(string hash)
    {
        if (hash != ModelHash)
            throw new HippogriffException(
                $"The model '{Model}' has changed since the training of the LoRA began (hash {ModelHash} then, {hash} "
                    + "now); begin a new one.",
                FaultKind.Incompatible
            );
    }

    /// <summary>The index of the word that initialises new words.</summary>
    /// <exception cref="HippogriffException">The model does not know it.</exception>
    public int? NumberOfLike(Vocabulary vocabulary)
    {
        if (Like is null)
            return null;
        string[] words = [.. Vocabulary.Split(Like)];
        int number = words.Length == 1 ? vocabulary.Words.ToList().IndexOf(words[0]) : -1;
        return number >= 2
            ? number
            : throw new HippogriffException(
                $"The model does not know the word '{Like}'; --like takes one of its words, for example "
                    + $"{string.Join(", ", vocabulary.Words.Skip(2).Where(w => w.Length > 2).Take(8))}."
            );
    }
}
