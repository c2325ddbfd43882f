using System.Text.Json;
using Hippogriff.Denoising;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>A request as it was understood.</summary>
/// <param name="Order">The job.</param>
/// <param name="Notes">What was passed over that its client may have meant, one sentence each.</param>
/// <param name="Hires">Its second pass; null for none.</param>
internal sealed record SdDrawing(JobRequest Order, IReadOnlyList<string> Notes, SdHires? Hires);

/// <summary>
/// Converts requests of Stable Diffusion's web UI to job requests. Unsupported fields that would change the picture are
/// refused.
/// </summary>
internal sealed class SdReader(SdSettings settings, IUploads uploads, StudioOptions options)
{
    /// <summary>FastAPI's status for invalid values.</summary>
    private const int Status = StatusCodes.Status422UnprocessableEntity;

    private const double DefaultStrength = 0.75;

    /// <summary>Picture width for which the default mask blur of 4 pixels is intended.</summary>
    private const int DefaultWidth = 512,
        DefaultBlur = 4;

    /// <exception cref="RefusedException">A value is not valid.</exception>
    public async Task<SdDrawing> ReadAsync(SdImageRequest said, bool fromPicture, CancellationToken cancellationToken)
    {
        RefuseWhatIsNotOffered(said);
        ModelFacts facts = (
            await settings.ModelAsync(CheckpointOf(said.OverrideSettings), cancellationToken).ConfigureAwait(false)
        ).Facts;
        PictureSize? asked =
            said.Width is null && said.Height is null
                ? null
                : new PictureSize(said.Width ?? facts.Defaults.Width, said.Height ?? facts.Defaults.Height);
        // the web UI rounds as well; the answer says which size was drawn
        PictureSize? drawn = asked?.Drawable(facts.Defaults, facts.SizeMultiple).Nearest(facts.SizeMultiple);
        string name = string.IsNullOrEmpty(said.SamplerName) ? said.SamplerIndex ?? "" : said.SamplerName;
        (string? sampler, string? schedule) = SamplerOf(name, said.Scheduler);
        List<string> notes = [.. Styles(said)];
        JobRequest order = WithWords(new JobRequest { Prompt = "" }, said.Prompt, said.NegativePrompt, facts, notes);
        order = order with
        {
            Model = facts.Name,
            Seed = said.Seed is null or -1 ? null : said.Seed,
            Count = CountOf(said),
            Steps = said.Steps,
            Sampler = sampler,
            Schedule = schedule,
            Guidance = facts.IsGuidanceDistilled ? null : said.CfgScale,
            Width = drawn?.Width,
            Height = drawn?.Height,
            KeepSteps = false,
        };
        order = said.Over(order, Status);
        if (fromPicture)
            order = await WithSourceAsync(order, said, asked, drawn, cancellationToken).ConfigureAwait(false);
        PictureSize size = asked ?? new PictureSize(facts.Defaults.Width, facts.Defaults.Height);
        SdHires? hires = fromPicture ? null : SdHires.Read(said, order, size, facts, options.Limits);
        if (hires is not null)
            hires = hires with
            {
                Order = await OfSecondPassAsync(hires.Order, said, facts, notes, cancellationToken)
                    .ConfigureAwait(false),
            };
        return new SdDrawing(order, [.. notes.Distinct()], hires);
    }

