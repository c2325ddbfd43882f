using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Makes pictures independent of their batch. libtorch and its backends split sums by the number of rows. A row of a
/// large batch may therefore differ in its last bit from the same row alone, and a pixel by 1. Values shared by all
/// pictures of a prompt are computed once per prompt; the rest uses kernels that do not depend on the batch.
/// </summary>
internal static class BatchRows
{
    // number of positions from which libtorch's group norm distributes all pictures over threads
    private const int GroupNormSplits = 1024;
    private const int OneDnnBegins = 16; // pictures from which, on one thread, a 1x1 convolution goes to oneDNN
    private const int SmallPicture = 24_576; // numbers below which oneDNN adds in another order for a single picture

    /// <summary>
    /// Expands one row per prompt [K, ...] to one row per picture [N, ...]: each is for N / K consecutive pictures. For
    /// N = K, returns the same tensor.
    /// </summary>
    public static Tensor Spread(Tensor prompts, long pictures) =>
        prompts.shape[0] == pictures ? prompts : prompts.repeat_interleave(pictures / prompts.shape[0], 0);

    /// <summary>A group norm of [N, C, H, W]; processes large pictures one by one in inference.</summary>
    public static Tensor Norm(GroupNorm norm, Tensor x)
    {
        bool shares =
            x.shape[0] > 1 && x.shape[2] * x.shape[3] >= GroupNormSplits && x.device_type == TorchSharp.DeviceType.CPU;
        if (!shares || is_grad_enabled() || get_num_threads() == 1)
            return norm.call(x);
        return cat([.. Enumerable.Range(0, (int)x.shape[0]).Select(i => norm.call(x.narrow(0, i, 1)))], 0);
    }

    /// <summary>
    /// A convolution of [N, C, H, W]. A single small picture uses the same kernel as two, and a large batch the same as
    /// a small one.
    /// </summary>
    public static Tensor Convolve(Conv2d convolution, Tensor x)
    {
        if (x.device_type != TorchSharp.DeviceType.CPU || is_grad_enabled())
            return convolution.call(x);
        if (x.shape[0] == 1 && x.numel() < SmallPicture)
            return convolution.call(cat([x, x], 0)).narrow(0, 0, 1);
        if (x.shape[0] < OneDnnBegins || convolution.weight!.shape[2] > 1 || get_num_threads() > 1)
            return convolution.call(x);
        return cat([.. x.split(OneDnnBegins / 2, 0).Select(part => convolution.call(part))], 0);
    }
}
