using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Files;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;

namespace Hippogriff.Training.Recipes;

/// <summary>The text encoder that is trained with the network; its vocabulary comes from the captions.</summary>
/// <param name="Length">Maximum number of words in a prompt.</param>
/// <param name="Width">Width of a word's vector.</param>
/// <param name="Depth">Number of layers; a run that starts from a model may add layers.</param>
/// <param name="RelativePlaces">Whether layers use relative positions; a run that starts from a model may add
/// them.</param>
/// <param name="Share">Share of the run after the autoencoder for training the text encoder alone, before the denoiser
/// (<see cref="WordsStage"/>); 0 for none.</param>
public sealed record TextRecipe(
    int Length = 32,
    int Width = 192,
    int Depth = 2,
    bool RelativePlaces = false,
    double Share = 0
)
{
    /// <summary>Configuration of the text encoder for a vocabulary of this size.</summary>
    public TextEncoderConfig Config(int words) => new(words, Length, Width, Depth, RelativePlaces);
}

/// <summary>Training of the autoencoder, before the denoiser.</summary>
/// <param name="Config">Its configuration.</param>
/// <param name="Share">Its share of the run's minutes or steps, above 0. With 1, for a run that starts from a model,
/// the denoiser is not trained.</param>
/// <param name="BatchSize">Pictures per batch.</param>
/// <param name="LearningRate">Peak learning rate.</param>
/// <param name="LatentNoise">Standard deviation of the noise on its latents in (-1, 1).</param>
/// <param name="Tune">Fine-tunes the autoencoder of the initial model for <paramref name="Share"/> of the run, instead
/// of using it unchanged. The denoiser is then trained on the new latent.</param>
/// <param name="Hold">Only with <paramref name="Tune"/>: weight of the mean squared distance to the initial model's
/// latents, 0 for none. It keeps the latent close, so that the denoiser needs little adaptation.</param>
/// <param name="KeepLatent">Only with <paramref name="Tune"/>: freezes the encoder and trains only the decoder, so that
/// the denoiser needs no adaptation. The recipe's decoder may have a larger upscaling factor than the model's.</param>
/// <param name="LookShare">For composed scenes: share of the autoencoder's pictures with a look; null for the world's
/// share.</param>
/// <param name="EdgeWeight">Weight of the error of differences between neighbouring pixels; 0 for none.</param>
/// <param name="FeatureWeight">Weight of the distance in the features of <see cref="TrainingRecipe.Judge"/>; 0 for
/// none.</param>
public sealed record AutoencoderRecipe(
    AutoencoderConfig Config,
    double Share = 0.1,
    int BatchSize = 16,
    double LearningRate = 2e-3,
    [property: JsonPropertyName("code_noise")] double LatentNoise = 0.05,
    bool Tune = false,
    double Hold = 0,
    double? LookShare = null,
    [property: JsonPropertyName("keep_code")] bool KeepLatent = false,
    double EdgeWeight = 0,
    double FeatureWeight = 0
);

/// <summary>
/// All settings of a run, as a JSON file (recipes/*.json). The same recipe, data and seed give the same model.
/// </summary>
public sealed record TrainingRecipe : IRunPlan<TrainingRecipe>
{
    /// <summary>Name of the file in a run's folder.</summary>
    public const string FileName = "recipe.json";

    /// <summary>The stages of a run, in order; a run may skip some.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["autoencoder", "words", "denoiser"];

    /// <summary>Name for the model card.</summary>
    public required string Name { get; init; }

    /// <summary>Width and height of training pictures in pixels.</summary>
    public int Size { get; init; } = 64;

    /// <summary>
    /// World file for a sprites folder, relative to the recipe's file; null for folders of captioned pictures.
    /// </summary>
    public string? World { get; init; }

    /// <summary>Folder of the initial model; null for random weights.</summary>
    public string? From { get; init; }

    /// <summary>
    /// Folder of a judge of the world, relative to the recipe's file; null for none. Its features compare pictures of
    /// the autoencoder and lead the middle of the denoiser.
    /// </summary>
    public string? Judge { get; init; }

    /// <summary>False to ignore captions: an unconditional model for any folder of pictures.</summary>
    public bool Captions { get; init; } = true;

    /// <summary>
    /// Crops pictures of a folder to the nearest of a few aspect ratios with about the area of a square of
    /// <see cref="Size"/>. A batch has one size. False crops all to squares.
    /// </summary>
    public bool Buckets { get; init; }

    /// <summary>
    /// Flips every second picture of a folder horizontally, as augmentation for small data sets. Not suitable for
    /// captions with left and right, or for pictures of text.
    /// </summary>
    public bool Mirror { get; init; }

    /// <summary>Pictures an update.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Seed of weights, noise and data order.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// Data type of networks in training: auto, float32 or bfloat16. A run resolves auto at its start, in its own
    /// recipe.json. Master weights are always float32.
    /// </summary>
    public string Precision { get; init; } = WorkingType.Auto;

    /// <summary>The text encoder, and how it is trained.</summary>
    public TextRecipe Text { get; init; } = new();

    /// <summary>Design of the denoiser.</summary>
    public required DenoiserConfig Network { get; init; }

    /// <summary>The autoencoder; null for a model that denoises pixels.</summary>
    public AutoencoderRecipe? Autoencoder { get; init; }

