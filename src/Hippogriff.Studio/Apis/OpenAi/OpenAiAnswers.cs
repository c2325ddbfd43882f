using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>Pictures in OpenAI's format.</summary>
/// <param name="Created">Time in seconds since 1970.</param>
/// <param name="Data">The pictures, in order of seeds.</param>
/// <param name="Background">Always opaque.</param>
/// <param name="OutputFormat">png, jpeg or webp.</param>
/// <param name="Quality">low, medium, high or auto, as asked.</param>
/// <param name="Size">The drawn size.</param>
/// <param name="Usage">All zero: usage is not counted.</param>
/// <param name="Hippogriff">This server's own object; omitted without warnings.</param>
internal sealed record OpenAiImagesAnswer(
    [property: JsonPropertyName("created")] long Created,
    [property: JsonPropertyName("data")] IReadOnlyList<OpenAiPicture> Data,
    [property: JsonPropertyName("background")] string Background,
    [property: JsonPropertyName("output_format")] string OutputFormat,
    [property: JsonPropertyName("quality")] string Quality,
    [property: JsonPropertyName("size")] string Size,
    [property: JsonPropertyName("usage")] OpenAiUsage Usage,
    [property: JsonPropertyName("hippogriff")] OpenAiRemarks? Hippogriff
);

/// <summary>Additions to OpenAI's answers.</summary>
/// <param name="Warnings">What was not followed, one sentence each; at least one.</param>
internal sealed record OpenAiRemarks([property: JsonPropertyName("warnings")] IReadOnlyList<string> Warnings)
{
    /// <summary>The remarks on a job and on its request; null if there are none.</summary>
    public static OpenAiRemarks? Of(Job job, OpenAiDrawing drawing) =>
        job.Warnings.Count + drawing.Notes.Count == 0 ? null : new([.. drawing.Notes, .. job.Warnings]);
}

/// <summary>One picture.</summary>
/// <param name="B64Json">The file in base64.</param>
/// <param name="Url">URL of the file on this server.</param>
/// <param name="Seed">Its seed; this server's own field.</param>
internal sealed record OpenAiPicture(
    [property: JsonPropertyName("b64_json")] string? B64Json,
    [property: JsonPropertyName("url")] string? Url,
    [property: JsonPropertyName("seed")] long Seed
);

/// <summary>Usage, which clients show as cost.</summary>
internal sealed record OpenAiUsage(
    [property: JsonPropertyName("total_tokens")] int TotalTokens,
    [property: JsonPropertyName("input_tokens")] int InputTokens,
    [property: JsonPropertyName("output_tokens")] int OutputTokens,
    [property: JsonPropertyName("input_tokens_details")] OpenAiUsageDetails Details
)
{
    /// <summary>Zero usage.</summary>
    public static OpenAiUsage Nothing { get; } = new(0, 0, 0, new OpenAiUsageDetails(0, 0));
}

/// <summary>Details of <see cref="OpenAiUsage"/>.</summary>
internal sealed record OpenAiUsageDetails(
    [property: JsonPropertyName("text_tokens")] int TextTokens,
    [property: JsonPropertyName("image_tokens")] int ImageTokens
);

/// <summary>An event of a stream: a preview, or a finished picture.</summary>
internal sealed record OpenAiImageEvent(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("b64_json")] string B64Json,
    [property: JsonPropertyName("created_at")] long CreatedAt,
    [property: JsonPropertyName("size")] string Size,
    [property: JsonPropertyName("quality")] string Quality,
    [property: JsonPropertyName("background")] string Background,
    [property: JsonPropertyName("output_format")] string OutputFormat
)
{
    /// <summary>Number of the preview, from 0; not set in a finished picture.</summary>
    [JsonPropertyName("partial_image_index")]
    public int? Index { get; init; }

    /// <summary>Set in a finished picture.</summary>
    [JsonPropertyName("usage")]
    public OpenAiUsage? Usage { get; init; }

    /// <summary>Seed of a finished picture; this server's own field.</summary>
    [JsonPropertyName("seed")]
    public long? Seed { get; init; }

    /// <summary>This server's own object; set in the last picture if there are warnings.</summary>
    [JsonPropertyName("hippogriff")]
    public OpenAiRemarks? Hippogriff { get; init; }
}

/// <summary>The list of models.</summary>
internal sealed record OpenAiModels(
    [property: JsonPropertyName("object")] string Object,
    [property: JsonPropertyName("data")] IReadOnlyList<OpenAiModel> Data
);

/// <summary>A model.</summary>
internal sealed record OpenAiModel(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("object")] string Object,
    [property: JsonPropertyName("created")] long Created,
    [property: JsonPropertyName("owned_by")] string OwnedBy
);

/// <summary>An error object of OpenAI.</summary>
internal sealed record OpenAiErrorAnswer([property: JsonPropertyName("error")] OpenAiError Error);

/// <summary>The error.</summary>
/// <param name="Message">One sentence.</param>
/// <param name="Type">invalid_request_error, authentication_error, rate_limit_error or server_error.</param>
/// <param name="Param">The wrong field; null if there is none.</param>
/// <param name="Code">Error code for programs.</param>
internal sealed record OpenAiError(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("param")] string? Param,
    [property: JsonPropertyName("code")] string? Code
);

/// <summary>JSON options and errors of this API.</summary>
internal static class OpenAiJson
{
    /// <summary>
    /// Options for requests: unknown fields are refused, as by OpenAI, so that misspelt ones are noticed. Missing
    /// fields are reported where they are needed.
    /// </summary>
    public static JsonSerializerOptions Requests { get; } =
        SaidFields.AddTo(
            LenientJson.Add(
                new(JsonSerializerOptions.Strict)
                {
                    RespectNullableAnnotations = false,
                    RespectRequiredConstructorParameters = false,
                    TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
                }
            )
        );

    /// <summary>Options for answers: unset values are omitted.</summary>
    public static JsonSerializerOptions Answers { get; } =
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };

    /// <summary>Options for errors: param and code are written even if null.</summary>
    public static JsonSerializerOptions Errors { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An error in OpenAI's format.</summary>
    public static IResult Answer(Refusal refusal) => Results.Json(Body(refusal), Errors, statusCode: refusal.Status);

    /// <summary>The body of <see cref="Answer"/>.</summary>
    public static OpenAiErrorAnswer Body(Refusal refusal) =>
        new(
            new OpenAiError(
                refusal.Message,
                Type(refusal.Status),
                refusal.Field switch
                {
                    "count" => "n",
                    "width" or "height" => "size",
                    var field => field,
                },
                refusal.Code ?? Code(refusal.Status)
            )
        );

    private static string Code(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => "invalid_api_key",
            StatusCodes.Status403Forbidden => "forbidden",
            StatusCodes.Status404NotFound => "not_found",
            StatusCodes.Status413PayloadTooLarge => "request_too_large",
            StatusCodes.Status429TooManyRequests => "rate_limit_exceeded",
            StatusCodes.Status503ServiceUnavailable => "unavailable",
            StatusCodes.Status507InsufficientStorage => "insufficient_storage",
            >= 500 => "server_error",
            _ => "invalid_value",
        };

    private static string Type(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => "authentication_error",
            StatusCodes.Status429TooManyRequests => "rate_limit_error",
            >= 500 => "server_error",
            _ => "invalid_request_error",
        };
}
