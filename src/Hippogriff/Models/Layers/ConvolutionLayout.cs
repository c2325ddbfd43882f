using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>How the weights of convolutions lie in memory. Their shapes and values stay.</summary>
public static class ConvolutionLayout
{
    /// <summary>
    /// Lays the weights of all convolutions channels last ([O, H, W, I] in memory), for drawing on a CPU. libtorch then
    /// keeps the pictures between them channels last too: convolutions spare a rearrangement, tokens and pictures
    /// become views of one another, and doubling the side takes a thirtieth of the time.
    /// </summary>
    public static void ChannelsLast(nn.Module network)
    {
        using IDisposable noGradient = no_grad();
        foreach (Parameter weight in network.parameters().Where(p => p.dim() == 4 && p.device_type == DeviceType.CPU))
        {
            using DisposeScope scope = NewDisposeScope();
            weight.set_(weight.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
        }
    }

    /// <summary>An empty tensor, channels last where it is for a convolution.</summary>
    public static Tensor Empty(long[] shape, ScalarType type, Device device) =>
        shape is [var o, var i, var h, var w]
            ? empty([o, h, w, i], dtype: type, device: device).permute(0, 3, 1, 2)
            : empty(shape, dtype: type, device: device);
}
