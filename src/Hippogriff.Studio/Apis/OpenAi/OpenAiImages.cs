using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.OpenAi;

/// <summary>Generations, edits and variations for OpenAI's clients.</summary>
internal sealed class OpenAiImages(
    OpenAiReader reader,
    DrawingService service,
    IUploads uploads,
    OpenAiFiles addresses,
    StudioOptions options,
    TimeProvider clock
)
{
    private const string Drawing = "image_generation",
        Editing = "image_edit";

    /// <summary>Fields that say something of a picture to begin with.</summary>
    private static readonly GenerationField[] s_ofPictures =
    [
        SourceFields.Strength,
        SourceFields.MaskBlur,
        SourceFields.SourceFit,
    ];

    /// <summary>POST /v1/images/generations.</summary>
    public async Task<IResult> GenerateAsync(HttpContext context)
    {
        OpenAiImageRequest said = await BodyReader
            .JsonAsync<OpenAiImageRequest>(context, OpenAiJson.Requests)
            .ConfigureAwait(false);
        said = Named(said, context);
        OpenAiReader.RequirePrompt(said.Prompt);
        if (s_ofPictures.FirstOrDefault(field => said.Said.GetValueOrDefault(field) is not null) is { } lost)
            throw new RefusedException(
                StatusCodes.Status400BadRequest,
                (lost == SourceFields.SourceFit ? "source_fit belongs" : "strength and mask_blur belong")
                    + " to a picture that is edited or varied; here there is none.",
                lost.SnakeName
            );
        return await AnswerAsync(
                context,
                await reader.ReadAsync(said, varied: false, context.RequestAborted).ConfigureAwait(false),
                Drawing
            )
            .ConfigureAwait(false);
    }

    /// <summary>POST /v1/images/edits.</summary>
    public async Task<IResult> EditAsync(HttpContext context) =>
        await AnswerAsync(context, await EditedAsync(context).ConfigureAwait(false), Editing).ConfigureAwait(false);

    /// <summary>POST /v1/images/variations.</summary>
    public async Task<IResult> VaryAsync(HttpContext context) =>
        await AnswerAsync(context, await VariedAsync(context).ConfigureAwait(false), Drawing).ConfigureAwait(false);

    /// <summary>
    /// Reads an edit. Its pictures are stored and released from memory, because the job may wait for a long time.
    /// </summary>
    private async Task<OpenAiDrawing> EditedAsync(HttpContext context)
    {
        OpenAiEdit edit = await OpenAiEdit.ReadAsync(context, options.Limits.BodyBytes).ConfigureAwait(false);
        OpenAiImageRequest said = Named(edit.Said, context);
        OpenAiReader.RequirePrompt(said.Prompt);
        OpenAiDrawing drawing = await reader
            .ReadAsync(said, varied: false, context.RequestAborted)
            .ConfigureAwait(false);
        (byte[] picture, byte[]? mask) = (edit.Picture, edit.Mask);
        JobRequest order = drawing.Order with
        {
            Source = await RefusedException
                .NamingAsync("image", () => uploads.KeepPictureAsync(picture, context.RequestAborted))
                .ConfigureAwait(false),
            Mask = mask is null
                ? null
                : await RefusedException
                    .NamingAsync(
                        "mask",
                        () => uploads.KeepMaskAsync(mask, MaskMeaning.Transparent, context.RequestAborted)
                    )
                    .ConfigureAwait(false),
            Strength =
                mask is null || said.Said.GetValueOrDefault(SourceFields.Strength) is not null
                    ? drawing.Order.Strength
                    : 1,
        };
        return drawing with { Order = order, Notes = OpenAiForms.NotesOn(edit.Pictures) };
    }

    /// <summary>Reads a variation, see <see cref="EditedAsync"/>.</summary>
    private async Task<OpenAiDrawing> VariedAsync(HttpContext context)
    {
        using FormBody<OpenAiImageRequest> form = await BodyReader
            .FormAsync<OpenAiImageRequest>(context, OpenAiJson.Requests, options.Limits.BodyBytes, "image", "image[]")
            .ConfigureAwait(false);
        (OpenAiImageRequest said, IFormFileCollection files) = (Named(form.Fields, context), form.Files);
        if (said.Stream == true)
            throw new RefusedException(
                StatusCodes.Status400BadRequest,
                "Variations come without a stream; edits and generations can be streamed.",
                "stream"
            );
        if (said.Said.GetValueOrDefault(SourceFields.MaskBlur) is not null)
            throw new RefusedException(
                StatusCodes.Status400BadRequest,
                "A variation has no mask, so there is no mask_blur; edits take both.",
                "mask_blur"
            );
        OpenAiDrawing drawing = await reader
            .ReadAsync(said, varied: true, context.RequestAborted)
            .ConfigureAwait(false);
        byte[] picture = await OpenAiForms.PictureAsync(files, most: 1).ConfigureAwait(false);
        JobRequest order = drawing.Order with
        {
            Source = await RefusedException
                .NamingAsync("image", () => uploads.KeepPictureAsync(picture, context.RequestAborted))
                .ConfigureAwait(false),
            Prompt = said.Prompt ?? OpenAiForms.PromptIn(picture),
        };
        return drawing with { Order = order };
    }

    /// <summary>A request that names no model means the deployment in its path, if there is one.</summary>
    private static OpenAiImageRequest Named(OpenAiImageRequest said, HttpContext context) =>
        said with
        {
            Model = said.Model ?? AzurePaths.DeploymentOf(context),
        };

    private async Task<IResult> AnswerAsync(HttpContext context, OpenAiDrawing drawing, string kind)
    {
        Job job = await service
            .TakeAsync(drawing.Order, ClientName.Of(context), context.RequestAborted)
            .ConfigureAwait(false);
        if (drawing.Previews is { } previews)
            return new EventStream(EventsAsync(job, drawing, kind, previews, context.RequestAborted), clock);
        (Job ended, IReadOnlyList<DrawnPicture> pictures) = await service
            .FinishAsync(job, context.RequestAborted)
            .ConfigureAwait(false);
        OpenAiImagesAnswer answer = new(
            pictures[0].Entry.Created.ToUnixTimeSeconds(),
            [
                .. pictures.Select(
                    (picture, i) =>
                        new OpenAiPicture(
                            drawing.Links
                                ? null
                                : Convert.ToBase64String(picture.In(drawing.Format, drawing.Compression)),
                            drawing.Links ? addresses.Address(context.Request, job.Id, i, drawing.Format) : null,
                            picture.Entry.Settings.Seed
                        )
                ),
            ],
            "opaque",
            ImageFormats.Names[(int)drawing.Format],
            drawing.Quality,
            SizeOf(pictures[0].Entry.Settings),
            OpenAiUsage.Nothing,
            OpenAiRemarks.Of(ended, drawing)
        );
        return Results.Json(answer, OpenAiJson.Answers);
    }

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(
        Job job,
        OpenAiDrawing drawing,
        string kind,
        int previews,
        [EnumeratorCancellation] CancellationToken gone
    )
    {
        int sent = 0;
        Job last = job;
        await foreach (
            JobEvent now in service.FollowAsync(job, previews > 0, gone, even: previews).ConfigureAwait(false)
        )
        {
            last = now.Job;
            if (sent < previews && now.Preview is { } preview && IsDue(now, sent, previews))
                yield return Event(Partial(preview, drawing, kind) with { Index = sent++ });
        }
        if (DrawingService.WhyNot(last) is { } refused)
        {
            yield return new SseItem<string>(
                JsonSerializer.Serialize(OpenAiJson.Body(Refusal.From(refused)), OpenAiJson.Errors),
                "error"
            );
            yield break;
        }
        IReadOnlyList<DrawnPicture> pictures = service.PicturesOf(last);
        foreach ((int i, DrawnPicture picture) in pictures.Index())
            yield return Event(
                Completed(picture, drawing, kind) with
                {
                    Hippogriff = i == pictures.Count - 1 ? OpenAiRemarks.Of(last, drawing) : null,
                }
            );
    }

    /// <summary>Whether a preview is sent now: the k-th of P at or after the share k / (P + 1) of the steps.</summary>
    private static bool IsDue(JobEvent now, int sent, int previews) =>
        now.Step < now.Steps && now.Step * (previews + 1) >= (sent + 1) * now.Steps;

    private OpenAiImageEvent Partial(ReadOnlyMemory<byte> preview, OpenAiDrawing drawing, string kind)
    {
        RgbImage clean = ImageFile.Decode(preview.ToArray(), "the preview");
        byte[] file = ImageEncoding.Encode(clean, drawing.Format, generated: true, drawing.Compression);
        return new OpenAiImageEvent(
            kind + ".partial_image",
            Convert.ToBase64String(file),
            clock.GetUtcNow().ToUnixTimeSeconds(),
            new PictureSize(clean.Width, clean.Height).ToString(),
            drawing.Quality,
            "opaque",
            ImageFormats.Names[(int)drawing.Format]
        );
    }

    private static OpenAiImageEvent Completed(DrawnPicture picture, OpenAiDrawing drawing, string kind) =>
        new(
            kind + ".completed",
            Convert.ToBase64String(picture.In(drawing.Format, drawing.Compression)),
            picture.Entry.Created.ToUnixTimeSeconds(),
            SizeOf(picture.Entry.Settings),
            drawing.Quality,
            "opaque",
            ImageFormats.Names[(int)drawing.Format]
        )
        {
            Usage = OpenAiUsage.Nothing,
            Seed = picture.Entry.Settings.Seed,
        };

    private static SseItem<string> Event(OpenAiImageEvent said) =>
        new(JsonSerializer.Serialize(said, OpenAiJson.Answers), said.Type);

    private static string SizeOf(GenerationSettings settings) =>
        new PictureSize(settings.Width, settings.Height).ToString();
}
