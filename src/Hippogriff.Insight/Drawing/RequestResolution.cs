using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Drawing;

/// <summary>Resolves requests for a model in the same way as sampling.</summary>
public static class RequestResolution
{
    /// <summary>
    /// All settings of <paramref name="request"/> with the defaults of <paramref name="model"/>; the default seed is 1.
    /// </summary>
    /// <exception cref="HippogriffException">A setting is not possible; the message says what is allowed.</exception>
    public static GenerationSettings Resolve(this IPictureModel model, GenerationRequest request) =>
        RequestCheck.Resolve(request, model, () => 1);

    /// <summary>The model with access to its network.</summary>
    /// <exception cref="HippogriffException">It has no network.</exception>
    public static IReadableModel Readable(this IPictureModel model) =>
        model as IReadableModel
        ?? throw new HippogriffException(
            $"The model {model.Name} has no network to look into; a trained model, such as those in models/, has one.",
            FaultKind.Incompatible
        );

    /// <summary>The model with the attention of its network.</summary>
    /// <inheritdoc cref="Readable" path="/exception"/>
    public static IAttentiveModel Attentive(this IPictureModel model) => model as IAttentiveModel ?? model.Readable();

    /// <summary>Refuses a number out of range.</summary>
    /// <exception cref="HippogriffException">The number is out of range; the message names it and the
    /// range.</exception>
    internal static void RequireBetween(string what, double value, double low, double high)
    {
        if (!(value >= low && value <= high))
            throw new HippogriffException($"The {what} {value} is not between {low} and {high}.");
    }
}
