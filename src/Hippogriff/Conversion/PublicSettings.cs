using Hippogriff.Models.ClipText;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.UNet2D;

namespace Hippogriff.Conversion;

/// <summary>Writes the small files of a public folder from the sizes of its networks.</summary>
internal static class PublicSettings
{
    private const int WordsOfClip = 768;

    /// <summary>The noise that these models were trained with. Shapes do not tell what is predicted.</summary>
    public static object Scheduler { get; } = new
    {
        _class_name = "PNDMScheduler",
        beta_end = 0.012,
        beta_schedule = "scaled_linear",
        beta_start = 0.00085,
        num_train_timesteps = 1000,
        prediction_type = "epsilon",
        set_alpha_to_one = false,
        skip_prk_steps = true,
        steps_offset = 1,
    };

    /// <summary>model_index.json.</summary>
    public static object Index(ConditionalUNetConfig net) =>
        new
        {
            _class_name = net.GuidanceWidth > 0 ? "LatentConsistencyModelPipeline"
            : net.Channels == 9 ? "StableDiffusionInpaintPipeline"
            : net.Channels == 8 ? "StableDiffusionInstructPix2PixPipeline"
            : "StableDiffusionPipeline",
            feature_extractor = new string?[] { null, null },
            safety_checker = new string?[] { null, null },
            scheduler = new[] { "diffusers", "PNDMScheduler" },
            text_encoder = new[] { "transformers", "CLIPTextModel" },
            tokenizer = new[] { "transformers", "CLIPTokenizer" },
            unet = new[] { "diffusers", "UNet2DConditionModel" },
            vae = new[] { "diffusers", "AutoencoderKL" },
        };

    /// <summary>tokenizer_config.json. The two encoders fill sentences up with different tokens.</summary>
    public static object Tokenizer(ConditionalUNetConfig net) =>
        new
        {
            tokenizer_class = "CLIPTokenizer",
            model_max_length = 77,
            bos_token = "<|startoftext|>",
            eos_token = "<|endoftext|>",
            unk_token = "<|endoftext|>",
            pad_token = net.TextWidth == WordsOfClip ? "<|endoftext|>" : "!",
        };

    /// <summary>config.json of the U-Net.</summary>
    public static object UNet(ConditionalUNetConfig net) =>
        new
        {
            _class_name = "UNet2DConditionModel",
            in_channels = net.Channels,
            out_channels = net.OutputChannels,
            block_out_channels = net.Down.Select(level => level.Width),
            down_block_types = net.Down.Select(level => level.Attends ? "CrossAttnDownBlock2D" : "DownBlock2D"),
            up_block_types = net.Up.Select(level => level.Attends ? "CrossAttnUpBlock2D" : "UpBlock2D"),
            mid_block_type = net.Middle is null ? null
            : net.Middle.Attends ? "UNetMidBlock2DCrossAttn"
            : "UNetMidBlock2D",
            layers_per_block = net.Down[0].Depths.Count,
            attention_head_dim = net.Down.Select(level => level.Heads),
            cross_attention_dim = net.TextWidth,
            norm_num_groups = net.Groups,
            norm_eps = net.Eps,
            flip_sin_to_cos = net.CosineFirst,
            freq_shift = net.FrequencyShift,
            use_linear_projection = net.TextWidth != WordsOfClip,
            time_cond_proj_dim = net.GuidanceWidth > 0 ? net.GuidanceWidth : (int?)null,
            sample_size = 64,
        };

    /// <summary>config.json of the autoencoder.</summary>
    public static object Vae(KlAutoencoderConfig vae) =>
        new
        {
            _class_name = "AutoencoderKL",
            in_channels = vae.Colours,
            out_channels = vae.Colours,
            latent_channels = vae.Latent,
            block_out_channels = vae.Widths,
            layers_per_block = vae.Blocks,
            norm_num_groups = vae.Groups,
            down_block_types = vae.Widths.Select(_ => "DownEncoderBlock2D"),
            up_block_types = vae.Widths.Select(_ => "UpDecoderBlock2D"),
            use_quant_conv = vae.QuantConvolution,
            use_post_quant_conv = vae.PostQuantConvolution,
            mid_block_add_attention = vae.MiddleAttends,
            scaling_factor = Pipelines.Checkpoints.PublicParts.FirstScale,
            sample_size = 512,
        };

    /// <summary>config.json of the text encoder.</summary>
    public static object Text(ClipTextConfig text) =>
        new
        {
            architectures = new[] { "CLIPTextModel" },
            model_type = "clip_text_model",
            vocab_size = text.Vocabulary,
            max_position_embeddings = text.Length,
            hidden_size = text.Width,
            num_hidden_layers = text.Layers,
            num_attention_heads = text.Heads,
            intermediate_size = text.Inner,
            hidden_act = text.Activation == ClipActivation.QuickGelu ? "quick_gelu" : "gelu",
            layer_norm_eps = text.Epsilon,
            bos_token_id = 0,
            eos_token_id = text.EndId ?? 2,
            pad_token_id = 1,
        };
}
