using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>Where weights are read from: a safetensors file, or several that are one.</summary>
public interface IWeightSource
{
    /// <summary>Path for messages.</summary>
    string Path { get; }

    /// <summary>All tensors by name.</summary>
    IReadOnlyDictionary<string, SafetensorsEntry> ByName { get; }

    /// <summary>Reads one tensor to the CPU, owned by the caller.</summary>
    /// <param name="name">A name from <see cref="ByName"/>.</param>
    /// <param name="type">Type to turn it into; null keeps the file's own.</param>
    /// <exception cref="HippogriffException">There is no such tensor, or the file changed since it was
    /// opened.</exception>
    Tensor Read(string name, ScalarType? type = null);

    /// <summary>Reads one tensor into another of its shape and type, contiguous and on the CPU.</summary>
    /// <inheritdoc cref="Read(string, ScalarType?)"/>
    void Read(string name, Tensor into);
}
