using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>Chooses the output size for a source picture, and fits the picture and its mask to it.</summary>
public static class SourceSize
{
    /// <summary>
    /// The source's own size, if the model supports it and it is not larger than the model's; otherwise the model's.
    /// </summary>
    /// <param name="source">The picture.</param>
    /// <param name="defaults">The model's defaults.</param>
    /// <param name="sizeMultiple">Multiple of its sizes.</param>
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
    /// The request with its source and mask in the output size: <see cref="GenerationOptions.Width"/> and height if
    /// set, otherwise <see cref="For"/>. Without a source it is unchanged.
    /// </summary>
    /// <inheritdoc cref="For" path="/param"/>
    /// <exception cref="HippogriffException">The mask has another aspect ratio than the source, or the fit is exact and
    /// the sizes differ.</exception>
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

    /// <summary>The area around a contained picture is repainted.</summary>
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