    /// <summary>The job of a second pass with the words, sampler and schedule that it has of its own.</summary>
    private async Task<JobRequest> OfSecondPassAsync(
        JobRequest order,
        SdImageRequest said,
        ModelFacts facts,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        if (
            !IsSame(said.HrCheckpoint)
            && (await settings.ModelAsync(said.HrCheckpoint, cancellationToken).ConfigureAwait(false)).Facts.Name
                != facts.Name
        )
            throw Wrong("hr_checkpoint_name", $"The second pass is drawn by the same model, {facts.Name}.");
        (string? sampler, string? schedule) = SamplerOf(
            IsSame(said.HrSamplerName) ? "" : said.HrSamplerName!,
            IsSame(said.HrScheduler) ? null : said.HrScheduler
        );
        if (!string.IsNullOrEmpty(said.HrPrompt) || !string.IsNullOrEmpty(said.HrNegativePrompt))
            order = WithWords(
                order,
                string.IsNullOrEmpty(said.HrPrompt) ? said.Prompt : said.HrPrompt,
                string.IsNullOrEmpty(said.HrNegativePrompt) ? said.NegativePrompt : said.HrNegativePrompt,
                facts,
                notes
            );
        return order with { Sampler = sampler ?? order.Sampler, Schedule = schedule ?? order.Schedule };
    }

    private static JobRequest WithWords(
        JobRequest order,
        string? prompt,
        string? negative,
        ModelFacts facts,
        List<string> notes
    )
    {
        (string words, IReadOnlyList<LoraChoice>? loras) = SdLoraTags.Read(prompt ?? "");
        (string plain, string? note) = SdEmphasis.Read(words, facts, "prompt");
        (string plainNegative, string? other) = SdEmphasis.Read(negative ?? "", facts, "negative_prompt");
        notes.AddRange(new[] { note, other }.OfType<string>());
        return order with { Prompt = plain, NegativePrompt = plainNegative, Loras = loras };
    }

    /// <summary>Whether a name of a second pass means that of the first one ("Use same sampler").</summary>
    private static bool IsSame(string? name) =>
        SdScripts.IsNothing(name) || name!.StartsWith("Use same ", StringComparison.OrdinalIgnoreCase);

    private async Task<JobRequest> WithSourceAsync(
        JobRequest order,
        SdImageRequest said,
        PictureSize? asked,
        PictureSize? drawn,
        CancellationToken cancellationToken
    )
    {
        if (said.InitImages is not { Count: > 0 } pictures)
            throw Wrong(
                "init_images",
                "init_images is missing: the picture to begin with, in base64.",
                StatusCodes.Status404NotFound
            );
        if (pictures.Count > 1)
            throw Wrong("init_images", $"One picture is taken at a time, and init_images has {pictures.Count}.");
        string source = await KeepAsync(
                "init_images",
                pictures[0],
                bytes => uploads.KeepPictureAsync(bytes, cancellationToken)
            )
            .ConfigureAwait(false);
        order = order with { Source = source, Strength = said.DenoisingStrength ?? DefaultStrength };
        if (string.IsNullOrEmpty(said.Mask))
            return order;
        string mask = await KeepAsync(
                "mask",
                said.Mask,
                bytes => uploads.KeepMaskAsync(bytes, MaskMeaning.White, cancellationToken)
            )
            .ConfigureAwait(false);
        if (said.InpaintingMaskInvert == 1)
            mask = await uploads
                .KeepMaskAsync(
                    PngFile.Encode(uploads.Mask(mask).Inverted().ToImage()),
                    MaskMeaning.White,
                    cancellationToken
                )
                .ConfigureAwait(false);
        int width = drawn?.Width ?? uploads.Picture(source).Width;
        double blur = said.MaskBlur is { } given
            ? given * (double)width / (asked?.Width ?? width)
            : DefaultBlur * (double)width / DefaultWidth;
        return order with { Mask = mask, MaskBlur = (int)Math.Round(blur, MidpointRounding.AwayFromZero) };
    }

