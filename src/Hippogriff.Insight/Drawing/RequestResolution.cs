using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Drawing;

/// <summary>Requests resolved for a model, as a drawing would resolve them.</summary>
public static class RequestResolution
{
    /// <summary>
    /// Every setting of <paramref name="request"/> as <paramref name="model"/> would draw it; a seed that is left open
    /// is 1.
    /// </summary>
    /// <exception cref="HippogriffException">Something cannot be drawn; the message says what is allowed.</exception>
    public static GenerationSettings Resolve(this IPictureModel model, GenerationRequest request) =>
        RequestCheck.Resolve(request, model, () => 1);

    /// <summary>The model as one that can be looked into.</summary>
    /// <exception cref="HippogriffException">It has no network.</exception>
    public static IReadableModel Readable(this IPictureModel model) =>
        model as IReadableModel
        ?? throw new HippogriffException(
            $"The model {model.Name} has no network to look into; a trained model, such as those in models/, has one."
        );

    /// <summary>Refuses a number outside of what is allowed.</summary>
    /// <exception cref="HippogriffException">The message names it and the range.</exception>
    internal static void RequireBetween(string what, double value, double low, double high)
    {
        if (!(value >= low && value <= high))
            throw new HippogriffException($"The {what} {value} is not between {low} and {high}.");
    }
}
