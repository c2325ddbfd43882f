using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Files;
using Hippogriff.Models;
using Hippogriff.Pipelines;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Story;

/// <summary>Default sampler settings of a model.</summary>
/// <param name="Steps">Number of steps from noise to a plot.</param>
/// <param name="Guidance">Guidance scale if there are conditions.</param>
/// <param name="Nucleus">Nucleus by style, above 0 to 1. A style with a strict grammar needs a smaller one.
/// <see cref="DefaultNucleus"/> for other styles.</param>
public sealed record StoryDefaults(
    int Steps = 24,
    double Guidance = 1.5,
    IReadOnlyDictionary<string, double>? Nucleus = null
)
{
    /// <summary>The default nucleus.</summary>
    public const double DefaultNucleus = 0.95;

    /// <summary>The nucleus for a style, or for no style.</summary>
    public double NucleusFor(string? style) =>
        style is not null && Nucleus is not null && Nucleus.TryGetValue(style, out double share)
            ? share
            : DefaultNucleus;

    /// <summary>Settings of a run that begins at time <paramref name="from"/>; 1 is pure noise.</summary>
    public PlotSamplerSettings Settings(double from = 1) => new(Steps, Guidance, from);
}

/// <summary>The file <c>story.json</c> of a model.</summary>
public sealed record StoryIndex(StoryConfig Config, StoryTerms Terms, StoryDefaults? Defaults = null)
{
    /// <summary>The kind of model that the file describes.</summary>
    public const string Pipeline = "HippogriffStory";

    /// <summary>Always <see cref="Pipeline"/>.</summary>
    [JsonPropertyName("_class_name")]
    public string ClassName { get; init; } = Pipeline;
}

/// <summary>
/// A story model on disk: <c>story.json</c>, <c>words.txt</c> with one word a line, <c>model.safetensors</c> and
/// README.md, the model card. It is stored next to picture models and not mistaken for one.
/// </summary>
public static class StoryFolder
{
    private const string IndexFile = "story.json",
        WordsFile = "words.txt",
        WeightsFile = "model.safetensors",
        DefaultName = "story";
    private const int MaxBytes = 4 << 20;

    /// <summary>
    /// Full path of the model with this name or path; null: the one named "story", otherwise the first by name.
    /// </summary>
    /// <exception cref="HippogriffException">The model does not exist; the message lists those found.</exception>
    public static string Find(string? nameOrPath = null)
    {
        if (nameOrPath is not null && !nameOrPath.Contains('\0') && File.Exists(Path.Combine(nameOrPath, IndexFile)))
            return Path.GetFullPath(nameOrPath);
        string[] found =
        [
            .. ModelLibrary.Default().FoldersWith(IndexFile).DistinctBy(Path.GetFileName).Order(StringComparer.Ordinal),
        ];
        if (Array.Find(found, f => Path.GetFileName(f) == (nameOrPath ?? DefaultName)) is { } named)
            return named;
        if (nameOrPath is null && found.Length > 0)
            return found[0];
        throw new HippogriffException(
            found.Length == 0
                ? "No story model was found; put one into a folder called models, name its folder, set "
                    + $"{ModelLibrary.Variable}, or make one with hippogriff story train."
                : $"There is no story model {Quoted.Name(nameOrPath!)}; there "
                    + $"{(found.Length == 1 ? "is" : "are")} {string.Join(", ", found.Select(Path.GetFileName))}.",
            FaultKind.NotFound
        );
    }

    /// <summary>Loads a model for inference: float32, in evaluation mode.</summary>
    /// <param name="nameOrPath">See <see cref="Find"/>.</param>
    /// <param name="device">Where it computes; null for the CPU.</param>
    /// <exception cref="HippogriffException">A file is missing or damaged.</exception>
    public static StoryModel Load(string? nameOrPath = null, Device? device = null)
    {
        string folder = Find(nameOrPath);
        StoryIndex index = Read(folder);
        WordList words = new(
            Text(Path.Combine(folder, WordsFile))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
        using SafetensorsFile weights = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
        WeightBudget.Require(weights, Path.Combine(folder, IndexFile), () => StoryNetwork.Numbers(index.Config));
        StoryNetwork network = FreshModule.Make(
            () => new StoryNetwork(index.Config, words),
            device ?? CPU,
            ScalarType.Float32
        );
        try
        {
            WeightLoader.Load(network, weights);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        network.eval();
        return new StoryModel(ModelFolder.NameOf(folder), index, words, network);
    }

    /// <summary>Writes a model with float16 weights.</summary>
    /// <exception cref="HippogriffException">A file cannot be written.</exception>
    public static void Save(string folder, StoryIndex index, WordList words, StoryNetwork network)
    {
        WeightLoader.Save(network, Path.Combine(folder, WeightsFile), ScalarType.Float16);
        AtomicFile.Write(
            Path.Combine(folder, WordsFile),
            Encoding.UTF8.GetBytes(string.Join('\n', words.Shown) + "\n")
        );
        AtomicFile.Write(Path.Combine(folder, IndexFile), JsonSerializer.SerializeToUtf8Bytes(index, ModelIndex.Json));
    }

    private static StoryIndex Read(string folder)
    {
        string path = Path.Combine(folder, IndexFile);
        StoryIndex index = JsonText.Read<StoryIndex>(
            Text(path),
            ModelIndex.Json,
            fault => $"'{path}' cannot be read as a story model: {fault}."
        );
        StoryConfig c = index.Config;
        if (
            c
                is { Words: < 2 or > 200_000 }
                    or { Length: < 2 or > 1_000 }
                    or { Width: < 8 or > 4_096 }
                    or { Depth: < 1 or > 64 }
                    or { HeadWidth: < 1 }
                    or { Kinds: < 2 or > 1_000_000 }
                    or { PieceWidth: < 1 or > 4_096 }
            || c.Width % c.HeadWidth != 0
            || c.Conditions != index.Terms.Count
        )
            throw new HippogriffException($"'{path}' describes no story network that can be.", FaultKind.DamagedFile);
        if (
            index.Defaults is { } d
            && (
                d.Steps is < 1 or > 1_000
                || !(d.Guidance is >= 0 and <= 50)
                || d.Nucleus?.Values.Any(share => !(share is > 0 and <= 1)) == true
            )
        )
            throw new HippogriffException(
                $"'{path}' has defaults that cannot be: steps may be 1 to 1,000, guidance 0 to 50, a nucleus "
                    + "above 0 to 1.",
                FaultKind.DamagedFile
            );
        return index;
    }

    private static string Text(string path) =>
        File.Exists(path)
            ? RegularFile.ReadText(path, MaxBytes)
            : throw new HippogriffException(
                $"The story model is incomplete: it lacks '{path}'.",
                FaultKind.DamagedFile
            );
}
