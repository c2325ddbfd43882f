using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>Pictures.</summary>
/// <param name="Images">PNGs in base64, with infotext.</param>
/// <param name="Parameters">The request.</param>
/// <param name="Info">JSON as a string: seeds, infotexts, the settings used, and warnings.</param>
internal sealed record SdImagesAnswer(
    [property: JsonPropertyName("images")] IReadOnlyList<string> Images,
    [property: JsonPropertyName("parameters")] SdImageRequest Parameters,
    [property: JsonPropertyName("info")] string Info
);

/// <summary>Progress of this client's job.</summary>
/// <param name="Progress">0 to 1; 0 if nothing is drawn.</param>
/// <param name="EtaRelative">Estimated remaining seconds, if known.</param>
/// <param name="State">Details.</param>
/// <param name="CurrentImage">The denoised preview as PNG in base64; null if there is none yet.</param>
/// <param name="TextInfo">Always null.</param>
internal sealed record SdProgress(
    [property: JsonPropertyName("progress")] double Progress,
    [property: JsonPropertyName("eta_relative")] double EtaRelative,
    [property: JsonPropertyName("state")] SdState State,
    [property: JsonPropertyName("current_image")] string? CurrentImage,
    [property: JsonPropertyName("textinfo")] string? TextInfo
);

/// <summary>Details of <see cref="SdProgress"/>.</summary>
internal sealed record SdState(
    [property: JsonPropertyName("skipped")] bool Skipped,
    [property: JsonPropertyName("interrupted")] bool Interrupted,
    [property: JsonPropertyName("stopping_generation")] bool StoppingGeneration,
    [property: JsonPropertyName("job")] string Job,
    [property: JsonPropertyName("job_count")] int JobCount,
    [property: JsonPropertyName("job_timestamp")] string JobTimestamp,
    [property: JsonPropertyName("job_no")] int JobNumber,
    [property: JsonPropertyName("sampling_step")] int SamplingStep,
    [property: JsonPropertyName("sampling_steps")] int SamplingSteps
);

/// <summary>A sampler.</summary>
internal sealed record SdSampler(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("aliases")] IReadOnlyList<string> Aliases,
    [property: JsonPropertyName("options")] IReadOnlyDictionary<string, string> Options
);

/// <summary>A schedule.</summary>
internal sealed record SdScheduler(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("label")] string Label,
    [property: JsonPropertyName("aliases")] IReadOnlyList<string>? Aliases,
    [property: JsonPropertyName("default_rho")] double DefaultRho,
    [property: JsonPropertyName("need_inner_model")] bool NeedInnerModel
);

/// <summary>A model. Its file name is its name, so that no path is revealed.</summary>
internal sealed record SdModel(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("model_name")] string ModelName,
    [property: JsonPropertyName("hash")] string? Hash,
    [property: JsonPropertyName("sha256")] string? Sha256,
    [property: JsonPropertyName("filename")] string FileName,
    [property: JsonPropertyName("config")] string? Config
);

/// <summary>A LoRA. Its path is its name, so that no path is revealed.</summary>
internal sealed record SdLora(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("alias")] string Alias,
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("metadata")] IReadOnlyDictionary<string, string> Metadata
);

/// <summary>A request for the metadata of a picture.</summary>
/// <param name="Image">A PNG, JPEG or WebP in base64 or as a data URI.</param>
internal sealed record SdPngInfoRequest([property: JsonPropertyName("image")] string? Image);

/// <summary>The metadata of a picture.</summary>
/// <param name="Info">Its infotext; empty if there is none.</param>
/// <param name="Items">The infotext under its key, if there is one.</param>
/// <param name="Parameters">The parsed infotext.</param>
internal sealed record SdPngInfo(
    [property: JsonPropertyName("info")] string Info,
    [property: JsonPropertyName("items")] IReadOnlyDictionary<string, string> Items,
    [property: JsonPropertyName("parameters")] IReadOnlyDictionary<string, string> Parameters
);

/// <summary>An error.</summary>
/// <param name="Error">Its type.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Body">Empty.</param>
/// <param name="Errors">The same sentence, for clients that read this field.</param>
internal sealed record SdErrorAnswer(
    [property: JsonPropertyName("error")] string Error,
    [property: JsonPropertyName("detail")] string Detail,
    [property: JsonPropertyName("body")] string Body,
    [property: JsonPropertyName("errors")] string Errors
);

/// <summary>JSON options and errors of this API.</summary>
internal static class SdJson
{
    /// <summary>
    /// Options for requests: numbers in strings and unknown fields are accepted, as in Stable Diffusion's web UI.
    /// </summary>
    public static JsonSerializerOptions Requests { get; } =
        SaidFields.AddTo(LenientJson.Add(new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() }));

    /// <summary>Options for answers: unset values are null.</summary>
    public static JsonSerializerOptions Answers { get; } =
        SaidFields.AddTo(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>An error in FastAPI's format.</summary>
    public static IResult Answer(Refusal refusal) => Results.Json(Body(refusal), Answers, statusCode: refusal.Status);

    /// <summary>The body of <see cref="Answer"/>.</summary>
    public static SdErrorAnswer Body(Refusal refusal) => new("HTTPException", refusal.Message, "", refusal.Message);
}
