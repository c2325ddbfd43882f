using Hippogriff.Models.ClipText;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.UNet2D;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines.Checkpoints;

/// <summary>
/// The smallest single file whose shapes show Stable Diffusion 1: words of 768 numbers, the public vocabulary, groups
/// of 32 channels, a VAE that begins with 512.
/// </summary>
internal static class SmallSingleFile
{
    private const int Words = 768,
        Vocabulary = 49_408;

    /// <summary>Writes it in half precision, with the names of latent diffusion.</summary>
    /// <param name="path">Where it is written.</param>
    /// <param name="without">Prefix of the tensors that are left out, such as that of the VAE; null for none.</param>
    public static void Write(string path, string? without = null)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        manual_seed(1);
        UNetLevel plain = new(32, [0, 0], 8),
            level = new(32, [1, 1], 8);
        ConditionalUNetConfig unet = new(
            4,
            Words,
            [plain, level],
            [level with { Depths = [1, 1, 1] }, plain with { Depths = [0, 0, 0] }],
            level with
            {
                Depths = [1],
            }
        );
        KlAutoencoderConfig vae = new(4, [32, 32, 32, 512], 1);
        ClipTextConfig text = new(Vocabulary, 77, Words, 1, 12, 64, ClipActivation.QuickGelu);
        Dictionary<string, Tensor> all = [];
        Add("model.diffusion_model.", ConditionalUNetKeys.Ldm(unet), new ConditionalUNet(unet));
        Add("first_stage_model.", KlAutoencoderKeys.Ldm(vae), new KlAutoencoder(vae));
        Add("cond_stage_model.transformer.text_model.", WeightMap.Same, new ClipTextEncoder(text));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SafetensorsWriter.Write(path, all, ScalarType.Float16);

        void Add(string prefix, WeightMap map, nn.Module network)
        {
            if (prefix != without)
                foreach ((string name, Tensor tensor) in map.Back(network.state_dict()))
                    all[prefix + name] =
                        name.Contains("attn_1", StringComparison.Ordinal) && tensor.dim() == 2
                            ? tensor.unsqueeze(-1).unsqueeze(-1) // convolutions of one pixel there
                            : tensor;
        }
    }
}
