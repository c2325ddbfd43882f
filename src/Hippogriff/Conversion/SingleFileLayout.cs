using System.Text.RegularExpressions;
using Hippogriff.Models.ClipText;
using Hippogriff.Models.KlVae;
using Hippogriff.Models.UNet2D;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Conversion;

/// <summary>The names and shapes of single files of Stable Diffusion 1.x and 2.x.</summary>
internal static partial class SingleFileLayout
{
    private const string OpenClip = "cond_stage_model.model.",
        Clip = "cond_stage_model.transformer.text_model.";

    /// <summary>Width of words from OpenCLIP's encoder, which single files hold under its own names.</summary>
    private const int OpenClipWidth = 1024;

    /// <summary>The tensors of a single file.</summary>
    public static List<TensorToWrite> Of(ConversionSource source, ScalarType? type)
    {
        List<TensorToWrite> all = [];
        bool isOpenClip = source.Denoiser.TextWidth == OpenClipWidth || HasOpenClip(source);
        foreach (SourcePart part in source.Parts)
            all.AddRange(
                part.Config switch
                {
                    ConditionalUNetConfig net => Renamed(
                        part,
                        ConditionalUNetKeys.Ldm(net),
                        "model.diffusion_model.",
                        type
                    ),
                    KlAutoencoderConfig vae => Renamed(part, KlAutoencoderKeys.Ldm(vae), "first_stage_model.", type),
                    ClipTextConfig text when isOpenClip => Fused(part, text, type),
                    _ => part.Tensors.Select(tensor => tensor.To(Clip + tensor.Name, type)),
                }
            );
        return all;
    }

    /// <summary>OpenCLIP's large encoder is the one with the exact activation.</summary>
    private static bool HasOpenClip(ConversionSource source) =>
        source.Parts.Any(part => part.Config is ClipTextConfig { Activation: ClipActivation.Gelu });

    private static IEnumerable<TensorToWrite> Renamed(
        SourcePart part,
        WeightMap map,
        string prefix,
        ScalarType? type
    ) =>
        part.Tensors.Select(tensor =>
            // attention of autoencoders is made of 1x1 convolutions there
            (
                part.IsAttention(tensor) && tensor.Shape.Length == 2
                    ? tensor.As(tensor.Shape[0], tensor.Shape[1], 1, 1)
                    : tensor
            ).To(prefix + map.ExpressionOf(tensor.Name).Sources.Single(), type)
        );

    /// <summary>Queries, keys and values are one tensor there.</summary>
    private static IEnumerable<TensorToWrite> Fused(SourcePart part, ClipTextConfig config, ScalarType? type)
    {
        WeightMap map = ClipTextNames
            .Find([$"{OpenClip}transformer.resblocks.{config.Layers - 1}.ln_1.weight"], OpenClip)
            .MapFor(config);
        foreach (
            IGrouping<string, SourceTensor> group in part.Tensors.GroupBy(tensor =>
                map.ExpressionOf(tensor.Name).Sources.Single()
            )
        )
        {
            SourceTensor[] parts =
            [
                .. group.OrderBy(tensor => "qkv".IndexOf(Row(tensor.Name), StringComparison.Ordinal)),
            ];
            if (parts.Length == 1)
                yield return parts[0].Name == "text_projection.weight"
                    ? Transposed(parts[0]).To(group.Key, type)
                    : parts[0].To(group.Key, type);
            else
                yield return new SourceTensor(
                    group.Key,
                    [parts.Sum(one => one.Shape[0]), .. parts[0].Shape[1..]],
                    parts[0].Type,
                    () => Joined(parts)
                ).To(group.Key, type);
        }
    }

    private static Tensor Joined(SourceTensor[] parts)
    {
        using IDisposable scope = NewDisposeScope();
        return cat([.. parts.Select(part => part.Read())], 0).DetachFromDisposeScope();
    }

    private static SourceTensor Transposed(SourceTensor tensor) =>
        tensor with
        {
            Shape = [tensor.Shape[1], tensor.Shape[0]],
            Read = () =>
            {
                using Tensor read = tensor.Read();
                return read.transpose(0, 1).contiguous();
            },
        };

    private static char Row(string name) =>
        QueryKeyValue().Match(name) is { Success: true } match ? match.Groups[1].Value[0] : 'q';

    [GeneratedRegex(@"\.([qkv])_proj\.")]
    private static partial Regex QueryKeyValue();
}
