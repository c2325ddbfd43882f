using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Imaging;

/// <summary>Converts pictures to tensors and back: bytes 0 to 255 become -1 to 1, x = byte / 127.5 - 1.</summary>
public static class ImageTensor
{
    /// <summary>
    /// A picture as a float32 tensor [3, H, W] in [-1, 1] on <paramref name="device"/> (unset: the CPU), owned by the
    /// caller.
    /// </summary>
    public static Tensor FromImage(RgbImage image, Device? device = null)
    {
        using IDisposable scope = NewDisposeScope();
        return FromImages([image], device).squeeze(0).MoveToOuterDisposeScope(); // [3, H, W]
    }

    /// <summary>Pictures of one size as a float32 batch [N, 3, H, W] in [-1, 1], owned by the caller.</summary>
    /// <exception cref="ArgumentException">There are none, or their sizes differ.</exception>
    public static Tensor FromImages(IReadOnlyList<RgbImage> images, Device? device = null)
    {
        if (images.Count == 0)
            throw new ArgumentException("A batch needs at least one picture.", nameof(images));
        (int width, int height) = (images[0].Width, images[0].Height);
        using IDisposable scope = NewDisposeScope();
        Tensor bytes = empty([images.Count, height, width, 3], dtype: ScalarType.Byte, device: CPU);
        for (int i = 0; i < images.Count; i++)
        {
            if ((images[i].Width, images[i].Height) != (width, height))
                throw new ArgumentException(
                    $"A batch holds pictures of one size, and {images[i].Width}x{images[i].Height} is not "
                        + $"{width}x{height}.",
                    nameof(images)
                );
            images[i].Pixels.CopyTo(bytes[i].bytes);
        }
        return bytes
            .to(device ?? CPU)
            .permute(0, 3, 1, 2)
            .to_type(ScalarType.Float32)
            .div_(Held(127.5f))
            .sub_(Held(1f))
            .contiguous()
            .MoveToOuterDisposeScope(); // [N, 3, H, W]
    }

    /// <summary>A mask as a tensor [1, 1, H, W], float32, 0 (keep) to 1 (repaint), owned by the caller.</summary>
    public static Tensor FromMask(MaskImage mask, Device? device = null)
    {
        using IDisposable scope = NewDisposeScope();
        return tensor(mask.Values, dtype: ScalarType.Byte)
            .view(1, 1, mask.Height, mask.Width)
            .to(device ?? CPU)
            .to_type(ScalarType.Float32)
            .div_(Held(255f))
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The picture of a tensor [3, H, W] or [1, 3, H, W] on any device. Rounds to the nearest byte, clamps values
    /// outside [-1, 1], and shows NaN as middle grey.
    /// </summary>
    public static RgbImage ToImage(Tensor image)
    {
        if (image.dim() == 4 && image.shape[0] != 1)
            throw new ArgumentException(
                $"One picture is [3, H, W] or [1, 3, H, W], not [{string.Join(", ", image.shape)}].",
                nameof(image)
            );
        using IDisposable scope = NewDisposeScope();
        return ToImages(image.dim() == 3 ? image.unsqueeze(0) : image)[0];
    }

    /// <summary>The pictures of a batch [N, 3, H, W] on any device, see <see cref="ToImage"/>.</summary>
    public static IReadOnlyList<RgbImage> ToImages(Tensor batch)
    {
        if (batch.dim() != 4 || batch.shape[1] != 3)
            throw new ArgumentException(
                $"A batch of pictures is [N, 3, H, W], not [{string.Join(", ", batch.shape)}].",
                nameof(batch)
            );
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        (int height, int width) = ((int)batch.shape[2], (int)batch.shape[3]);
        Tensor bytes = batch
            .detach()
            .to_type(ScalarType.Float32)
            .nan_to_num(0, 1, -1)
            .Plus(1)
            .mul(Held(127.5f))
            .round()
            .clamp(Held(0), Held(255))
            .to_type(ScalarType.Byte)
            .permute(0, 2, 3, 1)
            .to(CPU)
            .contiguous(); // [N, H, W, 3]
        List<RgbImage> images = [];
        for (long i = 0; i < batch.shape[0]; i++)
            images.Add(new RgbImage(width, height, bytes[i].bytes.ToArray()));
        return images;
    }
}
