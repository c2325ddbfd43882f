using Hippogriff.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models;

/// <summary>
/// Makes networks that belong to no dispose scope. Their constructors compute first values (a random tensor times a
/// number), and what they compute with is held by the scope here: outside of one, the collector frees it while libtorch
/// reads it.
/// </summary>
public static class FreshModule
{
    /// <summary>
    /// A network on a device and in a type; lives until it is disposed. What the making leaves over is freed.
    /// </summary>
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
    /// One network is made at a time: initial weights come from libtorch's one global generator, and another thread's
    /// network would draw from what was seeded for this one.
    /// </summary>
    public static Lock Making { get; } = new();

    /// <summary>
    /// A network with shapes and no numbers, to be filled from a file; lives until it is disposed. It takes no time and
    /// no memory to speak of, and nothing of libtorch's generator.
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

    /// <summary>How many numbers a network holds, counted without making them.</summary>
    public static long NumbersOf(Func<nn.Module> make)
    {
        using nn.Module network = OnMeta(make);
        return network.state_dict().Values.Sum(tensor => tensor.numel());
    }

    /// <summary>A network as it is made; lives until it is disposed. What the making leaves over is freed.</summary>
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
