using Hippogriff.Devices;
using Hippogriff.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>What a judge thinks of a picture.</summary>
/// <param name="Seen">What it sees.</param>
/// <param name="Features">The picture in F numbers; how much alike pictures are is measured in them.</param>
public sealed record Opinion(Sighting Seen, float[] Features);

/// <summary>Who says what is in a picture.</summary>
public interface IJudge
{
    /// <summary>One opinion a picture.</summary>
    IReadOnlyList<Opinion> Look(IReadOnlyList<RgbImage> pictures);
}

/// <summary>A trained judge. Pictures of other sizes than its own are scaled to it first.</summary>
/// <param name="network">The network, in evaluation mode; this owns it.</param>
/// <param name="labels">What its numbers mean.</param>
/// <param name="size">Side of the pictures it learned from, in pixels.</param>
/// <param name="threshold">A thing is seen where the judge gives it at least this, 0 to 1.</param>
/// <param name="hash">First ten hex digits of the SHA-256 of its weights.</param>
public sealed class Judge(JudgeNetwork network, JudgeLabels labels, int size, double threshold, string hash)
    : IJudge,
        IDisposable
{
    private const int BatchSize = 32;

    /// <summary>The lowest certainty of which <see cref="Doubtful"/> speaks.</summary>
    public const double Doubt = 0.05;

    /// <summary>A thing is seen where the judge gives it at least this.</summary>
    public double Threshold => threshold;

    /// <summary>
    /// First ten hex digits of the SHA-256 of its weights: figures compare where the judge is the same.
    /// </summary>
    public string Hash => hash;

    /// <inheritdoc/>
    public IReadOnlyList<Opinion> Look(IReadOnlyList<RgbImage> pictures) =>
        [.. Doubtful(pictures).Select(o => o with { Seen = Certain(o.Seen, threshold) })];

    /// <summary>A sighting without what is less certain than <paramref name="least"/>.</summary>
    public static Sighting Certain(Sighting sighting, double least) =>
        sighting with
        {
            Things = [.. sighting.Things.Where(t => t.Certainty >= least)],
        };

    /// <summary>Opinions that name things of doubtful certainty too.</summary>
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

    public void Dispose() => network.Dispose();
}
