using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.FolderModels;

/// <summary>Distances of pictures to a set: root mean square differences of pixels, 0 to 255.</summary>
internal sealed class NearestPictures
{
    private const double BytesPerUnit = 127.5;
    private readonly Tensor _known; // [K, D] float32

    /// <param name="known">[K, 3, H, W] in [-1, 1]; borrowed from the caller's scope.</param>
    public NearestPictures(Tensor known) => _known = known.flatten(1);

    /// <summary>For each picture of [N, 3, H, W] the index of the most similar known one, and its distance.</summary>
    public IReadOnlyList<(int Index, double Distance)> Of(Tensor pictures)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = pictures.flatten(1);
        return [.. Enumerable.Range(0, (int)flat.shape[0]).Select(i => Least(flat[i], except: -1))];
    }

    /// <summary>
    /// Median over the known pictures of the distance to the most similar other one; NaN for one picture.
    /// </summary>
    public double Apart(int most = 256)
    {
        using DisposeScope scope = NewDisposeScope();
        if (_known.shape[0] < 2)
            return double.NaN;
        double[] all =
        [
            .. Enumerable
                .Range(0, (int)Math.Min(most, _known.shape[0]))
                .Select(i => Least(_known[i], except: i).Distance)
                .Order(),
        ];
        return (all[(all.Length - 1) / 2] + all[all.Length / 2]) / 2;
    }

    private (int Index, double Distance) Least(Tensor picture, long except)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor distances = (_known - picture).Squared().mean([1]); // [K]
        if (except >= 0)
            distances[except] = float.PositiveInfinity;
        long index = distances.argmin().item<long>();
        return ((int)index, Math.Sqrt(distances[index].item<float>()) * BytesPerUnit);
    }
}
