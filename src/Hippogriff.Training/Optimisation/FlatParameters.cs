using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Training.Optimisation;

/// <summary>
/// All parameters of a network in one buffer: the parameters become views of <see cref="Working"/>, their gradients
/// views of <see cref="Gradient"/>. Both have the network's type. <see cref="Master"/> is float32 and is updated by the
/// optimiser (mixed precision without autocast, 1710.03740). In float32, master and working copy are the same memory.
/// </summary>
public sealed class FlatParameters : IDisposable
{
    private readonly List<(string Name, Parameter Parameter, long Offset)> _layout = [];
    private readonly HashSet<string> _kept; // parameters that are not trained

    /// <summary>
    /// Takes the trainable parameters of <paramref name="network"/> over; the network must already be on its device.
    /// </summary>
    public FlatParameters(nn.Module network, ScalarType type)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        long total = 0;
        _kept = [.. network.named_parameters().Where(p => !p.parameter.requires_grad).Select(p => p.name)];
        foreach (
            (string name, Parameter parameter) in network
                .named_parameters()
                .Where(p => p.parameter.requires_grad)
                .OrderBy(p => p.name, StringComparer.Ordinal)
        )
        {
            _layout.Add((name, parameter, total));
            total += parameter.numel();
        }
        Device device = _layout[0].Parameter.device;
        Master = zeros(total, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        Working =
            type == ScalarType.Float32 ? Master : zeros(total, dtype: type, device: device).DetachFromDisposeScope();
        Gradient = zeros(total, dtype: type, device: device).DetachFromDisposeScope();
        foreach ((string _, Parameter parameter, long offset) in _layout)
        {
            Master.narrow(0, offset, parameter.numel()).view(parameter.shape).copy_(parameter);
            Point(parameter, offset);
        }
        PublishMaster();
    }

    /// <summary>The weights that the optimiser updates, float32 [P].</summary>
    public Tensor Master { get; }

    /// <summary>The weights that the network uses [P].</summary>
    public Tensor Working { get; }

    /// <summary>Sum of the gradients since <see cref="ClearGradient"/> [P].</summary>
    public Tensor Gradient { get; }

    /// <summary>Number of parameters.</summary>
    public long Count => Master.numel();

    /// <summary>Copies the master weights to the working copy, if they are separate.</summary>
    public void PublishMaster()
    {
        using IDisposable noGradient = no_grad();
        if (!ReferenceEquals(Master, Working))
            Working.copy_(Master);
    }

    /// <summary>
    /// Copies <paramref name="flat"/> [P], for example the average, into another network of the same architecture and
    /// any type. <paramref name="prefix"/> is that network's prefix among the trained parameters. Parameters that are
    /// not trained keep their values.
    /// </summary>
    public void CopyTo(nn.Module network, Tensor flat, string prefix = "")
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> parts = Named(flat).ToDictionary(p => p.Key, p => p.Value);
        foreach ((string name, Parameter parameter) in network.named_parameters())
            if (!_kept.Contains(prefix + name))
                parameter.copy_(parts[prefix + name]);
    }

    /// <summary>
    /// Copies the weights of another network of the same architecture and any type; the inverse of
    /// <see cref="CopyTo"/>. Parameters that it lacks keep their values.
    /// </summary>
    public void CopyFrom(nn.Module network, string prefix = "")
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> parts = Named(Master).ToDictionary(p => p.Key, p => p.Value);
        foreach ((string name, Parameter parameter) in network.named_parameters())
            if (!_kept.Contains(prefix + name))
                parts[prefix + name].copy_(parameter);
        PublishMaster();
    }

    /// <summary>Zeroes the gradients.</summary>
    public void ClearGradient() => Gradient.zero_();

    /// <summary>Splits a flat vector [P] into the network's tensors by name; views, owned by the caller.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Named(Tensor flat) =>
        _layout.Select(p => new KeyValuePair<string, Tensor>(
            p.Name,
            flat.narrow(0, p.Offset, p.Parameter.numel()).view(p.Parameter.shape)
        ));

    private void Point(Parameter parameter, long offset)
    {
        long[] shape = parameter.shape;
        long count = parameter.numel();
        if (parameter.dtype != Working.dtype)
            throw new InvalidOperationException(
                "Turn the network into the working type before its parameters are flattened."
            );
        parameter.set_(Working.narrow(0, offset, count).view(shape));
        // the parameter keeps the memory, not this handle
        parameter.grad = Gradient.narrow(0, offset, count).view(shape);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!ReferenceEquals(Master, Working))
            Working.Dispose();
        Master.Dispose();
        Gradient.Dispose();
    }
}
