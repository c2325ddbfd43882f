using Hippogriff.Imaging;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Data.Examples;

/// <summary>A batch in plain memory: pictures of one size and their captions.</summary>
public sealed record PictureBatch(byte[] Bytes, int Count, int Height, int Width, IReadOnlyList<string> Captions)
{
    /// <summary>Ground truth of each picture; empty if unknown or not requested.</summary>
    public IReadOnlyList<PartMap> Parts { get; init; } = [];

    /// <summary>
    /// The same pictures in the input size of an upscaling autoencoder's encoder; null if it reads reductions of these.
    /// </summary>
    public PictureBatch? Downsampled { get; init; }

    /// <summary>Batch number <paramref name="number"/> of a source, of <paramref name="count"/> pictures.</summary>
    public static PictureBatch Take(IExampleSource source, long number, int count) => Of(source.Batch(number, count));

    /// <summary>A batch of examples of one size.</summary>
    public static PictureBatch Of(IReadOnlyList<Example> examples)
    {
        int count = examples.Count;
        RgbImage shape = examples[0].Image;
        byte[] bytes = new byte[count * shape.Pixels.Length];
        for (int i = 0; i < count; i++)
        {
            RgbImage image = examples[i].Image;
            if (image.Width != shape.Width || image.Height != shape.Height)
                throw new InvalidOperationException(
                    $"Pictures of a batch have one size; {image.Width}x{image.Height} stands beside "
                        + $"{shape.Width}x{shape.Height}."
                );
            image.Pixels.CopyTo(bytes, i * shape.Pixels.Length);
        }
        return new PictureBatch(bytes, count, shape.Height, shape.Width, [.. examples.Select(e => e.Caption)]);
    }

    /// <summary>The pictures [N, 3, H, W] in [-1, 1].</summary>
    public Tensor Pixels(Device device, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor raw = frombuffer(Bytes, ScalarType.Byte).view(Count, Height, Width, 3).to(device);
        return (raw.to(ScalarType.Float32).permute(0, 3, 1, 2) / Held(127.5) - Held(1))
            .to(type)
            .contiguous()
            .MoveToOuterDisposeScope();
    }
}
