using System.Text.Json.Serialization;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>
/// What an edit asks for. Clients send a form with files, or JSON with the pictures as data URLs.
/// </summary>
/// <param name="Said">Its fields.</param>
/// <param name="Picture">The file to edit, the first of them.</param>
/// <param name="Mask">The file of the mask; null without one.</param>
/// <param name="Pictures">How many pictures were sent.</param>
internal sealed record OpenAiEdit(OpenAiImageRequest Said, byte[] Picture, byte[]? Mask, int Pictures)
{
    /// <summary>Most pictures of an edit, as OpenAI takes them.</summary>
    private const int MostPictures = 16;

    /// <param name="context">The request.</param>
    /// <param name="most">Most bytes of a form.</param>
    /// <exception cref="RefusedException">A field or a picture is wrong or missing.</exception>
    public static Task<OpenAiEdit> ReadAsync(HttpContext context, long most) =>
        context.Request.HasJsonContentType() ? JsonAsync(context) : FormAsync(context, most);

    private static async Task<OpenAiEdit> FormAsync(HttpContext context, long most)
    {
        using FormBody<OpenAiImageRequest> form = await BodyReader
            .FormAsync<OpenAiImageRequest>(context, OpenAiJson.Requests, most, "image", "image[]", "mask")
            .ConfigureAwait(false);
        OpenAiReader.RequirePrompt(form.Fields.Prompt);
        byte[] picture = await OpenAiForms.PictureAsync(form.Files, MostPictures).ConfigureAwait(false);
        byte[]? mask =
            form.Files.Count(file => file.Name == "mask") > 1
                ? throw new RefusedException(StatusCodes.Status400BadRequest, "One mask is taken at a time.", "mask")
            : form.Files["mask"] is { } file ? await OpenAiForms.BytesAsync(file).ConfigureAwait(false)
            : null;
        return new OpenAiEdit(form.Fields, picture, mask, OpenAiForms.Of(form.Files).Length);
    }

    private static async Task<OpenAiEdit> JsonAsync(HttpContext context)
    {
        OpenAiEditMessage said = await BodyReader
            .JsonAsync<OpenAiEditMessage>(context, OpenAiJson.Requests)
            .ConfigureAwait(false);
        OpenAiReader.RequirePrompt(said.Prompt);
        if (said.Images is not { Count: > 0 } pictures)
            throw new RefusedException(
                StatusCodes.Status400BadRequest,
                "images is missing: a list with the picture to begin with, as "
                    + "{\"image_url\": \"data:image/png;base64,...\"}.",
                "images",
                "missing_required_parameter"
            );
        OpenAiForms.RequireFew(pictures.Count, MostPictures, "images");
        return new OpenAiEdit(
            said,
            Bytes(pictures[0], "images"),
            said.Mask is { } mask ? Bytes(mask, "mask") : null,
            pictures.Count
        );
    }

    /// <summary>The bytes of a picture in a message. Nothing is fetched from elsewhere.</summary>
    private static byte[] Bytes(OpenAiPictureReference picture, string field) =>
        picture switch
        {
            { FileId: not null } => throw Wrong(
                field,
                $"{field} has a file_id; no files are kept here, so send the picture as image_url, a data URL."
            ),
            { ImageUrl: null } => throw Wrong(field, $"{field} needs image_url, the picture as a data URL."),
            { ImageUrl: var url } when !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) => throw Wrong(
                field,
                $"{field} has an image_url that is no data URL; nothing is fetched from elsewhere, so send "
                    + "data:image/png;base64,... itself."
            ),
            { ImageUrl: var url } => Base64Picture.Bytes(url)
                ?? throw Wrong(field, $"{field} has a data URL without a picture in base64."),
        };

    private static RefusedException Wrong(string field, string sentence) =>
        new(StatusCodes.Status400BadRequest, sentence, field, "invalid_value");
}

/// <summary>An edit as JSON.</summary>
internal sealed record OpenAiEditMessage : OpenAiImageRequest
{
    /// <summary>The pictures; the first is edited.</summary>
    [JsonPropertyName("images")]
    public IReadOnlyList<OpenAiPictureReference>? Images { get; init; }

    /// <summary>The mask, transparent where the picture is repainted.</summary>
    [JsonPropertyName("mask")]
    public OpenAiPictureReference? Mask { get; init; }
}

/// <summary>A picture in a message.</summary>
internal sealed record OpenAiPictureReference
{
    /// <summary>A data URL.</summary>
    [JsonPropertyName("image_url")]
    public string? ImageUrl { get; init; }

    /// <summary>A stored file; refused.</summary>
    [JsonPropertyName("file_id")]
    public string? FileId { get; init; }
}
