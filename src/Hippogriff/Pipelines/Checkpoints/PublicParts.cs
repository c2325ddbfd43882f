using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Kinds;
using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.TinyVae;
using Hippogriff.Models.UNet2D;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>A network of a public checkpoint, with what is known of it before it is loaded.</summary>
/// <param name="Part">How it is found, built and named.</param>
/// <param name="Config">Its sizes: a <see cref="ConditionalUNetConfig"/>, <see cref="KlAutoencoderConfig"/> or
/// <see cref="TinyAutoencoderConfig"/>.</param>
public sealed record PublicPart(ModelPart Part, object Config)
{
    /// <summary>How an autoencoder's latents are scaled for the denoiser.</summary>
    public LatentScaling Scaling { get; init; } = new(1);

    /// <summary>The variant of a folder's file that was taken because there is no plain one; null for the
    /// plain.</summary>
    public string? Variant { get; init; }

    /// <summary>Side of the tiles of <see cref="CheckpointChoices.VaeTiling"/> in pixels.</summary>
    public const int TileSide = 256;

    /// <summary>The codec of a loaded autoencoder.</summary>
    /// <param name="network">The autoencoder.</param>
    /// <param name="byTiles">Whether it decodes by tiles; a tiny one does not.</param>
    /// <exception cref="ArgumentException">It is another network.</exception>
    public ILatentCodec CodecOf(nn.Module network, bool byTiles = false) =>
        network switch
        {
            KlAutoencoder large => new KlCodec(large, Scaling) { TileSide = byTiles ? TileSide : null },
            TinyAutoencoder tiny => new TinyCodec(tiny),
            _ => throw new ArgumentException("This network is no autoencoder.", nameof(network)),
        };
}

/// <summary>
/// Denoiser and autoencoder of a public checkpoint. A folder tells their sizes by its config.json files, a single file
/// by its names and shapes.
/// </summary>
public static class PublicParts
{
    /// <summary>Names of the parts, as progress reports them.</summary>
    public const string Denoiser = "denoiser",
        Vae = "vae";

    /// <summary>The latents of Stable Diffusion 1.x and 2.x, where a config says nothing.</summary>
    public const double FirstScale = 0.18215;

    private const double LargestScale = 1000;
    private const string Stem = "diffusion_pytorch_model";

    /// <summary>The U-Net of a folder.</summary>
    /// <exception cref="HippogriffException">It is another network, or a file is missing or damaged.</exception>
    public static PublicPart UNetOf(ModelFolder folder)
    {
        PublicConfig file = ConfigOf(folder, "unet");
        file.Only("_class_name", "UNet2DConditionModel");
        ConditionalUNetConfig config = ConditionalUNetJson.Read(file);
        config.CheckSizes(new ConfigCheck(file.Origin));
        return PartOf(folder, "unet", Denoiser, config.Build, ConditionalUNetKeys.Diffusers, config);
    }

    /// <summary>The autoencoder of a folder, large or tiny.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="place">Folder of the autoencoder within it.</param>
    /// <exception cref="HippogriffException">It is another network, or a file is missing or damaged.</exception>
    public static PublicPart VaeOf(ModelFolder folder, string place = "vae")
    {
        PublicConfig file = ConfigOf(folder, place);
        file.Only("_class_name", "AutoencoderKL", "AutoencoderTiny");
        if (file.Text("_class_name") == "AutoencoderTiny")
        {
            TinyAutoencoderConfig tiny = TinyAutoencoderConfig.Read(file);
            tiny.Check(new ConfigCheck(file.Origin));
            return PartOf(folder, place, Vae, () => new TinyAutoencoder(tiny), TinyAutoencoderKeys.Diffusers, tiny);
        }
        KlAutoencoderConfig config = KlAutoencoderConfig.Read(file);
        config.Check(new ConfigCheck(file.Origin));
        return PartOf(folder, place, Vae, () => new KlAutoencoder(config), KlAutoencoderKeys.Diffusers, config) with
        {
            Scaling = ScalingOf(file),
        };
    }

