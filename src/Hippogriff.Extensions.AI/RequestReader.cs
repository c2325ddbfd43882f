using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Texts;
using Microsoft.Extensions.AI;

namespace Hippogriff.Extensions.AI;

/// <summary>A request for the pipeline, and the output format.</summary>
/// <param name="Request">The request for the pipeline.</param>
/// <param name="Format">Format of the pictures.</param>
/// <param name="Quality">Quality of JPEG and WebP.</param>
/// <param name="Asked">The requested size; null if there is none.</param>
internal sealed record Order(GenerationRequest Request, ImageFormat Format, int Quality, PictureSize? Asked);

/// <summary>Converts a request of Microsoft.Extensions.AI to one of ours, or refuses it in one sentence.</summary>
internal static class RequestReader
{
    /// <exception cref="HippogriffException">The request asks for something that this generator does not
    /// support.</exception>
    public static Order Read(
        ImageGenerationRequest request,
        ImageGenerationOptions? options,
        HippogriffOptions defaults,
        DiffusionPipeline pipeline,
        object? raw
    )
    {
        options ??= new ImageGenerationOptions();
        if (options.ResponseFormat is { } form and not ImageGenerationResponseFormat.Data)
            throw new HippogriffException(
                $"Pictures come back as data; the response format {form} is not offered, because nothing is "
                    + "kept to be fetched later."
            );
        if (
            options.ModelId is { } model
            && !string.Equals(model, pipeline.Name, StringComparison.OrdinalIgnoreCase)
            && model != defaults.Model
        )
            throw new HippogriffException(
                $"This generator draws with the model {pipeline.Name}, and '{model}' was asked for."
            );
        PropertyReader said = new(options.AdditionalProperties);
        GenerationRequest open = raw as GenerationRequest ?? defaults.Defaults;
        GenerationRequest whole = said.Over(open);
        whole = whole with
        {
            Prompt = request.Prompt ?? open.Prompt,
            Count = options.Count ?? whole.Count,
            BatchSize = said.Whole(ImageProperties.BatchSize) ?? open.BatchSize,
            Source = Original(request.OriginalImages) ?? open.Source,
            Mask = said.Mask(ImageProperties.Mask) ?? open.Mask,
        };
        if (string.IsNullOrWhiteSpace(whole.Prompt))
            throw new HippogriffException("The prompt says what to draw; it is missing or empty.");
        PictureSize? asked = options.ImageSize is { } size ? new PictureSize(size.Width, size.Height) : null;
        if (asked?.Drawable(pipeline.Defaults, pipeline.SizeMultiple).Nearest(pipeline.SizeMultiple) is { } drawn)
            whole = whole with { Width = drawn.Width, Height = drawn.Height };
        return new Order(
            whole,
            options.MediaType is { } media ? ImageFormats.Parse(media) : defaults.Format,
            said.Whole(ImageProperties.Quality) ?? defaults.Quality,
            asked
        );
    }

    private static RgbImage? Original(IEnumerable<AIContent>? originals)
    {
        AIContent[] all = [.. originals ?? []];
        if (all.Length == 0)
            return null;
        if (all.Length > 1)
            throw new HippogriffException(
                $"One original picture can be edited at a time, and {all.Length} were given."
            );
        return all[0] is DataContent data
            ? ImageFile.Decode(data.Data.ToArray(), "the original picture")
            : throw new HippogriffException(
                "An original picture has to come as data (DataContent), not as "
                    + $"{Articles.With(all[0].GetType().Name)}: nothing is fetched from elsewhere."
            );
    }
}
