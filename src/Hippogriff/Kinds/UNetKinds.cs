using Hippogriff.Models.UNet2D;
using Hippogriff.Weights;

namespace Hippogriff.Kinds;

/// <summary>
/// The family of a U-Net by its sizes: width of the words, channels of the input, blocks and depths. So merges and
/// shortened networks that nobody has listed are recognised, too.
/// </summary>
internal static class UNetKinds
{
    private static readonly string[] s_prefixes = ["model.diffusion_model.", "", "unet."];

    private static readonly Dictionary<string, string> s_titles = new(StringComparer.Ordinal)
    {
        ["sd15"] = "Stable Diffusion 1.x",
        ["sd15-inpaint"] = "Stable Diffusion 1.x inpainting (9 input channels)",
        ["sd15-pix2pix"] = "InstructPix2Pix on Stable Diffusion 1.5 (8 input channels)",
        ["sd15-lcm"] = "LCM on Stable Diffusion 1.5 (guidance is an input)",
        ["sd2"] = "Stable Diffusion 2.x or SD-Turbo",
        ["sd2-inpaint"] = "Stable Diffusion 2 inpainting (9 input channels)",
        ["sd2-depth"] = "Stable Diffusion 2 depth (5 input channels)",
        ["sd-x4-upscaler"] = "Stable Diffusion x4 upscaler (7 input channels)",
        ["bk-sdm-base"] = "BK-SDM base / small-sd: one block a level",
        ["bk-sdm-small"] = "BK-SDM small: one block a level, no middle",
        ["bk-sdm-tiny"] = "BK-SDM tiny / tiny-sd: three levels, one block each, no middle",
        ["sdxs"] = "SDXS-512 (one step, no attention at the top level)",
        ["sdxl"] = "Stable Diffusion XL (also Turbo, Lightning, Illustrious, Pony, NoobAI, Playground)",
        ["sdxl-inpaint"] = "SDXL inpainting (9 input channels)",
        ["sdxl-pix2pix"] = "SDXL InstructPix2Pix (8 input channels)",
        ["sdxl-lcm"] = "LCM on SDXL (guidance is an input)",
        ["sdxl-refiner"] = "SDXL refiner",
        ["ssd-1b"] = "SSD-1B (SDXL, shortened)",
        ["segmind-vega"] = "Segmind-Vega (SDXL, shortened)",
        ["koala-1b"] = "KOALA 1B (SDXL, one block a level)",
        ["koala-700m"] = "KOALA 700M (SDXL, one block a level, no middle)",
        ["kolors"] = "Kolors (SDXL's U-Net, ChatGLM3 as text encoder)",
        ["svd"] = "Stable Video Diffusion",
        ["unet"] = "U-Net of an unknown family",
    };

    /// <summary>Weights over time, which only networks for films have, in either layout.</summary>
    private static readonly string[] s_ofFilms =
    [
        "input_blocks.1.1.time_stack.0.attn1.to_q.weight",
        "down_blocks.0.attentions.0.temporal_transformer_blocks.0.attn1.to_q.weight",
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FileKind> All { get; } =
    [.. s_titles.Select(pair => new FileKind(pair.Key, FileRole.Denoiser, pair.Value))];

    /// <summary>The U-Net of a file; null if there is none.</summary>
    public static FoundKind? Find(IReadOnlyDictionary<string, SafetensorsEntry> tensors, string wrapper)
    {
        foreach (string prefix in s_prefixes)
        {
            WeightShapes shapes = new(tensors, wrapper + prefix);
            if (ConditionalUNetShapes.Matches(shapes))
                return new FoundKind(All.First(kind => kind.Id == IdOf(shapes)), shapes.Prefix);
        }
        return null;
    }

    private static string IdOf(WeightShapes shapes)
    {
        if (s_ofFilms.Any(shapes.Has))
            return "svd";
        if (shapes.Has("encoder_hid_proj.weight"))
            return "kolors";
        ConditionalUNetConfig config;
        try
        {
            config = ConditionalUNetShapes.Read(shapes);
        }
        catch (HippogriffException)
        {
            return "unet"; // whoever loads it is told what is missing
        }
        return IdOf(config);
    }

    /// <summary>The id of the family with these sizes; "unet" for an unknown one.</summary>
    public static string IdOf(ConditionalUNetConfig config) =>
        config switch
        {
            { Classes: > 0, Channels: 7 } => "sd-x4-upscaler",
            { Classes: > 0 } => "unet",
            { TextWidth: 768, AddedWidth: 0 } => First(config),
            { TextWidth: 1024, AddedWidth: 0 } => By(config.Channels, "sd2", "sd2-inpaint", null, "sd2-depth"),
            { TextWidth: 2048, AddedWidth: > 0 } => Xl(config),
            { TextWidth: 1280, AddedWidth: > 0 } => "sdxl-refiner",
            _ => "unet",
        };

    private static string First(ConditionalUNetConfig config) =>
        config.GuidanceWidth > 0 ? "sd15-lcm"
        : IsShortened(config)
            ? (config.Down.Count, config.Middle, config.Down[0].Attends) switch
            {
                (4, not null, _) => "bk-sdm-base",
                (4, null, _) => "bk-sdm-small",
                (3, null, true) => "bk-sdm-tiny",
                (3, null, false) => "sdxs",
                _ => "unet",
            }
        : By(config.Channels, "sd15", "sd15-inpaint", "sd15-pix2pix", null);

    private static string Xl(ConditionalUNetConfig config) =>
        config.GuidanceWidth > 0 ? "sdxl-lcm"
        : IsShortened(config) ? (config.Middle is null ? "koala-700m" : "koala-1b")
        : config.Middle is { Attends: true } ? By(config.Channels, "sdxl", "sdxl-inpaint", "sdxl-pix2pix", null)
        : config.Down[^1].Depths[0] switch
        {
            4 => "ssd-1b",
            2 => "segmind-vega",
            _ => "unet",
        };

    private static bool IsShortened(ConditionalUNetConfig config) => config.Down[0].Depths.Count == 1;

    private static string By(int channels, string plain, string inpaint, string? pix2pix, string? depth) =>
        channels switch
        {
            4 => plain,
            9 => inpaint,
            8 => pix2pix,
            5 => depth,
            _ => null,
        } ?? "unet";
}
