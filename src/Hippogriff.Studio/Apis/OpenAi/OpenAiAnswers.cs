using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>Pictures, as OpenAI's clients read them.</summary>
/// <param name="Created">When, in seconds since 1970.</param>
/// <param name="Data">A picture each, in order of their seeds.</param>
/// <param name="Background">Always opaque.</param>
/// <param name="OutputFormat">png, jpeg or webp.</param>
/// <param name="Quality">low, medium, high or auto, as asked.</param>
/// <param name="Size">The size that was drawn.</param>
/// <param name="Usage">All zero: nothing is counted.</param>
/// <param name="Hippogriff">This server's own object; left out where there is nothing to say.</param>
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

/// <summary>What OpenAI's answers have no place for.</summary>
/// <param name="Warnings">What of the prompt was not followed, a sentence each; at least one.</param>
internal sealed record OpenAiRemarks([property: JsonPropertyName("warnings")] IReadOnlyList<string> Warnings)
{
    /// <summary>Those of a job; null if there are none.</summary>
    public static OpenAiRemarks? Of(Job job) => job.Warnings.Count == 0 ? null : new(job.Warnings);
}

/// <summary>One picture.</summary>
/// <param name="B64Json">The file in base64.</param>
/// <param name="Url">Where the file is fetched from this server.</param>
/// <param name="Seed">Its seed; this server's own field.</param>
internal sealed record OpenAiPicture(
    [property: JsonPropertyName("b64_json")] string? B64Json,
    [property: JsonPropertyName("url")] string? Url,
    [property: JsonPropertyName("seed")] long Seed
);

/// <summary>What clients show as cost.</summary>
internal sealed record OpenAiUsage(
    [property: JsonPropertyName("total_tokens")] int TotalTokens,
    [property: JsonPropertyName("input_tokens")] int InputTokens,
    [property: JsonPropertyName("output_tokens")] int OutputTokens,
    [property: JsonPropertyName("input_tokens_details")] OpenAiUsageDetails Details
)
{
    /// <summary>Nothing is counted here.</summary>
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

    /// <summary>Set in the last picture, where there is something to say; this server's own object.</summary>
    [JsonPropertyName("hippogriff")]
    public OpenAiRemarks? Hippogriff { get; init; }
}

/// <summary>Models that can be named.</summary>
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

/// <summary>An error in OpenAI's form.</summary>
internal sealed record OpenAiErrorAnswer([property: JsonPropertyName("error")] OpenAiError Error);

/// <summary>What went wrong.</summary>
/// <param name="Message">One sentence.</param>
/// <param name="Type">invalid_request_error, authentication_error, rate_limit_error or server_error.</param>
/// <param name="Param">The field that is wrong; null if it is none.</param>
/// <param name="Code">A word for programs; may be null.</param>
internal sealed record OpenAiError(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("param")] string? Param,
    [property: JsonPropertyName("code")] string? Code
);

/// <summary>How this API's JSON is read and written, and its errors.</summary>
internal static class OpenAiJson
{
    /// <summary>
    /// Requests: OpenAI refuses unknown fields, so that a misspelt one is noticed, and so do we. What is missing is
    /// said by those who need it.
    /// </summary>
    public static JsonSerializerOptions Requests { get; } =
        LenientJson.Add(
            new(JsonSerializerOptions.Strict)
            {
                RespectNullableAnnotations = false,
                RespectRequiredConstructorParameters = false,
                TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            }
        );

    /// <summary>Answers: what is not set is left out.</summary>
    public static JsonSerializerOptions Answers { get; } =
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };

    /// <summary>Errors: param and code are there even where they are null.</summary>
    public static JsonSerializerOptions Errors { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A refusal in OpenAI's form.</summary>
    public static IResult Answer(Refusal refusal) => Results.Json(Body(refusal), Errors, statusCode: refusal.Status);

    /// <summary>The body of <see cref="Answer"/>.</summary>
    public static OpenAiErrorAnswer Body(Refusal refusal) =>
        new(new OpenAiError(refusal.Message, Type(refusal.Status), refusal.Field, refusal.Code));

    private static string Type(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized => "authentication_error",
            StatusCodes.Status429TooManyRequests => "rate_limit_error",
            >= 500 => "server_error",
            _ => "invalid_request_error",
        };
}
