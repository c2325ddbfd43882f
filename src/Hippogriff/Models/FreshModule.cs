using Hippogriff.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models;

/// <summary>
/// Builds networks that belong to no dispose scope. Their constructors compute initial values (a random tensor times a
/// number), and a scope here keeps intermediate tensors alive. Without a scope, the garbage collector could free them
/// while libtorch reads them.
/// </summary>
public static class FreshModule
{
    /// <summary>A network on a device and in a type; the caller disposes it. Intermediate tensors are freed.</summary>
    public static T Make<T>(Func<T> make, Device device, ScalarType type)
        where T : nn.Module =>
        Make(() =>
        {
            T network = make();
            network.to(device);
            network.to(type);
            return network;
        });

    /// <summary>
    /// Lock for building one network at a time. Initial weights come from libtorch's global generator, and another
    /// thread would use numbers of this network's seed.
    /// </summary>
    public static Lock Making { get; } = new();

    /// <summary>
    /// A network on the meta device, to be filled from a file; the caller disposes it. It takes almost no time and
    /// memory, and does not use libtorch's generator.
    /// </summary>
    public static T OnMeta<T>(Func<T> make)
        where T : nn.Module
    {
        using IDisposable meta = Layer.OnMeta();
        using DisposeScope scope = NewDisposeScope();
        T network = make();
        foreach ((string _, Tensor tensor) in network.state_dict())
            tensor.DetachFromDisposeScope();
        return network;
    }

    /// <summary>Number of parameters of a network, without allocating them.</summary>
    public static long NumbersOf(Func<nn.Module> make)
    {
        using nn.Module network = OnMeta(make);
        return network.state_dict().Values.Sum(tensor => tensor.numel());
    }

    /// <summary>A newly built network; the caller disposes it. Intermediate tensors are freed.</summary>
    public static T Make<T>(Func<T> make)
        where T : nn.Module
    {
        using Lock.Scope alone = Making.EnterScope();
        using DisposeScope scope = NewDisposeScope();
        T network = make();
        foreach ((string _, Tensor tensor) in network.state_dict())
            tensor.DetachFromDisposeScope();
        return network;
    }
}
