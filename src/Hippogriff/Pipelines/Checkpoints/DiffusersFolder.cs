using System.Text.Json;
using Hippogriff.Denoising.Schedulers;
using Hippogriff.Files;
using Hippogriff.Kinds;
using Hippogriff.Models.UNet2D;
using Hippogriff.Tokenizers;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// Stable Diffusion 1, 2 and their relatives as a folder of diffusers: <c>model_index.json</c>, and a folder for each
/// part with its configuration and weights.
/// </summary>
public sealed class DiffusersFolder : ICheckpointFormat
{
    private const string UNet = "unet",
        Vae = "vae",
        Tokenizer = "tokenizer",
        SchedulerFile = "scheduler/scheduler_config.json",
        SafetyChecker = "safety_checker";

    private static readonly string[] s_pipelines =
    [
        "StableDiffusionPipeline",
        "StableDiffusionImg2ImgPipeline",
        "StableDiffusionInpaintPipeline",
        "StableDiffusionInpaintPipelineLegacy",
        "StableDiffusionInstructPix2PixPipeline",
        "LatentConsistencyModelPipeline",
        "LatentConsistencyModelImg2ImgPipeline",
    ];

    /// <inheritdoc/>
    public string Name => "Stable Diffusion 1 and 2 (folders)";

    /// <inheritdoc/>
    public bool Matches(CheckpointSource source) => s_pipelines.Contains(source.PipelineClass);

    /// <inheritdoc/>
    public ModelDefinition Read(CheckpointSource source)
    {
        ModelFolder folder = source.Model;
        PublicPart unet = PublicParts.UNetOf(folder);
        ConditionalUNetConfig network = (ConditionalUNetConfig)unet.Config;
        PublicPart? vae = Has(source, Vae) ? PublicParts.VaeOf(folder) : null;
        SchedulerConfig scheduler = SchedulerOf(source, network);
        PublicKind kind = KindOf(source, network, scheduler);
        int sample = SampleSize(folder.ReadSettings($"{UNet}/config.json"));
        List<string> notes = [.. scheduler.Remarks];
        if (!source.Has(SchedulerFile))
            notes.Add($"The folder has no {SchedulerFile}; the scheduler that {kind.Title} usually has is taken.");
        if (source.Has($"{SafetyChecker}/config.json"))
            notes.Add("The checkpoint comes with a safety checker, which this version does not run.");
        return new PublicCheckpoint
        {
            Source = source,
            Kind = kind,
            UNet = unet,
            Vae = vae,
            Text = Has(source, PublicTexts.TextEncoder) ? PublicTexts.Of(folder) : null,
            Tokenizer = () => ClipTokenizer.Read(Path.Combine(folder.Path, Tokenizer)),
            Scheduler = scheduler,
            Side = sample > 0 ? sample * PublicCheckpoint.SizesOf(vae).Factor : kind.Side,
            License = ModelCard.LicenseOf(folder.Card),
            Notes = notes,
        }.ToDefinition();
    }

    /// <summary>Side of the training latents; 0 where the configuration does not say it.</summary>
    private static int SampleSize(JsonElement config) =>
        config.TryGetProperty("sample_size", out JsonElement side)
        && side.ValueKind == JsonValueKind.Number
        && side.TryGetInt32(out int cells)
        && cells is > 0 and <= RequestCheck.LargestSide
            ? cells
            : 0;

    private static bool Has(CheckpointSource source, string part) => source.Has($"{part}/config.json");

    private static SchedulerConfig SchedulerOf(CheckpointSource source, ConditionalUNetConfig network)
    {
        SchedulerConfig scheduler = source.Has(SchedulerFile)
            ? SchedulerConfig.Read(
                RegularFile.ReadText(source.Model.FileAt(SchedulerFile)),
                $"'{source.Model.FileAt(SchedulerFile)}'"
            )
            : KindOf(source, network, null).ReadScheduler();
        return source.Choices.Prediction is { } chosen ? scheduler.Predicting(chosen) : scheduler;
    }

    /// <summary>
    /// The kind by the network's sizes; what they do not tell, by the scheduler. Sizes that are new are those of a
    /// relative of the first kind, which the configuration describes whole.
    /// </summary>
    private static PublicKind KindOf(CheckpointSource source, ConditionalUNetConfig network, SchedulerConfig? scheduler)
    {
        if (source.Choices.Kind is { } chosen)
            return PublicKinds.Find(chosen);
        PublicKind kind = PublicKinds.OfFile(UNetKinds.IdOf(network)) ?? PublicKinds.Find(ByChannels(network));
        return scheduler is not null && kind.WithOneStep is { } oneStep && PublicCheckpoint.IsFewStep(scheduler)
            ? PublicKinds.Find(oneStep)
            : kind.Predicting(scheduler?.Prediction);
    }

    private static string ByChannels(ConditionalUNetConfig network) =>
        network.GuidanceWidth > 0 ? "sd1-lcm"
        : network.Channels == network.OutputChannels ? "sd1"
        : network.Channels == 2 * network.OutputChannels ? "sd1-pix2pix"
        : network.Channels == 2 * network.OutputChannels + 1 ? "sd1-inpaint"
        : throw new HippogriffException(
            $"The denoiser takes {network.Channels} channels and gives {network.OutputChannels}; more than a picture "
                + "and a mask beside the noise is not known here.",
            FaultKind.Incompatible
        );
}
