using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Creates all layers. They are on the CPU with default initial values, or on the meta device while a network is built
/// for loading.
/// </summary>
public static class Layer
{
    [ThreadStatic]
    private static Device? s_device;

    /// <summary>Device of the tensors of a network being built; null is the CPU.</summary>
    public static Device? Device => s_device;

    /// <summary>Creates layers on the meta device on this thread until disposed.</summary>
    public static IDisposable OnMeta() => new Meta();

    /// <summary>[..., input] to [..., output].</summary>
    public static Linear Linear(long input, long output, bool hasBias = true) =>
        nn.Linear(input, output, hasBias, s_device);

    /// <summary>[N, input, H, W] to [N, output, H', W'].</summary>
    public static Conv2d Conv2d(
        long input,
        long output,
        long kernel,
        long stride = 1,
        long padding = 0,
        bool bias = true
    ) => nn.Conv2d(input, output, kernel, stride, padding, bias: bias, device: s_device);

    /// <summary>Group norm with weight 1 and bias 0, which TorchSharp 0.107 leaves uninitialised.</summary>
    public static GroupNorm GroupNorm(long groups, long channels, double eps = 1e-5)
    {
        GroupNorm norm = nn.GroupNorm(groups, channels, eps, device: s_device);
        using (no_grad())
        {
            nn.init.ones_(norm.weight!);
            nn.init.zeros_(norm.bias!);
        }
        return norm;
    }

    /// <summary>Layer norm over the last dimension.</summary>
    public static LayerNorm LayerNorm(long width, double eps = 1e-5, bool affine = true) =>
        nn.LayerNorm(width, eps, affine, device: s_device);

    /// <summary>Indices to vectors.</summary>
    public static Embedding Embedding(long count, long width) => nn.Embedding(count, width, device: s_device);

    /// <summary>An uninitialised tensor.</summary>
    public static Tensor Empty(params long[] shape) => empty(shape, device: s_device);

    /// <summary>Standard normal numbers.</summary>
    public static Tensor Normal(params long[] shape) => randn(shape, device: s_device);

    /// <summary>Moves a tensor to the device of the network being built.</summary>
    public static Tensor Here(Tensor made) => s_device is null ? made : made.to(s_device);

    private sealed class Meta : IDisposable
    {
        private readonly Device? _before = s_device;

        public Meta() => s_device = META;

        public void Dispose() => s_device = _before;
    }
}
