using System.Text.Json;
using Hippogriff.Denoising;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>
/// txt2img and img2img for clients of Stable Diffusion's web UI. As there, an interrupted request returns the finished
/// pictures, or the unfinished first one.
/// </summary>
internal sealed class SdImages(
    SdReader reader,
    DrawingService service,
    SdSecondPass second,
    IUploads uploads,
    IModelCatalogue models
)
{
    /// <summary>POST /sdapi/v1/txt2img and img2img.</summary>
    public async Task<IResult> DrawAsync(HttpContext context, bool fromPicture)
    {
        (SdImageRequest said, SdDrawing drawing) = await ReadAsync(context, fromPicture).ConfigureAwait(false);
        JobRequest order = drawing.Order;
        Job last = await service.TakeAsync(order, ClientName.Of(context), context.RequestAborted).ConfigureAwait(false);
        ReadOnlyMemory<byte>? preview = null;
        await foreach (
            JobEvent now in service.FollowAsync(last, previews: true, context.RequestAborted).ConfigureAwait(false)
        )
            (last, preview) = (now.Job, now.Preview ?? preview);
        SdImageRequest echo = said.IncludeInitImages == true ? WithPictures(said, order) : said;
        if (last is { State: JobState.Cancelled, Pictures.Count: 0 })
        {
            GenerationSettings meant = await MeantAsync(last).ConfigureAwait(false);
            string[] unfinished =
                preview is { } png && said.SendImages != false ? [Convert.ToBase64String(Unfinished(png, meant))] : [];
            return Results.Json(
                new SdImagesAnswer(unfinished, echo, Info([meant], said, last, drawing)),
                SdJson.Answers
            );
        }
        if (DrawingService.WhyNot(last) is { } refused)
            throw refused;
        IReadOnlyList<DrawnPicture> pictures = service.PicturesOf(last);
        if (drawing.Hires is { } hires && last.State == JobState.Done)
            (last, pictures) = await second
                .DrawAsync(hires, last, pictures, context.RequestAborted)
                .ConfigureAwait(false);
        string[] images =
            said.SendImages == false ? [] : [.. pictures.Select(picture => Convert.ToBase64String(picture.Png))];
        return Results.Json(
            new SdImagesAnswer(
                images,
                echo,
                Info([.. pictures.Select(picture => picture.Entry.Settings)], said, last, drawing)
            ),
            SdJson.Answers
        );
    }

    /// <summary>
    /// The request without its pictures, which are stored already, because it stays in memory until the job ends.
    /// </summary>
    private async Task<(SdImageRequest Said, SdDrawing Drawing)> ReadAsync(HttpContext context, bool fromPicture)
    {
        SdImageRequest said = await BodyReader
            .JsonAsync<SdImageRequest>(context, SdJson.Requests, nullItems: StatusCodes.Status422UnprocessableEntity)
            .ConfigureAwait(false);
        said = SdFilling.Filled(said);
        return (
            said with
            {
                InitImages = null,
                Mask = null,
            },
            await reader.ReadAsync(said, fromPicture, context.RequestAborted).ConfigureAwait(false)
        );
    }

    /// <summary>The request with its stored pictures.</summary>
    private SdImageRequest WithPictures(SdImageRequest said, JobRequest order) =>
        said with
        {
            InitImages = order.Source is { } source
                ? [Convert.ToBase64String(PngFile.Encode(uploads.Picture(source)))]
                : null,
            Mask = order.Mask is { } mask ? Convert.ToBase64String(PngFile.Encode(uploads.Mask(mask).ToImage())) : null,
        };

    /// <summary>The settings used, in the web UI's format: clients read seeds and infotexts from it.</summary>
    private static string Info(GenerationSettings[] drawn, SdImageRequest said, Job job, SdDrawing drawing)
    {
        // Long: one document, field by field, in the order of the web UI.
        GenerationSettings first = drawn[0];
        Dictionary<string, object?> info = new()
        {
            ["prompt"] = first.Prompt,
            ["all_prompts"] = drawn.Select(picture => picture.Prompt),
            ["negative_prompt"] = first.NegativePrompt,
            ["all_negative_prompts"] = drawn.Select(picture => picture.NegativePrompt),
            ["seed"] = first.Seed,
            ["all_seeds"] = drawn.Select(picture => picture.Seed),
            ["subseed"] = first.Seed,
            ["all_subseeds"] = drawn.Select(picture => picture.Seed),
            ["subseed_strength"] = 0,
            ["width"] = first.Width,
            ["height"] = first.Height,
            ["sampler_name"] = DisplayNames.SamplerToDisplay(first.Sampler),
            ["cfg_scale"] = first.Guidance,
            ["steps"] = first.Steps,
            ["batch_size"] = said.BatchSize ?? 1,
            ["restore_faces"] = false,
            ["face_restoration_model"] = null,
            ["sd_model_name"] = first.Model,
            ["sd_model_hash"] = first.ModelHash,
            ["sd_vae_name"] = null,
            ["sd_vae_hash"] = null,
            ["seed_resize_from_w"] = -1,
            ["seed_resize_from_h"] = -1,
            ["denoising_strength"] = first.Strength,
            ["extra_generation_params"] = new Dictionary<string, string>(drawing.Hires?.Told ?? [])
            {
                ["Schedule type"] = DisplayNames.ScheduleToDisplay(first.Schedule),
            },
            ["index_of_first_image"] = 0,
            ["infotexts"] = drawn.Select(Infotext.Write),
            ["styles"] = Array.Empty<string>(),
            ["job_timestamp"] = SdProgressReader.Timestamp(job),
            ["clip_skip"] = 1,
            ["is_using_inpainting_conditioning"] = false,
            ["warnings"] = (string[])[.. drawing.Notes, .. job.Warnings], // this server's own field
            ["version"] = "hippogriff " + Infotext.ProgramVersion,
        };
        if (job.State == JobState.Cancelled)
            info["interrupted"] = true;
        return JsonSerializer.Serialize(info, SdJson.Answers);
    }

    /// <summary>What an interrupted job would have drawn its first picture with.</summary>
    private async Task<GenerationSettings> MeantAsync(Job job)
    {
        CatalogueModel model = (await models.FindAsync(job.Order.Model, CancellationToken.None).ConfigureAwait(false))!;
        GenerationRequest request = new(job.Order)
        {
            Loras = null, // they stand in the prompt that the client sent
            Source = job.Order.Source is { } source ? uploads.Picture(source) : null,
        };
        return model.Facts.Prepare(request).Settings with { ModelHash = model.Hash };
    }

    /// <summary>The preview at which a drawing was stopped, with its settings.</summary>
    private static byte[] Unfinished(ReadOnlyMemory<byte> preview, GenerationSettings meant) =>
        ImageEncoding.Encode(ImageFile.Decode(preview.ToArray(), "the preview"), ImageFormat.Png, meant);
}
