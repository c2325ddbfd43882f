using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>A job request from OpenAI's API and its output format.</summary>
/// <param name="Order">The job request.</param>
/// <param name="Format">Format of the pictures.</param>
/// <param name="Compression">Quality of JPEG and WebP.</param>
/// <param name="Quality">The quality in the answer.</param>
/// <param name="Links">Whether to return URLs instead of pictures.</param>
/// <param name="Previews">Number of previews in a stream; null without a stream.</param>
/// <param name="Notes">What of the request is not followed, one sentence each.</param>
internal sealed record OpenAiDrawing(
    JobRequest Order,
    ImageFormat Format,
    int Compression,
    string Quality,
    bool Links,
    int? Previews,
    IReadOnlyList<string> Notes
);

/// <summary>
/// Converts requests of OpenAI's images API to job requests. Invalid values are a <see cref="RefusedException"/> that
/// names the field.
/// </summary>
internal sealed class OpenAiReader(IModelCatalogue models, StudioOptions options)
{
    private const int MostPreviews = 3;
    private const string Links = "url";

    /// <param name="said">The request.</param>
    /// <param name="varied">Whether it is a variation.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="RefusedException">A value is not valid.</exception>
    public async Task<OpenAiDrawing> ReadAsync(
        OpenAiImageRequest said,
        bool varied,
        CancellationToken cancellationToken
    )
    {
        CatalogueModel model = await ModelAsync(said.Model, cancellationToken).ConfigureAwait(false);
        ModelFacts facts = model.Facts;
        if (said.N is { } n && (n < 1 || n > options.Limits.Pictures))
            throw Wrong("n", $"n {n} is not between 1 and {options.Limits.Pictures}.");
        RequireOpaque(said.Background);
        string quality = Quality(said.Quality);
        PictureSize? size = Size(said.Size)?.Drawable(facts.Defaults, facts.SizeMultiple);
        ImageFormat format = FormatOf(said.OutputFormat);
        if (said.OutputCompression is < 0 or > 100)
            throw Wrong("output_compression", $"output_compression {said.OutputCompression} is not between 0 and 100.");
        RequireAnswer(said);
        return new OpenAiDrawing(
            said.Over(
                new JobRequest
                {
                    Prompt = said.Prompt ?? "",
                    Model = facts.Name,
                    Count = said.N ?? 1,
                    Steps = StepsFor(quality, facts.Defaults.Steps),
                    Width = size?.Width,
                    Height = size?.Height,
                    KeepSteps = false,
                }
            ),
            format,
            said.OutputCompression ?? ImageEncoding.DefaultQuality,
            quality,
            said.ResponseFormat is { } form ? IsLinks(form) : said.Stream != true && WantsLinks(said.Model, varied),
            said.Stream == true ? said.PartialImages ?? 0 : null,
            []
        );
    }

    /// <summary>What a request that does not say it gets from OpenAI: dall-e answers with addresses.</summary>
    private static bool WantsLinks(string? model, bool varied) =>
        varied
            ? model?.StartsWith("gpt-", StringComparison.OrdinalIgnoreCase) != true
            : model?.StartsWith("dall-e", StringComparison.OrdinalIgnoreCase) == true;

    private static void RequireOpaque(string? background)
    {
        if (string.Equals(background, "transparent", StringComparison.OrdinalIgnoreCase))
            throw Wrong(
                "background",
                "Pictures are drawn opaque; background may be opaque or auto, and transparent is not offered."
            );
        OneOf("background", background, "opaque", "auto");
    }

    private static ImageFormat FormatOf(string? said) =>
        said is null
            ? ImageFormat.Png
            : ImageFormats.TryParse(said)
                ?? throw Wrong(
                    "output_format",
                    $"output_format may be {string.Join(", ", ImageFormats.Names)}, not '{Refusal.Short(said)}'."
                );

    /// <summary>Requires that the form of the answer, a stream and its previews go together.</summary>
    private static void RequireAnswer(OpenAiImageRequest said)
    {
        OneOf("response_format", said.ResponseFormat, "b64_json", Links);
        bool stream = said.Stream == true;
        if (stream && IsLinks(said.ResponseFormat))
            throw Wrong(
                "response_format",
                "A stream carries the pictures themselves; response_format may be url only without stream."
            );
        // 0 without a stream is the default of both
        if (said.PartialImages is { } previews && (previews is < 0 or > MostPreviews || !stream && previews > 0))
            throw Wrong(
                "partial_images",
                stream || previews < 0
                    ? $"partial_images {previews} is not between 0 and {MostPreviews}."
                    : "partial_images needs stream to be true."
            );
    }

    private static bool IsLinks(string? form) => string.Equals(form, Links, StringComparison.OrdinalIgnoreCase);

    /// <summary>Requires a prompt.</summary>
    /// <exception cref="RefusedException">It is empty.</exception>
    public static void RequirePrompt(string? prompt)
    {
        if (string.IsNullOrWhiteSpace(prompt))
            throw new RefusedException(
                StatusCodes.Status400BadRequest,
                "prompt says what to draw; it is missing or empty.",
                "prompt",
                "missing_required_parameter"
            );
    }

    /// <summary>The model for a name.</summary>
    private async Task<CatalogueModel> ModelAsync(string? name, CancellationToken cancellationToken)
    {
        string? asked = string.IsNullOrWhiteSpace(name) ? null : name;
        return await models.FindAsync(asked, cancellationToken).ConfigureAwait(false)
            ?? (
                options.AliasUnknownModels
                    ? await models.FindAsync(null, cancellationToken).ConfigureAwait(false)
                    : null
            )
            ?? throw await models.NoneCalledAsync(asked!, cancellationToken).ConfigureAwait(false);
    }

    private int? StepsFor(string quality, int defaults) =>
        quality switch
        {
            "low" => Math.Max(1, defaults / 2),
            "high" => Math.Min(options.Limits.Steps, defaults * 2),
            _ => null,
        };

    private static string Quality(string? said) =>
        said?.ToLowerInvariant() switch // some generated clients write words in capitals
        {
            null or "auto" => "auto",
            "standard" or "medium" => "medium",
            "hd" or "high" => "high",
            "low" => "low",
            _ => throw Wrong(
                "quality",
                $"quality may be auto, low, medium, high, standard or hd, not '{Refusal.Short(said)}'."
            ),
        };

    private static PictureSize? Size(string? said) =>
        said is null || said.Trim().Equals("auto", StringComparison.OrdinalIgnoreCase)
            ? null
            : PictureSize.Read(said.Trim(), most: 1 << 20)
                ?? throw Wrong("size", $"size is WIDTHxHEIGHT, such as 512x512, or auto, not '{Refusal.Short(said)}'.");

    private static void OneOf(string field, string? said, params string[] words)
    {
        if (said is not null && !words.Contains(said, StringComparer.OrdinalIgnoreCase))
            throw Wrong(field, $"{field} may be {string.Join(" or ", words)}, not '{Refusal.Short(said)}'.");
    }

    private static RefusedException Wrong(string field, string message) =>
        new(StatusCodes.Status400BadRequest, message, field, "invalid_value");
}
