using static Hippogriff.Studio.Apis.Comfy.Graphs.NodeInput;

namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>Classes that name models, LoRAs and words.</summary>
internal static class ModelClasses
{
    /// <summary>All of them, in order of the menu.</summary>
    public static IReadOnlyList<NodeClass> All { get; } =
    [
        new(
            "CheckpointLoaderSimple",
            "Load Checkpoint",
            "loaders",
            "Names the model that draws.",
            [Choice("ckpt_name", lists => lists.Models)],
            ["MODEL", "CLIP", "VAE"]
        ),
        new(
            "VAELoader",
            "Load VAE",
            "loaders",
            "Names the VAE; a model is drawn with its own, or with that of the server.",
            [Choice("vae_name", lists => lists.Vaes)],
            ["VAE"]
        ),
        new(
            "LoraLoader",
            "Load LoRA",
            "loaders",
            "Adds a LoRA to the model; its two strengths should be the same.",
            [
                Link("model", "MODEL"),
                Link("clip", "CLIP"),
                Choice("lora_name", lists => lists.Loras),
                Number("strength_model", 1, -100, 100),
                Number("strength_clip", 1, -100, 100),
            ],
            ["MODEL", "CLIP"]
        ),
        new(
            "LoraLoaderModelOnly",
            "Load LoRA (model only)",
            "loaders",
            "Adds a LoRA to the model.",
            [Link("model", "MODEL"), Choice("lora_name", lists => lists.Loras), Number("strength_model", 1, -100, 100)],
            ["MODEL"]
        ),
        new(
            "DifferentialDiffusion",
            "Differential Diffusion",
            "_for_testing",
            "The same model: grey places of masks are mixed here.",
            [Link("model", "MODEL")],
            ["MODEL"]
        ),
        new(
            "CLIPTextEncode",
            "CLIP Text Encode (Prompt)",
            "conditioning",
            "A prompt, or what it shall not be.",
            [Text("text"), Link("clip", "CLIP")],
            ["CONDITIONING"]
        ),
        new(
            "CLIPSetLastLayer",
            "CLIP Set Last Layer",
            "conditioning",
            "The layer of a CLIP text encoder that is used, from its end.",
            [Link("clip", "CLIP"), Whole("stop_at_clip_layer", -1, -24, -1)],
            ["CLIP"]
        ),
        new(
            "ConditioningZeroOut",
            "Conditioning Zero Out",
            "advanced/conditioning",
            "No words, for models that are drawn without guidance.",
            [Link("conditioning", "CONDITIONING")],
            ["CONDITIONING"]
        ),
        new(
            "FluxGuidance",
            "Flux Guidance",
            "advanced/conditioning/flux",
            "Guidance that is an input of the network.",
            [Link("conditioning", "CONDITIONING"), Number("guidance", 3.5m, 0, 100)],
            ["CONDITIONING"]
        ),
    ];
}
