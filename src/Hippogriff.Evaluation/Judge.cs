using Hippogriff.Devices;
using Hippogriff.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>A judge's result for a picture.</summary>
/// <param name="Seen">The things detected.</param>
/// <param name="Features">F features of the picture, for similarity.</param>
public sealed record Opinion(Sighting Seen, float[] Features);

/// <summary>A classifier of pictures.</summary>
public interface IJudge
{
    /// <summary>One result per picture.</summary>
    IReadOnlyList<Opinion> Look(IReadOnlyList<RgbImage> pictures);
}

/// <summary>A trained judge. Pictures of other sizes are scaled first.</summary>
/// <param name="network">The network in evaluation mode; owned by this object.</param>
/// <param name="labels">The meaning of its outputs.</param>
/// <param name="size">Side of its training pictures in pixels.</param>
/// <param name="threshold">Minimum certainty of a detected thing, 0 to 1.</param>
/// <param name="hash">First ten hex digits of the SHA-256 of its weights.</param>
public sealed class Judge(JudgeNetwork network, JudgeLabels labels, int size, double threshold, string hash)
    : IJudge,
        IDisposable
{
    private const int BatchSize = 32;

    /// <summary>Minimum certainty for <see cref="Doubtful"/>.</summary>
    public const double Doubt = 0.05;

    /// <summary>Minimum certainty of a detected thing.</summary>
    public double Threshold => threshold;

    /// <summary>
    /// First ten hex digits of the SHA-256 of its weights. Only figures of the same judge are comparable.
    /// </summary>
    public string Hash => hash;

    /// <inheritdoc/>
    public IReadOnlyList<Opinion> Look(IReadOnlyList<RgbImage> pictures) =>
        [.. Doubtful(pictures).Select(o => o with { Seen = Certain(o.Seen, threshold) })];

    /// <summary>A sighting without things below certainty <paramref name="least"/>.</summary>
    public static Sighting Certain(Sighting sighting, double least) =>
        sighting with
        {
            Things = [.. sighting.Things.Where(t => t.Certainty >= least)],
        };

    /// <summary>Results that include uncertain things.</summary>
    internal IReadOnlyList<Opinion> Doubtful(IReadOnlyList<RgbImage> pictures)
    {
        using IDisposable inference = inference_mode();
        List<Opinion> opinions = [];
        foreach (RgbImage[] batch in pictures.Chunk(BatchSize))
        {
            using DisposeScope scope = NewDisposeScope();
            JudgeAnswers answers = network.Look(Pixels(batch));
            float[] features = TensorNumbers.Of<float>(answers.Features.to(ScalarType.Float32));
            opinions.AddRange(
                new JudgeReading(answers, labels)
                    .Sightings()
                    .Zip(features.Chunk(JudgeNetwork.FeatureCount), (seen, own) => new Opinion(seen, own))
            );
        }
        return opinions;
    }

    private Tensor Pixels(IReadOnlyList<RgbImage> batch)
    {
        Tensor weight = network.parameters().First();
        RgbImage[] fitting =
        [
            .. batch.Select(image =>
                image.Width == size && image.Height == size ? image : ImageScaling.Cover(image, size, size)
            ),
        ];
        return ImageTensor.FromImages(fitting, weight.device).to(weight.dtype);
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();
}
