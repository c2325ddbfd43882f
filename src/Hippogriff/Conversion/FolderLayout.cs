using System.Text;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Models.ClipText;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.UNet2D;
using Hippogriff.Tokenizers;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Conversion;

/// <summary>The folder of a public model: a part a folder, its config.json beside the weights.</summary>
internal static class FolderLayout
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>The weight files by their path in the folder.</summary>
    public static IReadOnlyDictionary<string, List<TensorToWrite>> Weights(ConversionSource source, ScalarType? type) =>
        source.Parts.ToDictionary(
            part =>
                part.Name == ConversionSource.Text
                    ? $"{part.Name}/model.safetensors"
                    : $"{part.Name}/diffusion_pytorch_model.safetensors",
            part => part.Tensors.Select(tensor => ToFolder(part, tensor, type)).ToList()
        );

    /// <summary>Writes what stands beside the weights.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="source">What is converted.</param>
    /// <param name="settings">A folder whose small files are taken as they are; null writes them.</param>
    public static void WriteSettings(string folder, ConversionSource source, string? settings)
    {
        foreach (SourcePart part in source.Parts)
            Copy(settings, folder, $"{part.Name}/config.json", () => Json(ConfigOf(part.Config)));
        ClipVocabulary words = ClipVocabulary.Public;
        Copy(settings, folder, "tokenizer/vocab.json", () => Json(words.Ids));
        Copy(
            settings,
            folder,
            "tokenizer/merges.txt",
            () => Encoding.UTF8.GetBytes("#version: 0.2\n" + string.Join('\n', words.Merges) + "\n")
        );
        Copy(
            settings,
            folder,
            "tokenizer/tokenizer_config.json",
            () => Json(PublicSettings.Tokenizer(source.Denoiser))
        );
        Copy(settings, folder, "scheduler/scheduler_config.json", () => Json(PublicSettings.Scheduler));
        Copy(settings, folder, ModelFolder.IndexFile, () => Json(PublicSettings.Index(source.Denoiser)));
    }

    private static TensorToWrite ToFolder(SourcePart part, SourceTensor tensor, ScalarType? type)
    {
        string name =
            part.Name == ConversionSource.Text && tensor.Name != "text_projection.weight"
                ? "text_model." + tensor.Name
                : tensor.Name;
        return (part.IsAttention(tensor) ? tensor.As(tensor.Shape[0], tensor.Shape[1]) : tensor).To(name, type);
    }

    private static object ConfigOf(object config) =>
        config switch
        {
            ConditionalUNetConfig net => PublicSettings.UNet(net),
            KlAutoencoderConfig vae => PublicSettings.Vae(vae),
            ClipTextConfig text => PublicSettings.Text(text),
            _ => throw new ArgumentException("There is no such part.", nameof(config)),
        };

    private static void Copy(string? settings, string folder, string name, Func<byte[]> otherwise)
    {
        string from = settings is null ? "" : Path.Combine(settings, name);
        AtomicFile.Write(
            Path.Combine(folder, name),
            from.Length > 0 && File.Exists(from) ? RegularFile.ReadBytes(from, RegularFile.MostText) : otherwise()
        );
    }

    private static byte[] Json(object document) => JsonSerializer.SerializeToUtf8Bytes(document, s_json);
}