    private static LatentScaling ScalingOf(PublicConfig file)
    {
        const string Factor = "scaling_factor";
        double factor = file.Number(Factor, FirstScale);
        return factor is > 0 and < LargestScale
            ? new LatentScaling(factor, file.Number("shift_factor", 0))
            : throw new HippogriffException(
                $"{file.Origin} sets {Factor} to {factor}; a number between 0 and {LargestScale} is needed.",
                FaultKind.DamagedFile
            );
    }

    /// <summary>The U-Net of a single file, where it was found.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Its header.</param>
    /// <param name="found">The kind with its prefix.</param>
    /// <param name="config">Its sizes, if they are known otherwise; null reads them from the shapes.</param>
    /// <exception cref="HippogriffException">A weight is missing from which a size would be read.</exception>
    public static PublicPart UNetOf(
        string path,
        IReadOnlyDictionary<string, SafetensorsEntry> tensors,
        FoundKind found,
        ConditionalUNetConfig? config = null
    )
    {
        WeightShapes shapes = new(tensors, found.Prefix);
        ConditionalUNetConfig sizes = config ?? ConditionalUNetShapes.Read(shapes);
        sizes.CheckSizes(new ConfigCheck($"'{path}'"));
        return new PublicPart(
            new ModelPart(Denoiser, () => [path], sizes.Build)
            {
                Map = Below(ConditionalUNetShapes.MapOf(shapes, sizes), found.Prefix),
            },
            sizes
        );
    }

    /// <summary>The autoencoder of a single file, where it was found; its latents are scaled as SD 1.x does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Its header.</param>
    /// <param name="found">The kind with its prefix.</param>
    /// <param name="config">Its sizes, if they are known otherwise; null reads them from the shapes.</param>
    /// <exception cref="HippogriffException">A weight is missing from which a size would be read.</exception>
    public static PublicPart VaeOf(
        string path,
        IReadOnlyDictionary<string, SafetensorsEntry> tensors,
        FoundKind found,
        KlAutoencoderConfig? config = null
    )
    {
        WeightShapes shapes = new(tensors, found.Prefix);
        if (TinyAutoencoderKeys.Matches(shapes))
        {
            TinyAutoencoderConfig tiny = TinyAutoencoderKeys.Read(shapes);
            tiny.Check(new ConfigCheck($"'{path}'"));
            WeightMap names = Below(TinyAutoencoderKeys.MapOf(shapes), found.Prefix);
            return new PublicPart(
                new ModelPart(Vae, () => [path], () => new TinyAutoencoder(tiny)) { Map = names },
                tiny
            );
        }
        KlAutoencoderConfig sizes = config ?? KlAutoencoderKeys.Read(shapes);
        sizes.Check(new ConfigCheck($"'{path}'"));
        WeightMap map = Below(KlAutoencoderKeys.MapOf(shapes, sizes), found.Prefix);
        return new PublicPart(new ModelPart(Vae, () => [path], () => new KlAutoencoder(sizes)) { Map = map }, sizes)
        {
            Scaling = new LatentScaling(FirstScale),
        };
    }

    /// <summary>A map below a prefix; other parts of the file, and copies of averaged weights, are left.</summary>
    private static WeightMap Below(WeightMap map, string prefix) =>
        prefix.Length == 0 ? map : map.Prefix(prefix).Leave($"^(?!{Regex.Escape(prefix)})");

    private static PublicPart PartOf(
        ModelFolder folder,
        string place,
        string name,
        Func<nn.Module> build,
        WeightMap map,
        object config
    )
    {
        PartFiles files = PartFiles.Find(Path.Combine(folder.Path, place), Stem);
        return new PublicPart(
            new ModelPart(name, () => files.Paths, build) { Map = map, Config = folder.FileAt($"{place}/config.json") },
            config
        )
        {
            Variant = files.Variant,
        };
    }

    /// <summary>The config.json of a part.</summary>
    internal static PublicConfig ConfigOf(ModelFolder folder, string place) =>
        new(folder.ReadSettings($"{place}/config.json"), $"'{folder.FileAt($"{place}/config.json")}'");
}
