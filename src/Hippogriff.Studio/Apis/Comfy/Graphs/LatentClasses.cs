using static Hippogriff.Studio.Apis.Comfy.Graphs.NodeInput;

namespace Hippogriff.Studio.Apis.Comfy.Graphs;

/// <summary>Classes that say where a drawing begins, and that decode it.</summary>
internal static class LatentClasses
{
    private const decimal MostSide = 16_384;

    private static readonly string[] s_scaling = ["nearest-exact", "bilinear", "area", "bicubic", "bislerp"];

    /// <summary>All of them, in order of the menu.</summary>
    public static IReadOnlyList<NodeClass> All { get; } =
    [
        new(
            "EmptyLatentImage",
            "Empty Latent Image",
            "latent",
            "The size and number of pictures that begin from noise.",
            [Whole("width", 512, 16, MostSide), Whole("height", 512, 16, MostSide), Whole("batch_size", 1, 1, 4096)],
            ["LATENT"]
        ),
        new(
            "EmptySD3LatentImage",
            "EmptySD3LatentImage",
            "latent/sd3",
            "The size and number of pictures that begin from noise.",
            [Whole("width", 1024, 16, MostSide), Whole("height", 1024, 16, MostSide), Whole("batch_size", 1, 1, 4096)],
            ["LATENT"]
        ),
        new(
            "VAEEncode",
            "VAE Encode",
            "latent",
            "The picture to begin from.",
            [Link("pixels", "IMAGE"), Link("vae", "VAE")],
            ["LATENT"]
        ),
        new(
            "VAEEncodeForInpaint",
            "VAE Encode (for Inpainting)",
            "latent/inpaint",
            "The picture to begin from, and which part of it is painted anew.",
            [Link("pixels", "IMAGE"), Link("vae", "VAE"), Link("mask", "MASK"), Whole("grow_mask_by", 6, 0, 64)],
            ["LATENT"]
        ),
        new(
            "InpaintModelConditioning",
            "InpaintModelConditioning",
            "conditioning/inpaint",
            "The picture to begin from, and which part of it is painted anew.",
            [
                Link("positive", "CONDITIONING"),
                Link("negative", "CONDITIONING"),
                Link("vae", "VAE"),
                Link("pixels", "IMAGE"),
                Link("mask", "MASK"),
                Truth("noise_mask", true),
            ],
            [new("CONDITIONING", "positive"), new("CONDITIONING", "negative"), new("LATENT", "latent")]
        ),
        new(
            "SetLatentNoiseMask",
            "Set Latent Noise Mask",
            "latent/inpaint",
            "Which part of a picture is painted anew.",
            [Link("samples", "LATENT"), Link("mask", "MASK")],
            ["LATENT"]
        ),
        new(
            "RepeatLatentBatch",
            "Repeat Latent Batch",
            "latent/batch",
            "Several pictures from one.",
            [Link("samples", "LATENT"), Whole("amount", 1, 1, 64)],
            ["LATENT"]
        ),
        new(
            "LatentUpscale",
            "Upscale Latent",
            "latent",
            "What was drawn in another size, for a second sampler.",
            [
                Link("samples", "LATENT"),
                Choice("upscale_method", s_scaling),
                Whole("width", 512, 0, MostSide),
                Whole("height", 512, 0, MostSide),
                Choice("crop", "disabled", "center"),
            ],
            ["LATENT"]
        ),
        new(
            "LatentUpscaleBy",
            "Upscale Latent By",
            "latent",
            "What was drawn larger or smaller by a factor, for a second sampler.",
            [Link("samples", "LATENT"), Choice("upscale_method", s_scaling), Number("scale_by", 1.5m, 0.01m, 8)],
            ["LATENT"]
        ),
        new(
            "VAEDecode",
            "VAE Decode",
            "latent",
            "The picture that was drawn.",
            [Link("samples", "LATENT"), Link("vae", "VAE")],
            ["IMAGE"]
        ),
        new(
            "VAEDecodeTiled",
            "VAE Decode (Tiled)",
            "_for_testing",
            "The picture that was drawn.",
            [
                Link("samples", "LATENT"),
                Link("vae", "VAE"),
                Whole("tile_size", 512, 64, 4096),
                Whole("overlap", 64, 0, 4096),
                Whole("temporal_size", 64, 8, 4096) with
                {
                    IsOptional = true,
                },
                Whole("temporal_overlap", 8, 4, 4096) with
                {
                    IsOptional = true,
                },
            ],
            ["IMAGE"]
        ),
    ];
}
