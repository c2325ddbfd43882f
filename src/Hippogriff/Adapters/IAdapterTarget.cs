using Hippogriff.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>
/// The networks of a model whose layers adapters can change, and the names of these layers in files. It includes the
/// checkpoint's maps, so that a public file with separate q, k and v matches the rows of a fused layer.
/// </summary>
public interface IAdapterTarget
{
    /// <summary>The networks.</summary>
    IReadOnlyList<AdapterNetwork> Networks { get; }

    /// <summary>The embedding table [n, D], to which an adapter can append new words; null if not supported.</summary>
    Parameter? WordTable => null;

    /// <summary>
    /// Whether a file may bring textual inversions along, which whoever applies it gives to the model's encoders.
    /// </summary>
    bool TakesEmbeddings => false;

    /// <summary>
    /// Whether a file may have layers that the model lacks; the others are then applied, and doors say so. Files of
    /// other programs often cover more than one model.
    /// </summary>
    bool MayFitPartly => true;
}

/// <summary>One network of an adapter target.</summary>
/// <param name="Name">Its name in messages and in <see cref="AdapterChange.Target"/>: "denoiser".</param>
/// <param name="Module">The network.</param>
public sealed record AdapterNetwork(string Name, nn.Module Module)
{
    /// <summary>
    /// Prefixes of names with underscores in place of dots, as written by kohya's scripts: "lora_unet_".
    /// </summary>
    public IReadOnlyList<string> FlatPrefixes { get; init; } = [];

    /// <summary>Prefixes of names with dots, as written by diffusers: "unet.", "transformer.".</summary>
    public IReadOnlyList<string> DottedPrefixes { get; init; } = [];

    /// <summary>
    /// The layouts of layer names in files: the network's own, and those of its checkpoints. Files are written by the
    /// first one and the first of <see cref="FlatPrefixes"/>.
    /// </summary>
    public IReadOnlyList<WeightMap> Layouts { get; init; } = [WeightMap.Same];

    /// <summary>The name of a layer in files of kohya's scripts: "lora_unet_mid_block_resnets_0_conv1".</summary>
    /// <param name="path">Its path in the network.</param>
    internal string FileNameOf(string path)
    {
        const string weight = ".weight";
        string source = Layouts[0].ExpressionOf(path + weight).Sources.First();
        return FlatPrefixes[0] + source[..^weight.Length].Replace('.', '_');
    }
}
