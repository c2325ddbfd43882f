using System.Globalization;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Weights;
using Microsoft.Extensions.AI;

namespace Hippogriff.Extensions.AI;

/// <summary>
/// Implements the image generator of Microsoft.Extensions.AI, so its logging, telemetry and chat work with Hippogriff.
/// Settings beyond the common options are in <see cref="ImageProperties"/>. Thread-safe; concurrent requests run one
/// after the other.
/// </summary>
/// <remarks>
/// Supported options are Count, ImageSize, MediaType (PNG, JPEG, WebP), ModelId (this model or none) and
/// RawRepresentationFactory (a <see cref="GenerationRequest"/> to start from). ImageSize becomes the nearest size that
/// the model draws; 1024x1024 and the like, which are defaults of other models, are scaled down to its own.
/// OriginalImages are edited. StreamingCount is ignored, because the interface returns finished pictures only.
/// Impossible requests throw <see cref="HippogriffException"/>.
/// </remarks>
public sealed class HippogriffImageGenerator : IImageGenerator
{
    private readonly HippogriffOptions _options;
    private readonly SharedPipeline _pipeline;

    /// <summary>Uses a pipeline that is loaded on first use. Does not dispose it.</summary>
    public HippogriffImageGenerator(SharedPipeline pipeline, HippogriffOptions? options = null) =>
        (_pipeline, _options) = (pipeline, options ?? new HippogriffOptions());

    /// <summary>Uses a loaded pipeline. Does not dispose it.</summary>
    public HippogriffImageGenerator(DiffusionPipeline pipeline, HippogriffOptions? options = null)
        : this(new SharedPipeline(pipeline), options) { }

    /// <summary>
    /// Draws pictures. The response has one <see cref="DataContent"/> per picture in order of seeds, and the
    /// <see cref="GeneratedImage"/>s as raw representation. The AdditionalProperties of each content
    /// (<see cref="ImageProperties"/>) hold its seed and size, the requested size if it differs, and warnings about
    /// words.
    /// </summary>
    /// <exception cref="HippogriffException">The request asks for something impossible; the message says what is
    /// allowed.</exception>
    public async Task<ImageGenerationResponse> GenerateAsync(
        ImageGenerationRequest request,
        ImageGenerationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        DiffusionPipeline pipeline = await _pipeline.GetAsync(cancellationToken).ConfigureAwait(false);
        Order order = RequestReader.Read(
            request,
            options,
            _options,
            pipeline,
            options?.RawRepresentationFactory?.Invoke(this)
        );
        ImageEncoding.RequireQuality(order.Quality);
        IReadOnlyList<GeneratedImage> pictures = await pipeline
            .GenerateAsync(order.Request, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return new ImageGenerationResponse([.. pictures.Select(picture => Content(picture, order))])
        {
            RawRepresentation = pictures,
        };
    }

    /// <summary>
    /// Returns <see cref="ImageGeneratorMetadata"/>, the <see cref="SharedPipeline"/>, the
    /// <see cref="DiffusionPipeline"/> once it is loaded, and itself.
    /// </summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(ImageGeneratorMetadata))
            return new ImageGeneratorMetadata("hippogriff", defaultModelId: ModelName());
        if (serviceType == typeof(SharedPipeline))
            return _pipeline;
        if (serviceType == typeof(DiffusionPipeline))
            return _pipeline.Loaded;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing: the caller owns the pipeline.</summary>
    public void Dispose() { }

    /// <summary>
    /// Telemetry reads the name before a model is loaded. It is null if no model is found; drawing then throws.
    /// </summary>
    private string? ModelName()
    {
        if (_pipeline.Loaded is { } loaded)
            return loaded.Name;
        if (_options.Load is not null)
            return null;
        try
        {
            return ModelFolder.Find(_options.Model).Name;
        }
        catch (HippogriffException)
        {
            return _options.Model;
        }
    }

    private static DataContent Content(GeneratedImage picture, Order order) =>
        new(
            ImageEncoding.Encode(picture.Image, order.Format, picture.Settings, order.Quality),
            order.Format.MediaType()
        )
        {
            Name = string.Create(
                CultureInfo.InvariantCulture,
                $"hippogriff-{picture.Settings.Seed}{order.Format.Extension()}"
            ),
            RawRepresentation = picture,
            AdditionalProperties = Told(picture, order),
        };

    /// <summary>
    /// Properties of a picture for other programs: its seed, its size, and the requested size if it differs.
    /// </summary>
    private static AdditionalPropertiesDictionary Told(GeneratedImage picture, Order order)
    {
        PictureSize drawn = new(picture.Settings.Width, picture.Settings.Height);
        AdditionalPropertiesDictionary told = new()
        {
            [ImageProperties.Seed] = picture.Settings.Seed,
            [ImageProperties.Size] = drawn.ToString(),
        };
        if (order.Asked is { } asked && asked != drawn)
            told[ImageProperties.AskedSize] = asked.ToString();
        if (picture.Reading?.Sentences() is { Count: > 0 } sentences)
            told[ImageProperties.Warnings] = sentences;
        return told;
    }
}
