using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Files;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;

namespace Hippogriff.Training.Recipes;

/// <summary>The text encoder that is trained with the network; its vocabulary comes from the captions.</summary>
/// <param name="Length">Words a prompt may have.</param>
/// <param name="Width">Width of a word's vector.</param>
/// <param name="Depth">Number of layers; a run that begins from a model may add some.</param>
/// <param name="RelativePlaces">Whether layers see how far words are apart; a run that begins from a model may add
/// that.</param>
/// <param name="Share">Share of what the autoencoder leaves of the run's minutes or steps in which the words are
/// learned alone, before the denoiser (<see cref="WordsStage"/>); 0 for none.</param>
public sealed record TextRecipe(
    int Length = 32,
    int Width = 192,
    int Depth = 2,
    bool RelativePlaces = false,
    double Share = 0
)
{
    /// <summary>Size of the text encoder for a vocabulary of so many words.</summary>
    public TextEncoderConfig Config(int words) => new(words, Length, Width, Depth, RelativePlaces);
}

/// <summary>How the autoencoder is made before the denoiser.</summary>
/// <param name="Config">Its size.</param>
/// <param name="Share">Its share of the run's minutes or steps, above 0. With 1, for a run that begins from a model,
/// the denoiser stays as the model's.</param>
/// <param name="BatchSize">Pictures a batch.</param>
/// <param name="LearningRate">Peak learning rate.</param>
/// <param name="LatentNoise">Standard deviation of the noise on its latents in (-1, 1).</param>
/// <param name="Tune">Only for a run that begins from a model: its autoencoder is trained further, for
/// <paramref name="Share"/> of the run, instead of taken as it is. The denoiser follows the latent.</param>
/// <param name="Hold">Only with <paramref name="Tune"/>: how firmly latents are held to those of the model, so that the
/// denoiser has little to follow; weight of their mean squared distance, 0 for not at all.</param>
/// <param name="KeepLatent">Only with <paramref name="Tune"/>: the encoder stays as the model's and only the decoder
/// learns, so that the denoiser has nothing to follow. The recipe's decoder may paint larger than the model's.</param>
/// <param name="LookShare">Only on composed scenes: share of the autoencoder's pictures that have a look; null for the
/// world's.</param>
public sealed record AutoencoderRecipe(
    AutoencoderConfig Config,
    double Share = 0.1,
    int BatchSize = 16,
    double LearningRate = 2e-3,
    [property: JsonPropertyName("code_noise")] double LatentNoise = 0.05,
    bool Tune = false,
    double Hold = 0,
    double? LookShare = null,
    [property: JsonPropertyName("keep_code")] bool KeepLatent = false
);

/// <summary>
/// Everything a run is made of, as a JSON file (recipes/*.json): the same recipe, data and seed give the same model.
/// </summary>
public sealed record TrainingRecipe
{
    /// <summary>Name, for the model card.</summary>
    public required string Name { get; init; }

    /// <summary>Width and height of training pictures in pixels.</summary>
    public int Size { get; init; } = 64;

    /// <summary>
    /// World file for a sprites folder, relative to the recipe's file; null for folders of captioned pictures.
    /// </summary>
    public string? World { get; init; }

    /// <summary>Folder of a model whose weights the run begins with; null for random ones.</summary>
    public string? From { get; init; }

    /// <summary>False to leave captions out: a model without words, for any folder of pictures.</summary>
    public bool Captions { get; init; } = true;

    /// <summary>
    /// Pictures of a folder are cut to a few sizes of about the area of a square of <see cref="Size"/>, from tall to
    /// wide, each to that which is nearest to its shape, and a batch holds pictures of one of them. False cuts them all
    /// to squares.
    /// </summary>
    public bool Buckets { get; init; }

    /// <summary>
    /// Every second picture of a folder is turned left to right, so that few pictures last longer. Not for captions
    /// that tell left from right, nor for pictures of writing.
    /// </summary>
    public bool Mirror { get; init; }

    public int BatchSize { get; init; } = 32;

    public long Seed { get; init; } = 1;

    /// <summary>
    /// auto, float32 or bfloat16: what networks compute in while they are trained. A run resolves auto when it begins,
    /// in its own recipe.json. The master weights are float32 in any case.
    /// </summary>
    public string Precision { get; init; } = WorkingType.Auto;

    public TextRecipe Text { get; init; } = new();

    public required NetworkConfig Network { get; init; }

    public AutoencoderRecipe? Autoencoder { get; init; }

    public DenoiserObjectiveSettings Objective { get; init; } = new();

    [JsonPropertyName("pace")]
    public LearningRateSchedule LearningRateSchedule { get; init; } = new();

    public required GenerationDefaults Defaults { get; init; }

    /// <summary>What the contact sheets draw; empty for captions out of the data.</summary>
    public IReadOnlyList<string> SheetPrompts { get; init; } = [];

    /// <summary>Minutes between two contact sheets.</summary>
    public double SheetMinutes { get; init; } = 5;

    /// <summary>Minutes between two checkpoints; 0 writes one after every step.</summary>
    public double CheckpointMinutes { get; init; } = 2;

    /// <summary>What the sides of the recipe's pictures must be multiples of.</summary>
    public int SizeMultiple() => ConfigCheck.SizeMultiple(Network) * (Autoencoder?.Config.Factor ?? 1);

    /// <summary>
    /// Opens the folder (see <see cref="DataFolder"/>) as the recipe wants it read; its world, where it names one, is
    /// read too.
    /// </summary>
    /// <exception cref="HippogriffException">The folder or the world cannot be used.</exception>
    public IExampleSource OpenData(string folder, IProgress<string>? report, CancellationToken cancellationToken) =>
        DataFolder.Open(
            folder,
            Size,
            Seed,
            World is { } file ? SceneWorld.Load(file) : null,
            report: report,
            cancellationToken: cancellationToken,
            captions: Captions,
            buckets: Buckets ? SizeMultiple() : null,
            mirror: Mirror
        );

    /// <summary>Reads a recipe.</summary>
    /// <exception cref="HippogriffException">The file cannot be read or describes no run.</exception>
    public static TrainingRecipe Load(string path)
    {
        TrainingRecipe recipe = Parse(RegularFile.ReadText(path, what: "recipe"), path);
        return recipe.World is not { } world ? recipe
            : world.Length == 0 || world.Contains('\0')
                ? throw new HippogriffException(
                    $"The recipe '{path}' names the world '{world}', which can be no file.",
                    FaultKind.DamagedFile
                )
            : recipe with { World = Path.GetFullPath(world, Path.GetDirectoryName(Path.GetFullPath(path))!) };
    }

    /// <summary>Reads a recipe from JSON; <paramref name="origin"/> names it in errors.</summary>
    /// <exception cref="HippogriffException">The text describes no run.</exception>
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
