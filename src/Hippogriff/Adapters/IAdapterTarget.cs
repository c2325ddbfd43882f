using Hippogriff.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>
/// The networks of a model whose layers adapters may change, and the names that files give those layers. Offered by a
/// model beside its checkpoint's maps, so that a public file with q, k and v apart finds the rows of a fused layer.
/// </summary>
public interface IAdapterTarget
{
    /// <summary>The networks.</summary>
    IReadOnlyList<AdapterNetwork> Networks { get; }

    /// <summary>
    /// The table of words' vectors [n, D], behind which an adapter may put words of its own; null where a model takes
    /// none.
    /// </summary>
    Parameter? WordTable => null;
}

/// <summary>One network as adapters see it.</summary>
/// <param name="Name">Its name in messages and in <see cref="AdapterChange.Target"/>: "denoiser".</param>
/// <param name="Module">The network.</param>
public sealed record AdapterNetwork(string Name, nn.Module Module)
{
    /// <summary>What stands before names whose dots are underscores, as kohya's scripts write: "lora_unet_".</summary>
    public IReadOnlyList<string> FlatPrefixes { get; init; } = [];

    /// <summary>What stands before names with dots, as diffusers writes: "unet.", "transformer.".</summary>
    public IReadOnlyList<string> DottedPrefixes { get; init; } = [];

    /// <summary>
    /// The layouts in which files name layers: the network's own, and those of the checkpoints that it is read from.
    /// </summary>
    public IReadOnlyList<WeightMap> Layouts { get; init; } = [WeightMap.Same];
}
