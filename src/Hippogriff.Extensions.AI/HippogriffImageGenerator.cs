using System.Globalization;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Weights;
using Microsoft.Extensions.AI;

namespace Hippogriff.Extensions.AI;

/// <summary>
/// Hippogriff behind the interface that .NET programs draw through: Microsoft.Extensions.AI's logging, telemetry and
/// chat work on top of it. Words beyond the common options are <see cref="ImageProperties"/>. Safe for use by several
/// threads; their requests wait for one another.
/// </summary>
/// <remarks>
/// Count, ImageSize (the nearest that the model draws; 1024x1024 and the like, which other models have built in, are
/// brought down to its own), MediaType (PNG, JPEG, WebP), ModelId (this model or none) and RawRepresentationFactory (a
/// <see cref="GenerationRequest"/> to begin with) are followed, OriginalImages are edited; StreamingCount is passed
/// over, because the interface hands out finished pictures only. What cannot be done is a
/// <see cref="HippogriffException"/>.
/// </remarks>
public sealed class HippogriffImageGenerator : IImageGenerator
{
    private readonly HippogriffOptions _options;
    private readonly SharedPipeline _pipeline;

    /// <summary>Draws with a pipeline that is loaded when it is needed, and not disposed here.</summary>
    public HippogriffImageGenerator(SharedPipeline pipeline, HippogriffOptions? options = null) =>
        (_pipeline, _options) = (pipeline, options ?? new HippogriffOptions());

    /// <summary>Draws with a loaded pipeline, which is not disposed here.</summary>
    public HippogriffImageGenerator(DiffusionPipeline pipeline, HippogriffOptions? options = null)
        : this(new SharedPipeline(pipeline), options) { }

    /// <summary>
    /// Draws. The response holds a <see cref="DataContent"/> a picture, in order of their seeds, and the
    /// <see cref="GeneratedImage"/>s as raw representation. Each content says its seed and size in its
    /// AdditionalProperties (<see cref="ImageProperties"/>), the size that was asked for where another was drawn, and
    /// what of the words was read otherwise or not at all.
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
    /// Hands out <see cref="ImageGeneratorMetadata"/>, the <see cref="SharedPipeline"/>, the
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

    /// <summary>Does nothing: the pipeline belongs to who made it.</summary>
    public void Dispose() { }

    /// <summary>
    /// Telemetry asks for the name before anything is loaded; where no model is found it is left open, and drawing says
    /// why.
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
    /// What another program may want to know of a picture: its seed, its size, and the size that was asked for where
    /// that is not it.
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
