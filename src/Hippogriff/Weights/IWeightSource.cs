using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>A source of weights: one safetensors file or several shards.</summary>
public interface IWeightSource
{
    /// <summary>Path for messages.</summary>
    string Path { get; }

    /// <summary>All tensors by name.</summary>
    IReadOnlyDictionary<string, SafetensorsEntry> ByName { get; }

    /// <summary>Reads one tensor to the CPU, owned by the caller.</summary>
    /// <param name="name">A name from <see cref="ByName"/>.</param>
    /// <param name="type">Type to convert to; null keeps the file's type.</param>
    /// <exception cref="HippogriffException">The tensor does not exist, or the file changed since it was
    /// opened.</exception>
    Tensor Read(string name, ScalarType? type = null);

    /// <summary>Reads one tensor into another of its shape and type, contiguous and on the CPU.</summary>
    /// <inheritdoc cref="Read(string, ScalarType?)"/>
    void Read(string name, Tensor into);
}
