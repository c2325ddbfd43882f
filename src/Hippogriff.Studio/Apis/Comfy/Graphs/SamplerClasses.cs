using static Hippogriff.Studio.Apis.Comfy.Graphs.NodeInput;

namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>Classes that draw.</summary>
internal static class SamplerClasses
{
    private const string Sampling = "sampling/custom_sampling";

    private const decimal MostSteps = 10_000,
        MostSeed = ulong.MaxValue;

    /// <summary>What both KSampler classes take between the seed and their last inputs.</summary>
    private static readonly NodeInput[] s_drawing =
    [
        Whole("steps", 20, 1, MostSteps),
        Number("cfg", 8, 0, 100),
        Choice("sampler_name", _ => SamplerNames.Samplers),
        Choice("scheduler", _ => SamplerNames.Schedules),
        Link("positive", "CONDITIONING"),
        Link("negative", "CONDITIONING"),
        Link("latent_image", "LATENT"),
    ];

    /// <summary>All of them, in order of the menu.</summary>
    public static IReadOnlyList<NodeClass> All { get; } =
    [
        new(
            "KSampler",
            "KSampler",
            "sampling",
            "Draws.",
            [Link("model", "MODEL"), Whole("seed", 0, 0, MostSeed), .. s_drawing, Number("denoise", 1, 0, 1)],
            ["LATENT"]
        ),
        new(
            "KSamplerAdvanced",
            "KSampler (Advanced)",
            "sampling",
            "Draws, or some steps of it.",
            [
                Link("model", "MODEL"),
                Choice("add_noise", "enable", "disable"),
                Whole("noise_seed", 0, 0, MostSeed),
                .. s_drawing,
                Whole("start_at_step", 0, 0, MostSteps),
                Whole("end_at_step", MostSteps, 0, MostSteps),
                Choice("return_with_leftover_noise", "disable", "enable"),
            ],
            ["LATENT"]
        ),
        new(
            "CFGGuider",
            "CFGGuider",
            Sampling + "/guiders",
            "A model, two prompts and how strongly it is guided between them.",
            [
                Link("model", "MODEL"),
                Link("positive", "CONDITIONING"),
                Link("negative", "CONDITIONING"),
                Number("cfg", 8, 0, 100),
            ],
            ["GUIDER"]
        ),
        new(
            "BasicGuider",
            "BasicGuider",
            Sampling + "/guiders",
            "A model and a prompt, without guidance.",
            [Link("model", "MODEL"), Link("conditioning", "CONDITIONING")],
            ["GUIDER"]
        ),
        new(
            "BasicScheduler",
            "BasicScheduler",
            Sampling + "/schedulers",
            "The noise levels.",
            [
                Link("model", "MODEL"),
                Choice("scheduler", _ => SamplerNames.Schedules),
                Whole("steps", 20, 1, MostSteps),
                Number("denoise", 1, 0, 1),
            ],
            ["SIGMAS"]
        ),
        new(
            "SplitSigmas",
            "SplitSigmas",
            Sampling + "/sigmas",
            "Noise levels up to a step, and from there on.",
            [Link("sigmas", "SIGMAS"), Whole("step", 0, 0, MostSteps)],
            [new("SIGMAS", "high_sigmas"), new("SIGMAS", "low_sigmas")]
        ),
        new(
            "KSamplerSelect",
            "KSamplerSelect",
            Sampling + "/samplers",
            "The sampler.",
            [Choice("sampler_name", _ => SamplerNames.Samplers)],
            ["SAMPLER"]
        ),
        new(
            "RandomNoise",
            "RandomNoise",
            Sampling + "/noise",
            "The seed.",
            [Whole("noise_seed", 0, 0, MostSeed)],
            ["NOISE"]
        ),
        new(
            "SamplerCustomAdvanced",
            "SamplerCustomAdvanced",
            Sampling,
            "Draws.",
            [
                Link("noise", "NOISE"),
                Link("guider", "GUIDER"),
                Link("sampler", "SAMPLER"),
                Link("sigmas", "SIGMAS"),
                Link("latent_image", "LATENT"),
            ],
            [new("LATENT", "output"), new("LATENT", "denoised_output")]
        ),
    ];
}