    private static void RefuseWhatIsNotOffered(SdImageRequest said)
    {
        if (said.RestoreFaces == true)
            throw Wrong("restore_faces", "restore_faces is not offered; leave it out.");
        if (said.Tiling == true)
            throw Wrong("tiling", "tiling is not offered; leave it out.");
        if (said.SubseedStrength is { } mixed && mixed != 0)
            throw Wrong("subseed_strength", "subseed_strength is not offered: a picture comes from one seed.");
        if (!SdScripts.IsNothing(said.ScriptName))
            throw Wrong(
                "script_name",
                $"There is no script {Quoted.Name(said.ScriptName!)} here, nor any other; leave script_name out."
            );
        if (SdScripts.FirstAtWork(said.AlwaysOnScripts) is { } script)
            throw Wrong(
                "alwayson_scripts",
                $"There is no script {Quoted.Name(script)} here, nor any other; switch it off (alwayson_scripts)."
            );
        if (said.InpaintingMaskInvert is not (null or 0 or 1))
            throw Wrong(
                "inpainting_mask_invert",
                $"inpainting_mask_invert may be 0 or 1, not {said.InpaintingMaskInvert}."
            );
    }

    private int CountOf(SdImageRequest said)
    {
        long size = said.BatchSize ?? 1,
            times = said.Iterations ?? 1;
        if (size < 1)
            throw Wrong("batch_size", $"batch_size {size} is not at least 1.");
        if (times < 1)
            throw Wrong("n_iter", $"n_iter {times} is not at least 1.");
        if (size * times > options.Limits.Pictures)
            throw Wrong(
                "batch_size",
                $"batch_size times n_iter is {size * times}; at most {options.Limits.Pictures} pictures are "
                    + "drawn for a request."
            );
        return (int)(size * times);
    }

    private static (string? Sampler, string? Schedule) SamplerOf(string name, string? scheduler)
    {
        (string? sampler, string? schedule) =
            name.Length > 0 && !IsAutomatic(name) ? DisplayNames.SamplerFromForeign(name) : (null, null);
        if (scheduler is { Length: > 0 } named && !IsAutomatic(named))
            schedule = DisplayNames.ScheduleFromDisplay(named);
        return (
            sampler is null ? null : (SamplerRegistry.Default.TryFind(sampler) ?? throw NoSampler(sampler)).Name,
            schedule is null
                ? null
                : RefusedException.Naming("scheduler", () => ScheduleRegistry.Default.NameOf(schedule), Status)
        );
    }

    /// <summary>The web UI's own answer, which clients translate, and the names that this API spells.</summary>
    private static RefusedException NoSampler(string name) =>
        Wrong(
            "sampler_name",
            $"Sampler not found: there is no sampler {Quoted.Name(name)}; there are "
                + $"{string.Join(", ", SdLists.Samplers.Select(sampler => sampler.Name))}.",
            StatusCodes.Status404NotFound
        );

    /// <summary>What is said of stored styles, which are passed over.</summary>
    private static string[] Styles(SdImageRequest said) =>
        said.Styles?.Where(style => !SdScripts.IsNothing(style)).ToArray() is { Length: > 0 } styles
            ? [$"There are no stored styles here, so {string.Join(", ", styles.Select(Quoted.Name))} changed nothing."]
            : [];

    private static bool IsAutomatic(string name) =>
        string.Equals(name, "Automatic", StringComparison.OrdinalIgnoreCase);

    private static string? CheckpointOf(Dictionary<string, JsonElement>? said) =>
        said?.TryGetValue(SdSettings.Checkpoint, out JsonElement named) == true && named.ValueKind != JsonValueKind.Null
            ? JsonText.StringOf(named) ?? throw Wrong(SdSettings.Checkpoint, $"{SdSettings.Checkpoint} takes a text.")
            : null;

    private static async Task<string> KeepAsync(string field, string text, Func<byte[], Task<string>> keep)
    {
        byte[] bytes =
            Base64Picture.Bytes(text)
            ?? throw Wrong(field, $"{field} has to hold a picture in base64 or as a data URI, and this is neither.");
        return await RefusedException.NamingAsync(field, () => keep(bytes), Status).ConfigureAwait(false);
    }

    private static RefusedException Wrong(string field, string message, int status = Status) =>
        new(status, message, field);
}
