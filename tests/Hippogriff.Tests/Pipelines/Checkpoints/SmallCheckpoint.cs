using Hippogriff.Models.ClipText;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.UNet2D;
using Hippogriff.Tokenizers;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines.Checkpoints;

/// <summary>
/// A Stable Diffusion of a few thousand random numbers as a folder of diffusers, with a vocabulary of bytes.
/// </summary>
internal static class SmallCheckpoint
{
    public const int Side = 16;
    private const int Words = 8;

    /// <summary>Writes the folder.</summary>
    /// <param name="folder">Where it is written.</param>
    /// <param name="channels">Input channels of the denoiser.</param>
    /// <param name="scheduler">The scheduler's settings.</param>
    /// <param name="variant">Middle of the weights' names: ".fp16".</param>
    public static ModelFolder Write(
        string folder,
        int channels = 4,
        string scheduler = "\"_class_name\":\"DDIMScheduler\",\"clip_sample\":false,\"set_alpha_to_one\":false",
        string variant = ""
    )
    {
        manual_seed(1);
        UNetLevel level = new(8, [1], 2);
        UNetLevel up = level with { Depths = [1, 1] };
        ConditionalUNetConfig unet = new(channels, Words, [level, level], [up, up], level) { Groups = 4 };
        KlAutoencoderConfig vae = new(4, [4, 4, 8, 8], 1) { Groups = 2 };
        ClipVocabulary vocabulary = Bytes();
        ClipTextConfig text = new(vocabulary.Count, 77, Words, 2, 2, 16, ClipActivation.QuickGelu);
        Save(folder, "unet/diffusion_pytorch_model" + variant, new ConditionalUNet(unet));
        Save(folder, "vae/diffusion_pytorch_model" + variant, new KlAutoencoder(vae));
        Save(folder, "text_encoder/model" + variant, new ClipTextEncoder(text));
        string blocks(string kind) => $"[\"{kind}\",\"{kind}\"]";
        Text(
            folder,
            "unet/config.json",
            $$"""
            {"_class_name":"UNet2DConditionModel","in_channels":{{channels}},"block_out_channels":[8,8],
            "layers_per_block":1,"cross_attention_dim":{{Words}},"attention_head_dim":2,"norm_num_groups":4,
            "sample_size":2,
            "down_block_types":{{blocks("CrossAttnDownBlock2D")}},"up_block_types":{{blocks("CrossAttnUpBlock2D")}}}
            """
        );
        Text(
            folder,
            "vae/config.json",
            """
            {"_class_name":"AutoencoderKL","latent_channels":4,"block_out_channels":[4,4,8,8],"layers_per_block":1,
            "norm_num_groups":2}
            """
        );
        Text(
            folder,
            "text_encoder/config.json",
            $$"""
            {"vocab_size":{{vocabulary.Count}},"hidden_size":{{Words}},"num_hidden_layers":2,"num_attention_heads":2,
            "intermediate_size":16,"eos_token_id":2}
            """
        );
        Text(folder, "scheduler/scheduler_config.json", $"{{{scheduler}}}");
        Text(folder, "tokenizer/vocab.json", System.Text.Json.JsonSerializer.Serialize(vocabulary.Ids));
        Text(folder, "tokenizer/merges.txt", "");
        Text(folder, "README.md", "---\nlicense: \"creativeml-openrail-m\"\n---\n# Small\n");
        Text(folder, ModelFolder.IndexFile, "{\"_class_name\":\"StableDiffusionPipeline\"}");
        return ModelFolder.At(folder);
    }

    private static ClipVocabulary Bytes() => new(ClipVocabulary.TokensOf([]), [], "a test's vocabulary");

    private static void Save(string folder, string name, nn.Module network)
    {
        string path = Path.Combine(folder, name + ".safetensors");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WeightLoader.Save(network, path, ScalarType.Float16);
        network.Dispose();
    }

    private static void Text(string folder, string name, string text)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
