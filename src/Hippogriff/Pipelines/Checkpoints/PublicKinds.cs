using Hippogriff.Denoising;
using Hippogriff.Denoising.Schedulers;
using Hippogriff.Texts;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// A kind of public checkpoint that this version runs, with what a single file does not say. A further kind is one
/// entry.
/// </summary>
/// <param name="Name">Its name for <see cref="CheckpointChoices.Kind"/>: "sd1".</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Side">Side of its training pictures in pixels.</param>
/// <param name="Scheduler">The scheduler_config.json that its folders have.</param>
/// <param name="FileKinds">Ids of what a file's names and shapes show; empty if they cannot show it.</param>
internal sealed record PublicKind(
    string Name,
    string Title,
    int Side,
    string Scheduler,
    params IReadOnlyList<string> FileKinds
)
{
    /// <summary>Whether its text encoder is OpenCLIP's: other special tokens, and one layer fewer.</summary>
    public bool IsOpenClip { get; init; }

    /// <summary>Whether it draws in one step without guidance.</summary>
    public bool IsOneStep { get; init; }

    /// <summary>Name of its relative of the same sizes that predicts v; null if there is none.</summary>
    public string? WithVelocity { get; init; }

    /// <summary>Name of its relative of the same sizes that draws in one step; null if there is none.</summary>
    public string? WithOneStep { get; init; }

    /// <summary>The kind if the network predicts this: its relative for v, otherwise itself.</summary>
    public PublicKind Predicting(Prediction? prediction) =>
        prediction == Prediction.V && WithVelocity is { } name ? PublicKinds.Find(name) : this;

    /// <summary>The scheduler that its folders have.</summary>
    public SchedulerConfig ReadScheduler() => SchedulerConfig.Read(Scheduler, $"the scheduler of {Name}");
}

/// <summary>The kinds of public checkpoints that this version runs.</summary>
public static class PublicKinds
{
    private const string Betas =
        "\"beta_start\":0.00085,\"beta_end\":0.012,\"beta_schedule\":\"scaled_linear\",\"num_train_timesteps\":1000,"
        + "\"steps_offset\":1,\"clip_sample\":false,\"set_alpha_to_one\":false,";

    private const string Pndm = "{\"_class_name\":\"PNDMScheduler\"," + Betas + "\"skip_prk_steps\":true}",
        Velocity =
            "{\"_class_name\":\"DDIMScheduler\","
            + Betas
            + "\"prediction_type\":\"v_prediction\",\"timestep_spacing\":\"leading\"}",
        Ancestral =
            "{\"_class_name\":\"EulerAncestralDiscreteScheduler\"," + Betas + "\"timestep_spacing\":\"leading\"}",
        Trailing = "{\"_class_name\":\"EulerDiscreteScheduler\"," + Betas + "\"timestep_spacing\":\"trailing\"}",
        Consistent =
            "{\"_class_name\":\"LCMScheduler\",\"beta_start\":0.00085,\"beta_end\":0.012,"
            + "\"beta_schedule\":\"scaled_linear\",\"clip_sample\":false,\"set_alpha_to_one\":true,"
            + "\"steps_offset\":1,\"original_inference_steps\":50,\"timestep_spacing\":\"leading\"}";

    internal static IReadOnlyList<PublicKind> All { get; } =
    [
        new("sd1", "Stable Diffusion 1.x", 512, Pndm, "sd15"),
        new("sd1-inpaint", "Stable Diffusion 1.x for inpainting", 512, Pndm, "sd15-inpaint"),
        new("sd1-pix2pix", "InstructPix2Pix", 512, Ancestral, "sd15-pix2pix"),
        new("sd1-lcm", "latent consistency model of Stable Diffusion 1.x", 512, Consistent, "sd15-lcm"),
        new("sd2", "Stable Diffusion 2.x", 512, Pndm, "sd2")
        {
            IsOpenClip = true,
            WithVelocity = "sd2-v",
            WithOneStep = "sd-turbo",
        },
        new("sd2-v", "Stable Diffusion 2.x with v-prediction", 768, Velocity) { IsOpenClip = true },
        new("sd2-inpaint", "Stable Diffusion 2 for inpainting", 512, Pndm, "sd2-inpaint") { IsOpenClip = true },
        new("sd-turbo", "SD-Turbo", 512, Trailing) { IsOpenClip = true, IsOneStep = true },
        new("bk-sdm", "BK-SDM, small-sd or tiny-sd", 512, Pndm, "bk-sdm-base", "bk-sdm-small", "bk-sdm-tiny"),
        new("sdxs", "SDXS-512", 512, Trailing, "sdxs") { IsOneStep = true },
    ];

    /// <summary>Their names, for <see cref="CheckpointChoices.Kind"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(kind => kind.Name)];

    /// <summary>Names for <see cref="CheckpointChoices.Prediction"/>.</summary>
    public static IReadOnlyList<string> Predictions { get; } = ["epsilon", "v", "sample"];

    /// <summary>The prediction with a name in <see cref="Predictions"/>, also "eps" and "v_prediction".</summary>
    /// <exception cref="HippogriffException">There is none; the message lists them.</exception>
    public static Prediction PredictionOf(string name) =>
        name.ToLowerInvariant() switch
        {
            "epsilon" or "eps" => Prediction.Epsilon,
            "v" or "v_prediction" or "v-prediction" => Prediction.V,
            "sample" or "x0" => Prediction.Sample,
            _ => throw new HippogriffException(
                $"There is no prediction '{Fit.Piece(name)}'; there are {string.Join(", ", Predictions)}."
            ),
        };

    /// <summary>The kind with a name.</summary>
    /// <exception cref="HippogriffException">There is none; the message lists them.</exception>
    internal static PublicKind Find(string name) =>
        All.FirstOrDefault(kind => kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new HippogriffException(
            $"There is no kind of checkpoint '{Fit.Piece(name)}'; there are {string.Join(", ", Names)}."
        );

    /// <summary>The kind of what a file's names and shapes show; null if this version does not run it.</summary>
    internal static PublicKind? OfFile(string fileKind) =>
        All.FirstOrDefault(kind => kind.FileKinds.Contains(fileKind));
}
