using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>How weights are brought from a file into a network.</summary>
public sealed record WeightLoading
{
    /// <summary>How the network's tensors follow from the file's.</summary>
    public WeightMap Map { get; init; } = WeightMap.Same;

    /// <summary>Where tensors of a network on the meta device go; null is the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>Type of the floating-point tensors of a network on the meta device; null keeps the network's.</summary>
    public ScalarType? Type { get; init; }

    /// <summary>
    /// Whether each weight is looked through for NaN and infinity, which takes as long as reading it.
    /// </summary>
    public bool CheckNumbers { get; init; } = true;

    /// <summary>
    /// Makes an empty tensor for a network on the meta device, of a shape and type on a device, laid out in memory as
    /// is best for it. Null: as usual.
    /// </summary>
    public Func<long[], ScalarType, Device, Tensor>? Make { get; init; }

    /// <summary>
    /// Told the bytes of each of the file's tensors before it is read; what it throws stops the loading, between two
    /// tensors.
    /// </summary>
    public Action<long>? Read { get; init; }
}

/// <summary>Carries weights between files and networks.</summary>
public static class WeightLoader
{
    /// <summary>
    /// Fills all parameters and buffers of <paramref name="network"/>, one tensor at a time. Names, shapes and kinds
    /// are all checked before the first weight is read. A network that holds numbers keeps its tensors, only their
    /// content changes; one on the meta device gets tensors of the asked type on the asked device.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="file">Where the weights lie.</param>
    /// <param name="how">Map, device, type, progress; null for the same names, on the CPU.</param>
    /// <exception cref="HippogriffException">Weights are missing, left over, of another shape or kind, or hold NaN or
    /// infinity.</exception>
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
    /// Writes all parameters and buffers of <paramref name="network"/>, under the names and in the form that
    /// <see cref="Load"/> reads with the same <paramref name="map"/>.
    /// </summary>
    /// <inheritdoc cref="SafetensorsWriter.Write"/>
    /// <exception cref="NotSupportedException">The map has no way back.</exception>
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

    /// <summary>The largest and smallest number tell it: what is no number passes through both.</summary>
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
