using System.Text.Json;
using Hippogriff.Models.ClipText;
using Hippogriff.Weights;
using TorchSharp;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>CLIP text encoders of public checkpoints, from folders and single files.</summary>
internal static class PublicTexts
{
    /// <summary>Name of the part, as progress reports it.</summary>
    public const string TextEncoder = "text_encoder";

    private const string Stem = "model";

    /// <summary>The encoder of a folder.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="place">Folder of the encoder within it.</param>
    /// <exception cref="HippogriffException">It is another network, or a file is missing or damaged.</exception>
    public static PublicPart Of(ModelFolder folder, string place = TextEncoder)
    {
        string file = folder.FileAt($"{place}/config.json");
        ClipTextConfig config = ClipTextConfig.Read(folder.ReadSettings($"{place}/config.json"), $"'{file}'");
        PartFiles files = PartFiles.Find(Path.Combine(folder.Path, place), Stem);
        using WeightFiles weights = WeightFiles.Open(files.Paths);
        return Of(files.Paths, weights, "", config) with { Variant = files.Variant };
    }

    /// <summary>The encoder of a single file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="file">The same, open.</param>
    /// <param name="prefix">What stands before its names.</param>
    /// <exception cref="HippogriffException">The file has no whole encoder there.</exception>
    public static PublicPart Of(string path, IWeightSource file, string prefix)
    {
        ClipTextConfig config = ClipTextConfig.FromShapes(file, prefix) with { Projection = null };
        // OpenCLIP's files hold a last block that Stable Diffusion 2 was trained without.
        if (ClipTextNames.Find(file.ByName.Keys, prefix).IsOpenClip && config.Layers > 1)
            config = config with { Layers = config.Layers - 1 };
        return Of([path], file, prefix, config);
    }

    private static PublicPart Of(
        IReadOnlyList<string> paths,
        IWeightSource weights,
        string prefix,
        ClipTextConfig config
    ) =>
        new(
            new ModelPart(TextEncoder, () => paths, () => new ClipTextEncoder(config))
            {
                Map = ClipTextNames.Find(weights.ByName.Keys, prefix).MapFor(config),
            },
            config
        );
}
