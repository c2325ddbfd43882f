using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>A drawing's part of a batch that several share.</summary>
/// <param name="Prompts">Its rows of prompts K.</param>
/// <param name="Pictures">Its pictures, a multiple of K.</param>
internal readonly record struct BatchPart(long Prompts, long Pictures);

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

    [ThreadStatic]
    private static IReadOnlyList<BatchPart>? s_parts;

    /// <summary>
    /// Until it is disposed, batches on this thread are made of parts, each of another drawing. What belongs to prompts
    /// is computed for each part alone, so that it does not depend on the others.
    /// </summary>
    public static IDisposable InParts(IReadOnlyList<BatchPart> parts)
    {
        s_parts = parts;
        return new PartsEnd();
    }

    /// <summary>A layer's result for rows of prompts [K, ...].</summary>
    public static Tensor OfPrompts(nn.Module<Tensor, Tensor> layer, Tensor prompts) =>
        s_parts is { } parts && parts.Sum(part => part.Prompts) == prompts.shape[0]
            ? cat([.. prompts.split([.. parts.Select(part => part.Prompts)], 0).Select(layer.call)], 0)
            : layer.call(prompts);

    /// <summary>
    /// Expands one row per prompt [K, ...] to one row per picture [N, ...]: each is for N / K consecutive pictures. For
    /// N = K, returns the same tensor.
    /// </summary>
    public static Tensor Spread(Tensor prompts, long pictures)
    {
        if (prompts.shape[0] == pictures)
            return prompts;
        if (s_parts is not { } parts || parts.Sum(part => part.Prompts) != prompts.shape[0])
            return prompts.repeat_interleave(pictures / prompts.shape[0], 0);
        return cat(
            [
                .. prompts
                    .split([.. parts.Select(part => part.Prompts)], 0)
                    .Zip(parts, (rows, part) => rows.repeat_interleave(part.Pictures / part.Prompts, 0)),
            ],
            0
        );
    }

    private sealed class PartsEnd : IDisposable
    {
        public void Dispose() => s_parts = null;
    }

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
