using System.Text.RegularExpressions;
using Hippogriff.Weights;

namespace Hippogriff.Kinds;

/// <summary>
/// For which models a LoRA was made, by the names and shapes of its tensors, and what it is if it is none.
/// </summary>
public static partial class AdapterBases
{
    private const string First = "Stable Diffusion 1.x",
        Second = "Stable Diffusion 2.x",
        Xl = "SDXL",
        Flux1 = "FLUX.1",
        Flux2 = "FLUX.2";

    /// <summary>Parts of names, with underscores for dots, that only one family has; the first counts.</summary>
    private static readonly (string Part, string Family)[] s_names =
    [
        ("double_stream_modulation", Flux2),
        ("to_qkv_mlp_proj", Flux2),
        ("distilled_guidance_layer", "Chroma"),
        ("double_blocks_", Flux1),
        ("single_transformer_blocks_", Flux1),
        ("noise_refiner_", "Z-Image"),
        ("_img_mod_1", "Qwen-Image"),
        ("_img_mlp_net_", "Qwen-Image"),
        ("joint_blocks_", "Stable Diffusion 3"),
        ("_attn_add_k_proj", "Stable Diffusion 3"),
        ("_adaLN_modulation", "Z-Image"),
        ("_cross_attn_", "Wan (video)"),
        ("lora_te1_", Xl),
        ("lora_te2_", Xl),
        ("text_encoder_2_", Xl),
        ("_transformer_blocks_9_", Xl),
    ];

    /// <summary>Other additions to models, whatever their sizes.</summary>
    private static readonly (string Part, string What)[] s_others =
    [
        ("control_model.", "a ControlNet"),
        ("controlnet_", "a ControlNet"),
        ("ip_adapter.", "an IP-Adapter"),
        ("image_proj.", "an IP-Adapter"),
        ("adapter.body.", "a T2I-Adapter"),
    ];

    /// <summary>What scripts write into the metadata, without case.</summary>
    private static readonly (string Start, string Family)[] s_said =
    [
        ("sd_v1", First),
        ("sd_v2", Second),
        ("sdxl", Xl),
        ("stable-diffusion-v1", First),
        ("stable-diffusion-v2", Second),
        ("stable-diffusion-xl", Xl),
        ("stable-diffusion-3", "Stable Diffusion 3"),
        ("sd3", "Stable Diffusion 3"),
        ("flux-1", Flux1),
        ("flux1", Flux1),
        ("flux-2", Flux2),
        ("flux2", Flux2),
        ("zimage", "Z-Image"),
        ("z-image", "Z-Image"),
    ];

    /// <summary>The family that a file's changes are for: "SDXL". Null if nothing tells it.</summary>
    /// <param name="tensors">Names and shapes of its header.</param>
    /// <param name="metadata">Metadata of its header; counts only where names and shapes say nothing.</param>
    public static string? BaseOf(
        IReadOnlyDictionary<string, SafetensorsEntry> tensors,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        if (!FileKinds.Find(tensors).Any(found => found.Kind.Role == FileRole.Lora))
            return null;
        string[] flat = [.. tensors.Keys.Select(name => name.Replace('.', '_'))];
        if (flat.Any(name => name.Contains("single_blocks_", StringComparison.Ordinal)) && IsWide(tensors))
            return Flux2;
        foreach ((string part, string family) in s_names)
            if (flat.Any(name => name.Contains(part, StringComparison.Ordinal)))
                return family;
        return ByWidth(tensors)
            ?? new[] { "ss_base_model_version", "modelspec.architecture" }
                .Select(metadata.GetValueOrDefault)
                .OfType<string>()
                .SelectMany(said =>
                    s_said
                        .Where(known => said.StartsWith(known.Start, StringComparison.OrdinalIgnoreCase))
                        .Select(known => known.Family)
                )
                .FirstOrDefault();
    }

    /// <summary>What a file is that is no LoRA: "a ControlNet (…)". Null if it is one, or nothing known.</summary>
    /// <param name="tensors">Names and shapes of its header.</param>
    public static string? KindOf(IReadOnlyDictionary<string, SafetensorsEntry> tensors)
    {
        IReadOnlyList<FoundKind> found = FileKinds.Find(tensors);
        if (found.Any(one => one.Kind.Role == FileRole.Lora))
            return null;
        if (found.Count == 0)
            return s_others
                .Where(other => tensors.Keys.Any(name => name.Contains(other.Part, StringComparison.Ordinal)))
                .Select(other => other.What)
                .FirstOrDefault();
        FileKind kind = found[0].Kind;
        return kind.Role switch
        {
            FileRole.Denoiser => $"a model ({kind.Title}), which --model takes",
            FileRole.Embedding => $"an embedding of new words ({kind.Title})",
            _ => kind.Title,
        };
    }

    /// <summary>Whether a single block of FLUX is nine times as high as wide (FLUX.2), not seven times.</summary>
    private static bool IsWide(IReadOnlyDictionary<string, SafetensorsEntry> tensors)
    {
        long[] high = [.. Shapes(tensors, FirstLinearUp()).Select(shape => shape[0])],
            wide = [.. Shapes(tensors, FirstLinearDown()).Select(shape => shape[^1])];
        return high.Length > 0 && wide.Length > 0 && high[0] == 9 * wide[0];
    }

    /// <summary>By the width of the words that the attention reads.</summary>
    private static string? ByWidth(IReadOnlyDictionary<string, SafetensorsEntry> tensors) =>
        Shapes(tensors, WordsDown()).Select(shape => shape[1]).FirstOrDefault() switch
        {
            768 => First,
            1024 => Second,
            2048 => Xl,
            1280 => "the SDXL refiner",
            _ => Shapes(tensors, TextDown()).Select(shape => shape[1]).FirstOrDefault() switch
            {
                768 => First,
                1024 => Second,
                _ => null,
            },
        };

    private static IEnumerable<IReadOnlyList<long>> Shapes(
        IReadOnlyDictionary<string, SafetensorsEntry> tensors,
        Regex name
    ) => tensors.Values.Where(e => e.Shape.Count > 1 && name.IsMatch(e.Name)).Select(e => e.Shape);

    [GeneratedRegex(@"single_blocks[._]\d+[._]linear1\.(lora_up|lora_B)")]
    private static partial Regex FirstLinearUp();

    [GeneratedRegex(@"single_blocks[._]\d+[._]linear1\.(lora_down|lora_A)")]
    private static partial Regex FirstLinearDown();

    [GeneratedRegex(@"attn2[._](processor[._])?to_[kv](\.lora_down|\.lora_A|\.lora\.down|_lora\.down)")]
    private static partial Regex WordsDown();

    [GeneratedRegex(
        @"(lora_te_|text_encoder\.).*(q_proj|to_q)(\.lora_down|\.lora_A|_lora\.down|\.lora_linear_layer\.down)"
    )]
    private static partial Regex TextDown();
}
