using Hippogriff.Devices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>Memory layout of convolution weights; shapes and values do not change.</summary>
public static class ConvolutionLayout
{
    /// <summary>
    /// Converts the weights of all convolutions to channels last ([O, H, W, I] in memory), for inference on a CPU.
    /// libtorch then keeps activations channels last too. Convolutions need no reordering, tokens and pictures are
    /// views of each other, and upsampling takes 1/30 of the time.
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

    /// <summary>
    /// Pictures [N, C, H, W] channels last, where training computes so: on a CPU with oneDNN, whose convolutions then
    /// reorder nothing. All that follows keeps the layout. Otherwise the pictures as they are.
    /// </summary>
    public static Tensor InTraining(Tensor x) =>
        LastInTraining(x) ? x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : x;

    /// <summary>Whether <see cref="InTraining"/> changes the layout of such pictures.</summary>
    internal static bool LastInTraining(Tensor x) =>
        x.device_type == DeviceType.CPU
        && (x.dtype == ScalarType.BFloat16 || (x.dtype == ScalarType.Float32 && is_grad_enabled()))
        && NativeRuntime.OneDnn.On;

    /// <summary>An empty tensor; channels last for a convolution.</summary>
    public static Tensor Empty(long[] shape, ScalarType type, Device device) =>
        shape is [var o, var i, var h, var w]
            ? empty([o, h, w, i], dtype: type, device: device).permute(0, 3, 1, 2)
            : empty(shape, dtype: type, device: device);
}
