using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>Makes networks that belong to no dispose scope.</summary>
internal static class FreshModule
{
    /// <summary>A network on a device and in a type; lives until it is disposed. What the making leaves over is freed.</summary>
    public static T Make<T>(Func<T> make, Device device, ScalarType type) where T : nn.Module
    {
        using DisposeScope scope = NewDisposeScope();
        T network = make();
        network.to(device);
        network.to(type);
        foreach ((string _, Tensor tensor) in network.state_dict()) tensor.DetachFromDisposeScope();
        return network;
    }
}
