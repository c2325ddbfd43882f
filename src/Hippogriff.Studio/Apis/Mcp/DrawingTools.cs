using System.ComponentModel;
using System.Globalization;
using System.Text;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Hippogriff.Texts;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hippogriff.Studio.Apis.Mcp;

/// <summary>
/// The MCP tools for language models. Refusals are returned as results, so that the model can read what is allowed and
/// retry.
/// </summary>
[McpServerToolType]
internal sealed class DrawingTools(
    IModelCatalogue models,
    LoraCatalogue catalogue,
    DrawingService service,
    IHttpContextAccessor http
)
{
    /// <summary>Maximum number of pictures per call: each uses the language model's context.</summary>
    private const int MostPictures = 4;

    /// <summary>Maximum number of new words of a LoRA in a result.</summary>
    private const int MostWords = 20;

    [McpServerTool(
        Name = "generate_image",
        Title = "Generate an image",
        ReadOnly = false,
        Destructive = false,
        Idempotent = false,
        OpenWorld = false
    )]
    [Description(
        "Draws pictures from words with a diffusion model on this machine and returns them as PNG with the "
            + "settings they were drawn with, and says which words it did not follow. The same seed and settings "
            + "give the same picture. list_models says which models and LoRAs there are and what they can draw."
    )]
    public async Task<CallToolResult> GenerateAsync(
        [Description("What to draw, in plain English words.")] string prompt,
        [Description("What to stay away from.")] string? negative_prompt = null,
        [Description("Seed of the first picture; picture i has seed + i. Left out: a random one, which is reported.")]
            long? seed = null,
        [Description("Number of denoising steps; more is slower. Left out: the model's own.")] int? steps = null,
        [Description("Guidance scale, 0 to 50: how strongly the words pull. Left out: the model's own.")]
            double? guidance = null,
        [Description(
            "Width in pixels. Left out: the model's own. Far too large sizes are brought down to what the model draws."
        )]
            int? width = null,
        [Description("Height in pixels, see width.")] int? height = null,
        [Description("Number of pictures, 1 to 4.")] int count = 1,
        [Description("Name of the model; left out: the default.")] string? model = null,
        [Description(
            "LoRAs that change the model, at most 8, by the names that list_models gives, each with a weight "
                + "from -4 to 4: 1 as it was trained, also where none is given."
        )]
            IReadOnlyList<RequestedLora>? loras = null,
        IProgress<ProgressNotificationValue>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            JobRequest order = await OrderAsync(
                    prompt,
                    negative_prompt,
                    seed,
                    steps,
                    guidance,
                    width,
                    height,
                    count,
                    model,
                    cancellationToken
                )
                .ConfigureAwait(false) with
            {
                Loras = loras,
            };
            Job last = await service
                .TakeAsync(order, http.HttpContext is { } context ? ClientName.Of(context) : "mcp", cancellationToken)
                .ConfigureAwait(false);
            await foreach (
                JobEvent now in service.FollowAsync(last, previews: false, cancellationToken).ConfigureAwait(false)
            )
            {
                last = now.Job;
                if (now.Steps > 0)
                    progress?.Report(
                        new ProgressNotificationValue
                        {
                            Progress = now.Step,
                            Total = now.Steps,
                            Message = $"Step {now.Step} of {now.Steps}",
                        }
                    );
            }
            if (DrawingService.WhyNot(last) is { } refused)
                throw refused;
            return Answer(service.PicturesOf(last), last.Warnings);
        }
        catch (HippogriffException error)
        {
            return Refusal(error.MessageWithoutPaths);
        }
    }

    [McpServerTool(
        Name = "list_models",
        Title = "List the image models and LoRAs",
        ReadOnly = true,
        Destructive = false,
        Idempotent = true,
        OpenWorld = false
    )]
    [Description(
        "The models that generate_image can draw with, the default first, with their own size, steps and "
            + "guidance; then the LoRAs that can change them, each with the model that it is for and the words "
            + "that it adds."
    )]
    public async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        foreach (CatalogueModel model in await models.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            GenerationDefaults defaults = model.Facts.Defaults;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{model.Facts.Name} (hash {model.Hash}): {defaults.Width}x{defaults.Height} pixels, sizes "
                    + $"are multiples of {model.Facts.SizeMultiple}, {Counted.Of(defaults.Steps, "step")}, "
            );
            text.AppendLine(
                model.Facts.IsGuidanceDistilled
                    ? "takes neither guidance nor a negative prompt"
                    : string.Create(CultureInfo.InvariantCulture, $"guidance {defaults.Guidance}")
            );
        }
        if (text.Length == 0)
            return "There are no models.";
        foreach (InstalledLora lora in catalogue.List())
        {
            if (lora.Card is not { } card)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"LoRA {lora.Name}");
            if (card.Base is { } made)
                text.Append(CultureInfo.InvariantCulture, $", for {made.Model} (hash {made.Hash})");
            if (card.Words.Count > 0)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $", adds the words {string.Join(", ", card.Words.Take(MostWords))}"
                );
            text.AppendLine();
        }
        return text.ToString().TrimEnd();
    }

    private async Task<JobRequest> OrderAsync(
        string prompt,
        string? negativePrompt,
        long? seed,
        int? steps,
        double? guidance,
        int? width,
        int? height,
        int count,
        string? model,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(prompt))
            throw new HippogriffException("prompt says what to draw; it is empty.");
        if (count is < 1 or > MostPictures)
            throw new HippogriffException($"count {count} is not between 1 and {MostPictures}.");
        string? asked = string.IsNullOrWhiteSpace(model) ? null : model;
        ModelFacts facts = (
            await models.FindAsync(asked, cancellationToken).ConfigureAwait(false)
            ?? throw await models.NoneCalledAsync(asked!, cancellationToken).ConfigureAwait(false)
        ).Facts;
        PictureSize? size =
            width is null && height is null
                ? null
                : new PictureSize(width ?? facts.Defaults.Width, height ?? facts.Defaults.Height).Drawable(
                    facts.Defaults,
                    facts.SizeMultiple
                );
        return new JobRequest
        {
            Prompt = prompt,
            NegativePrompt = negativePrompt ?? "",
            Model = facts.Name,
            Seed = seed,
            Count = count,
            Steps = steps,
            Guidance = guidance,
            Width = size?.Width,
            Height = size?.Height,
            KeepSteps = false,
        };
    }

    /// <summary>A refusal for a language model.</summary>
    internal static CallToolResult Refusal(string sentence) =>
        new() { IsError = true, Content = [new TextContentBlock { Text = sentence }] };

    private static CallToolResult Answer(IReadOnlyList<DrawnPicture> pictures, IReadOnlyList<string> warnings) =>
        new()
        {
            Content =
            [
                .. pictures.Select(picture => ImageContentBlock.FromBytes(picture.Png, "image/png")),
                .. pictures.Select(picture => new TextContentBlock
                {
                    Text = Infotext.WritePlain(picture.Entry.Settings),
                }),
                .. warnings.Select(sentence => new TextContentBlock { Text = "Note: " + sentence }),
            ],
        };
}