    /// <summary>What the denoiser is trained on.</summary>
    public DenoiserObjectiveSettings Objective { get; init; } = new();

    /// <summary>Warm-up, decay, and the average of the weights.</summary>
    [JsonPropertyName("pace")]
    public LearningRateSchedule LearningRateSchedule { get; init; } = new();

    /// <summary>What the trained model draws with by default.</summary>
    public required GenerationDefaults Defaults { get; init; }

    /// <summary>Prompts of the sample sheets; empty for captions from the data.</summary>
    public IReadOnlyList<string> SheetPrompts { get; init; } = [];

    /// <summary>Minutes between two sample sheets.</summary>
    public double SheetMinutes { get; init; } = 5;

    /// <summary>Minutes between two checkpoints; 0 writes one after every step.</summary>
    public double CheckpointMinutes { get; init; } = 2;

    /// <summary>What the sides of the recipe's pictures must be multiples of.</summary>
    public int SizeMultiple() => Network.SizeMultiple() * (Autoencoder?.Config.Factor ?? 1);

    /// <summary>
    /// Opens the folder (see <see cref="TrainingData"/>) with the recipe's settings and its world, if it has one.
    /// </summary>
    /// <exception cref="HippogriffException">The folder or the world cannot be used.</exception>
    public IExampleSource OpenData(string folder, IProgress<string>? report, CancellationToken cancellationToken) =>
        TrainingData.Open(
            folder,
            Size,
            Seed,
            new TrainingDataOptions
            {
                World = World is { } file ? SceneWorld.Load(file) : null,
                Captions = Captions,
                Buckets = Buckets ? SizeMultiple() : null,
                Mirror = Mirror,
            },
            report,
            cancellationToken
        );

    /// <summary>Reads a recipe.</summary>
    /// <exception cref="HippogriffException">The file cannot be read or is not a valid recipe.</exception>
    public static TrainingRecipe Load(string path)
    {
        TrainingRecipe recipe = Parse(RegularFile.ReadText(path, what: "recipe"), path);
        return recipe with { World = Beside("world", recipe.World), Judge = Beside("judge", recipe.Judge) };

        string? Beside(string what, string? file) =>
            file is null ? null
            : file.Length == 0 || file.Contains('\0')
                ? throw new HippogriffException(
                    $"The recipe '{path}' names the {what} '{file}', which can be no file.",
                    FaultKind.DamagedFile
                )
            : Path.GetFullPath(file, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads a recipe from JSON; <paramref name="origin"/> names it in errors.</summary>
    /// <exception cref="HippogriffException">The text is not a valid recipe.</exception>
    public static TrainingRecipe Parse(string json, string origin)
    {
        TrainingRecipe recipe = JsonText.Read<TrainingRecipe>(
            json,
            Options,
            fault => $"The recipe '{origin}' is not a recipe: {fault}."
        );
        RecipeCheck.Check(recipe, origin);
        return recipe;
    }

    /// <summary>The recipe with what one run asks for beside it.</summary>
    public TrainingRecipe With(RecipeChanges changes)
    {
        int size = changes.Size ?? Size;
        bool captions = Captions && (changes.Captions ?? true);
        return this with
        {
            Name = changes.Name ?? Name,
            From = changes.From ?? From,
            Size = size,
            Captions = captions,
            Buckets = Buckets || changes.Buckets,
            World = changes.World ?? World,
            BatchSize = changes.BatchSize ?? BatchSize,
            Seed = changes.Seed ?? Seed,
            LearningRateSchedule = LearningRateSchedule with
            {
                LearningRate = changes.LearningRate ?? LearningRateSchedule.LearningRate,
            },
            Defaults = Defaults with
            {
                Width = changes.Size ?? Defaults.Width,
                Height = changes.Size ?? Defaults.Height,
                Guidance = changes.Captions is not null && !captions ? 1 : Defaults.Guidance,
            },
            SheetMinutes = Math.Min(SheetMinutes, changes.MostSheetMinutes ?? SheetMinutes),
            SheetPrompts = changes.SheetPrompts ?? SheetPrompts,
        };
    }

    static string IRunPlan<TrainingRecipe>.FileName => FileName;

    static string IRunPlan<TrainingRecipe>.RunName => "training run";

    static TrainingRecipe IRunPlan<TrainingRecipe>.ReadPlan(string file) => Load(file);

    /// <summary>Other files are nobody's harm: only what the run would write must not be there.</summary>
    static void IRunPlan<TrainingRecipe>.RequireFree(string folder)
    {
        if (
            Stages.Append(ModelFolder.OfRun).FirstOrDefault(stage => Directory.Exists(Path.Combine(folder, stage))) is
            { } left
        )
            throw new HippogriffException(
                $"'{folder}' holds a folder '{left}', which a training run would write into; choose another folder."
            );
    }

    TrainingRecipe IRunPlan<TrainingRecipe>.WithPrecision(string precision) => this with { Precision = precision };

    byte[] IRunPlan<TrainingRecipe>.WritePlan() => Encoding.UTF8.GetBytes(ToJson());

    /// <summary>The recipe as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    private static JsonSerializerOptions Options { get; } =
        new(ModelIndex.Json)
        {
            ReadCommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        };
}
