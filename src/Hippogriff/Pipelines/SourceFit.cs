using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>Brings a source picture of any size, and its mask, to a size that a model draws.</summary>
public static class SourceFit
{
    /// <summary>
    /// The source's own size where the model can draw it and it is no larger than the model's; else the model's.
    /// </summary>
    /// <param name="source">The picture.</param>
    /// <param name="defaults">The model's defaults.</param>
    /// <param name="sizeMultiple">What its sizes are multiples of.</param>
    public static (int Width, int Height) SizeFor(RgbImage source, GenerationDefaults defaults, int sizeMultiple)
    {
        bool own =
            source.Width % sizeMultiple == 0
            && source.Height % sizeMultiple == 0
            && source.Width <= defaults.Width
            && source.Height <= defaults.Height;
        return own ? (source.Width, source.Height) : (defaults.Width, defaults.Height);
    }

    /// <summary>
    /// The request with its source cut around the middle and scaled to the size that is drawn
    /// (<see cref="GenerationRequest.Width"/> and height where they are set, else <see cref="SizeFor"/>), and its mask
    /// in the same way. Without a source it stays as it is.
    /// </summary>
    /// <inheritdoc cref="SizeFor" path="/param"/>
    /// <exception cref="HippogriffException">The mask has other proportions than the source.</exception>
    public static GenerationRequest FitSource(
        this GenerationRequest request,
        GenerationDefaults defaults,
        int sizeMultiple
    )
    {
        if (request.Source is not { } source)
            return request;
        (int width, int height) = SizeFor(source, defaults, sizeMultiple);
        (width, height) = (request.Width ?? width, request.Height ?? height);
        if (Math.Min(width, height) < 1 || Math.Max(width, height) > RequestCheck.LargestSide)
            return request; // refused when it is drawn
        return request with
        {
            Width = width,
            Height = height,
            Source = ImageScaling.Cover(source, width, height),
            Mask = request.Mask is { } mask
                ? MaskImage.FromBrightness(
                    ImageScaling.Cover(mask.FittedTo(source.Width, source.Height).ToImage(), width, height)
                )
                : null,
        };
    }
}
