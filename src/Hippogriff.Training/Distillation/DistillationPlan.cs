using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Files;
using Hippogriff.Pipelines;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;

namespace Hippogriff.Training.Distillation;

/// <summary>The settings of a distillation; <c>distillation.json</c> in its folder.</summary>
/// <param name="Teacher">Folder of the teacher.</param>
/// <param name="TeacherHash">Its hash, so that a resumed run uses the same teacher.</param>
/// <param name="Settings">Settings of the objective.</param>
/// <param name="LearningRateSchedule">Learning rate and average.</param>
/// <param name="Seed">Seed of noise and prompts.</param>
/// <param name="Precision">auto, float32 or bfloat16; auto is resolved at the start of a run.</param>
public sealed record DistillationPlan(
    string Teacher,
    string TeacherHash,
    DistillationSettings Settings,
    [property: JsonPropertyName("pace")] LearningRateSchedule LearningRateSchedule,
    long Seed = 1,
    string Precision = WorkingType.Auto
) : IRunPlan<DistillationPlan>
{
    /// <summary>Name of the file in a run's folder.</summary>
    public const string FileName = "distillation.json";

    static string IRunPlan<DistillationPlan>.FileName => FileName;

    static string IRunPlan<DistillationPlan>.RunName => "distillation";

    static DistillationPlan IRunPlan<DistillationPlan>.ReadPlan(string file) =>
        JsonText.ReadFile<DistillationPlan>(file, ModelIndex.Json, fault => $"'{file}' cannot be read: {fault}.");

    static void IRunPlan<DistillationPlan>.RequireFree(string folder) =>
        RunLock.RequireEmpty(folder, "the distillation");

    DistillationPlan IRunPlan<DistillationPlan>.WithPrecision(string precision) => this with { Precision = precision };

    byte[] IRunPlan<DistillationPlan>.WritePlan() => JsonSerializer.SerializeToUtf8Bytes(this, ModelIndex.Json);
}
