using Hippogriff.Devices;
using Hippogriff.Evaluation;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Spread;

/// <summary>A feature space: maps pictures to vectors with a meaningful distance.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Of">One row per picture; all rows have the same length.</param>
public sealed record FeatureSpace(string Name, Func<IReadOnlyList<RgbImage>, IReadOnlyList<float[]>> Of)
{
    private const int Batch = 16;

    /// <summary>Raw pixels: the distance is the root mean square difference, 0 to 255.</summary>
    public static FeatureSpace Pixels { get; } =
        new(
            "pixels",
            pictures =>
                [
                    .. pictures.Select(picture =>
                    {
                        float scale = MathF.Sqrt(picture.Pixels.Length);
                        return Array.ConvertAll(picture.Pixels, p => p / scale);
                    }),
                ]
        );

    /// <summary>Features from the middle of the model's own network; null if the model has none.</summary>
    public static FeatureSpace? BottleneckOf(IPictureModel model)
    {
        if (model is not IReadableModel readable)
            return null;
        using (inference_mode())
        using (NewDisposeScope())
            if (readable.Bottleneck(zeros(1, 3, model.SizeMultiple, model.SizeMultiple, device: model.Device)) is null)
                return null;
        return new FeatureSpace(
            "network",
            pictures =>
            {
                using IDisposable inference = inference_mode();
                List<float[]> rows = [];
                foreach (RgbImage[] part in pictures.Chunk(Batch))
                {
                    using DisposeScope scope = NewDisposeScope();
                    Tensor bottleneck = readable.Bottleneck(ImageTensor.FromImages(part, model.Device))!; // [N, D]
                    rows.AddRange(TensorNumbers.Of<float>(bottleneck).Chunk((int)bottleneck.shape[1]));
                }
                return rows;
            }
        );
    }

    /// <summary>
    /// The default spaces for a model's pictures: the middle of its network, if there is one, and pixels.
    /// </summary>
    public static IReadOnlyList<FeatureSpace> Default(IPictureModel model) =>
        [.. new[] { BottleneckOf(model), Pixels }.OfType<FeatureSpace>()];

    /// <summary>Features of a judge, a separately trained classifier of pictures.</summary>
    public static FeatureSpace OfJudge(IJudge judge) =>
        new("judge", pictures => [.. judge.Look(pictures).Select(o => o.Features)]);
}
