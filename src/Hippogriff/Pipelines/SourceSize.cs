using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>Which size a source picture is drawn in, and how it, and its mask, is brought to it.</summary>
public static class SourceSize
{
    /// <summary>
    /// The source's own size where the model can draw it and it is no larger than the model's; else the model's.
    /// </summary>
    /// <param name="source">The picture.</param>
    /// <param name="defaults">The model's defaults.</param>
    /// <param name="sizeMultiple">What its sizes are multiples of.</param>
    public static PictureSize For(RgbImage source, GenerationDefaults defaults, int sizeMultiple)
    {
        bool own =
            source.Width % sizeMultiple == 0
            && source.Height % sizeMultiple == 0
            && source.Width <= defaults.Width
            && source.Height <= defaults.Height;
        return own ? new(source.Width, source.Height) : new(defaults.Width, defaults.Height);
    }

    /// <summary>
    /// The request with its source and mask in the size that is drawn: <see cref="GenerationOptions.Width"/> and height
    /// where they are set, else <see cref="For"/>. Without a source it stays as it is.
    /// </summary>
    /// <inheritdoc cref="For" path="/param"/>
    /// <exception cref="HippogriffException">The mask has other proportions than the source, or the source has another
    /// size and is to be drawn exactly.</exception>
    internal static GenerationRequest Fit(GenerationRequest request, GenerationDefaults defaults, int sizeMultiple)
    {
        if (request.Source is not { } source)
            return request;
        PictureSize own =
            request.SourceFit == SourceFit.Exact
                ? new(source.Width, source.Height)
                : For(source, defaults, sizeMultiple);
        (int width, int height) = (request.Width ?? own.Width, request.Height ?? own.Height);
        request = request with { Width = width, Height = height };
        if (Math.Min(width, height) < 1 || Math.Max(width, height) > RequestCheck.LargestSide)
            return request; // refused by the next check
        if ((source.Width, source.Height) == (width, height))
            return request;
        if (request.SourceFit == SourceFit.Exact)
            throw new HippogriffException(
                $"The source picture is {source.Width}x{source.Height} and {width}x{height} are to be drawn; they must "
                    + "be the same where it is to be drawn exactly."
            );
        MaskImage? mask = request.Mask?.FittedTo(source.Width, source.Height);
        return request with
        {
            Source = Fitted(source, width, height, request.SourceFit),
            Mask = mask is null ? null : Fitted(mask, width, height, request.SourceFit),
        };
    }

    private static RgbImage Fitted(RgbImage image, int width, int height, SourceFit fit) =>
        fit == SourceFit.Contain
            ? ImageScaling.Contain(image, width, height)
            : ImageScaling.Cover(image, width, height);

    /// <summary>What stays free beside a picture that is contained is painted anew.</summary>
    private static MaskImage Fitted(MaskImage mask, int width, int height, SourceFit fit)
    {
        MaskImage fitted = MaskImage.FromBrightness(Fitted(mask.ToImage(), width, height, fit));
        if (fit != SourceFit.Contain)
            return fitted;
        byte[] values = new byte[width * height];
        Array.Fill(values, byte.MaxValue);
        (int left, int top, int wide, int high) = ImageScaling.Inside(mask.Width, mask.Height, width, height);
        for (int y = top; y < top + high; y++)
            Array.Copy(fitted.Values, y * width + left, values, y * width + left, wide);
        return new MaskImage(width, height, values);
    }
}
