using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>Options for loading weights into a network.</summary>
public sealed record WeightLoading
{
    /// <summary>Maps the file's tensors to the network's.</summary>
    public WeightMap Map { get; init; } = WeightMap.Same;

    /// <summary>Target device for a network on the meta device; null is the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>Floating-point type for a network on the meta device; null keeps the network's.</summary>
    public ScalarType? Type { get; init; }

    /// <summary>Whether to check each weight for NaN and infinity, which takes as long as reading it.</summary>
    public bool CheckNumbers { get; init; } = true;

    /// <summary>
    /// Creates an empty tensor of a shape, type and device for a network on the meta device, in its best memory layout.
    /// Null: the standard layout.
    /// </summary>
    public Func<long[], ScalarType, Device, Tensor>? Make { get; init; }

    /// <summary>
    /// Receives the size of each tensor before it is read. Its exceptions stop loading between two tensors.
    /// </summary>
    public Action<long>? Read { get; init; }
}

/// <summary>Loads and saves weights of networks.</summary>
public static class WeightLoader
{
    /// <summary>
    /// Loads all parameters and buffers of <paramref name="network"/>, one tensor at a time. All names, shapes and
    /// types are checked before the first weight is read. An allocated network keeps its tensors and gets new content.
    /// A network on the meta device gets tensors of the requested type and device.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="file">The weights.</param>
    /// <param name="how">Map, device, type and progress; null for equal names on the CPU.</param>
    /// <exception cref="HippogriffException">Weights are missing, unexpected, have another shape or type, or contain
    /// NaN or infinity.</exception>
    public static void Load(nn.Module network, IWeightSource file, WeightLoading? how = null)
    {
        how ??= new WeightLoading();
        WeightTarget[] targets = [.. WeightTarget.Of(network, how.Map, file)];
        WeightCheck.Require(file, how.Map, targets);
        using IDisposable noGradient = no_grad();
        using ReadBuffers buffers = new(file);
        foreach (WeightTarget target in targets)
        {
            using IDisposable scope = NewDisposeScope();
            bool alone = target.Expression.Sources.Skip(1).FirstOrDefault() is null;
            target.Take(target.Expression.Value(Read, target.Tensor.shape)!, how);

            // Tensors that are joined must be there at the same time.
            Tensor Read(string name)
            {
                how.Read?.Invoke(file.ByName[name].Bytes);
                Tensor weight = alone ? buffers.Read(name) : file.Read(name);
                if (how.CheckNumbers)
                    RequireFinite(file, name, weight);
                return weight;
            }
        }
    }

    /// <summary>
    /// Frees all parameters and buffers of <paramref name="network"/>: it is on the meta device afterwards, and
    /// <see cref="Load"/> fills it again.
    /// </summary>
    public static void Drop(nn.Module network)
    {
        using IDisposable ordinary = inference_mode(false);
        using IDisposable noGradient = no_grad();
        foreach (WeightTarget target in WeightTarget.Of(network))
            target.Drop();
    }

    /// <summary>
    /// Writes all parameters and buffers of <paramref name="network"/>, in the form that <see cref="Load"/> reads with
    /// the same <paramref name="map"/>.
    /// </summary>
    /// <inheritdoc cref="SafetensorsWriter.Write"/>
    /// <exception cref="NotSupportedException">The map has no inverse.</exception>
    public static void Save(
        nn.Module network,
        string path,
        ScalarType? type = null,
        WeightMap? map = null,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        using IDisposable noGradient = no_grad();
        using IDisposable scope = NewDisposeScope();
        SafetensorsWriter.Write(path, (map ?? WeightMap.Same).Back(network.state_dict()), type, metadata);
    }

    /// <summary>Checks only the maximum and minimum, because NaN propagates through both.</summary>
    private static void RequireFinite(IWeightSource file, string name, Tensor weight)
    {
        if (!weight.is_floating_point() || weight.numel() == 0)
            return;
        double most = weight.max().to(ScalarType.Float64).item<double>(),
            least = weight.min().to(ScalarType.Float64).item<double>();
        if (!double.IsFinite(most) || !double.IsFinite(least))
            throw new HippogriffException(
                $"The weight {Quoted.Name(name)} in '{file.Path}' holds NaN or infinity: the model is "
                    + "broken, load another or train it again.",
                FaultKind.DamagedFile
            );
    }
}
