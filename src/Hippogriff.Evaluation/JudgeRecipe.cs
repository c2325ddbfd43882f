using System.Text.Json;
using Hippogriff.Data.Scenes;
using Hippogriff.Files;
using Hippogriff.Pipelines;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Runs;

namespace Hippogriff.Evaluation;

/// <summary>Training settings of a judge; <c>judge-run.json</c> in its folder.</summary>
/// <param name="Steps">Number of updates.</param>
/// <param name="BatchSize">Pictures per update.</param>
/// <param name="Width">Width of the network, a multiple of 8.</param>
/// <param name="LearningRate">Peak learning rate.</param>
/// <param name="Patch">Side in pixels of the squares that its first level sees as one place: 2 or 4.</param>
/// <param name="Seed">Seed of its weights and lessons.</param>
/// <param name="PublishMinutes">Minutes between the judges that it writes while it learns.</param>
/// <param name="Precision">"auto", "float32" or "bfloat16"; auto is resolved at the start of a run.</param>
public sealed record JudgeRecipe(
    int Steps = 9_000,
    int BatchSize = 32,
    int Width = 32,
    double LearningRate = 2e-3,
    int Patch = JudgeNetwork.UsualPatch,
    long Seed = 1_000,
    double PublishMinutes = 10,
    string Precision = WorkingType.Auto
) : IRunPlan<JudgeRecipe>
{
    /// <summary>Name of the file in a judge's folder.</summary>
    public const string FileName = "judge-run.json";

    private const int FinePictures = 128;

    /// <summary>
    /// What suits a world. For pictures of 128 pixels a side and more the network is wider and begins with larger
    /// patches. Batches are small, because such worlds have hundreds of things.
    /// </summary>
    public static JudgeRecipe For(SceneWorld world) =>
        world.PictureSize >= FinePictures
            ? new JudgeRecipe(Steps: 100_000, BatchSize: 16, Width: 64, LearningRate: 1.5e-3, Patch: 4)
            : new JudgeRecipe();

    static string IRunPlan<JudgeRecipe>.FileName => FileName;

    static string IRunPlan<JudgeRecipe>.RunName => "training of a judge";

    static JudgeRecipe IRunPlan<JudgeRecipe>.ReadPlan(string file)
    {
        JudgeRecipe recipe = JsonText.ReadFile<JudgeRecipe>(file, ModelIndex.Json, Say);
        bool works =
            recipe
                is {
                    Steps: > 0,
                    BatchSize: > 0 and <= 4_096,
                    Width: >= 8 and <= JudgeFolder.MostWidth,
                    LearningRate: > 0,
                    Patch: 2 or 4
                }
            && recipe.Width % 8 == 0;
        return works ? recipe : throw new HippogriffException(Say("its numbers describe no training of a judge"));

        string Say(string fault) => $"'{file}' cannot be read: {fault}.";
    }

    /// <summary>A folder may hold what it likes: evaluate trains a judge in the folder of its output.</summary>
    static void IRunPlan<JudgeRecipe>.RequireFree(string folder) { }

    JudgeRecipe IRunPlan<JudgeRecipe>.WithPrecision(string precision) => this with { Precision = precision };

    byte[] IRunPlan<JudgeRecipe>.WritePlan() => JsonSerializer.SerializeToUtf8Bytes(this, ModelIndex.Json);
}
