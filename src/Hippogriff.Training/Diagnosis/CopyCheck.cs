using Hippogriff.Data.Examples;
using Hippogriff.Devices;
using Hippogriff.Imaging;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Diagnosis;

/// <summary>The training picture nearest to a picture.</summary>
/// <param name="Distance">Root mean square difference at half size, 0 to 255.</param>
/// <param name="Training">Index of the training picture.</param>
public readonly record struct Neighbour(double Distance, int Training);

/// <summary>
/// Detects copies of training pictures. Each thing has one artwork, so a well-drawn cat resembles the trained one. A
/// copy is a whole picture with every thing placed as in training. Unseen composed scenes show how near a picture is by
/// chance. A picture is a copy if it is nearer than 99 % of those and shows the same things as the training picture.
/// </summary>
public sealed class CopyCheck
{
    private const int Side = 32,
        Chunk = 512;
    private const double ByChance = 0.01;
    private readonly IReadOnlyList<float[]> _training;

    /// <param name="training">The generator's training pictures.</param>
    public CopyCheck(IReadOnlyList<RgbImage> training) => _training = [.. training.Select(Small)];

    /// <summary>Number of training pictures searched.</summary>
    public int Count => _training.Count;

    /// <summary>
    /// The first <paramref name="count"/> pictures of the run that trained on <paramref name="source"/>.
    /// </summary>
    public static CopyCheck Of(IExampleSource source, int count)
    {
        RgbImage[] images = new RgbImage[count];
        Parallel.For(0, count, i => images[i] = source.Get(i).Image);
        return new CopyCheck(images);
    }

    /// <summary>The training picture nearest to each picture.</summary>
    public IReadOnlyList<Neighbour> Nearest(IReadOnlyList<RgbImage> pictures)
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        float[][] small = [.. pictures.Select(Small)];
        Tensor mine = Rows(small),
            best = full(pictures.Count, Held(float.PositiveInfinity)),
            which = zeros(pictures.Count, ScalarType.Int64);
        for (int first = 0; first < _training.Count; first += Chunk)
        {
            using DisposeScope step = NewDisposeScope();
            Tensor theirs = Rows([.. _training.Skip(first).Take(Chunk)]);
            Tensor squares =
                // [N, T]
                mine.Squared().sum(1, keepdim: true).Plus(theirs.Squared().sum(1))
                - Held(2) * mine.matmul(theirs.T);
            (Tensor nearest, Tensor index) = squares.min(1);
            Tensor better = nearest < best;
            which.copy_(where(better, index.Plus(first), which));
            best.copy_(minimum(best, nearest));
        }
        return
        [
            .. TensorNumbers
                .Of<long>(which)
                .Select((n, i) => new Neighbour(Distance(small[i], _training[(int)n]), (int)n)),
        ];
    }

    /// <summary>
    /// For each picture, the distance to the nearest training picture divided by that to the second nearest; 1 if both
    /// are 0. Needs two training pictures.
    /// </summary>
    internal IReadOnlyList<double> Ratios(IReadOnlyList<RgbImage> pictures) =>
        [
            .. pictures
                .Select(Small)
                .Select(picture =>
                {
                    (double first, double second) = (double.PositiveInfinity, double.PositiveInfinity);
                    foreach (double distance in _training.Select(other => Distance(picture, other)))
                        (first, second) = distance < first ? (distance, first) : (first, Math.Min(second, distance));
                    return second == 0 ? 1 : first / second;
                }),
        ];

    /// <summary>The 1 % quantile of the distances of unseen scenes to their nearest training picture.</summary>
    public static double Threshold(IReadOnlyList<Neighbour> unseen) =>
        Quantile([.. unseen.Select(n => n.Distance)], ByChance);

    /// <summary>A quantile with linear interpolation.</summary>
    public static double Quantile(IReadOnlyList<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        double at = share * (sorted.Length - 1);
        int low = (int)at,
            high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
    }

    /// <summary>The distance again, without the rounding errors of the matrix product.</summary>
    private static double Distance(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (double)(a[i] - b[i]);
        return Math.Sqrt(sum / a.Length);
    }

    private static float[] Small(RgbImage image) =>
        Array.ConvertAll(ImageScaling.Cover(image, Side, Side).Pixels, p => (float)p);

    private static Tensor Rows(IReadOnlyList<float[]> rows) => stack([.. rows.Select(r => tensor(r))]);
}
