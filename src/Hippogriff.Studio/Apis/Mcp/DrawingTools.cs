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
using Microsoft.Extensions.DependencyInjection;
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
    /// <summary>New words of a LoRA that are told.</summary>
    private const int MostWords = 20;

    /// <summary>
    /// generate_image: its arguments, with their ranges and help, are those of <see cref="ToolArguments"/>.
    /// </summary>
    public async Task<CallToolResult> GenerateAsync(
        RequestContext<CallToolRequestParams> call,
        IProgress<ProgressNotificationValue>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            JobRequest order = await SizedAsync(ToolArguments.Read(call.Params?.Arguments), cancellationToken)
                .ConfigureAwait(false);
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

    /// <summary>generate_image as a tool.</summary>
    public static McpServerTool Generation()
    {
        McpServerTool tool = McpServerTool.Create(
            typeof(DrawingTools).GetMethod(nameof(GenerateAsync))!,
            call => call.Services!.GetRequiredService<DrawingTools>(),
            new McpServerToolCreateOptions
            {
                Name = "generate_image",
                Title = "Generate an image",
                Description =
                    "Draws pictures from a prompt with a diffusion model on this machine. Returns PNGs with their "
                    + "settings, and warnings about words that were not followed. The same seed and "
                    + "settings give the same picture. list_models says which models and LoRAs there are and what they "
                    + "can draw.",
                ReadOnly = false,
                Destructive = false,
                Idempotent = false,
                OpenWorld = false,
            }
        );
        tool.ProtocolTool.InputSchema = ToolArguments.Schema();
        return tool;
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
        "The models for generate_image, the default first, with their own size, steps and guidance. Then the LoRAs, "
            + "each with its model and its new words."
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
            if (model.Words() is { } words)
                text.AppendLine(WhatItDraws(words));
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

    /// <summary>The names of a model by kind, on one line.</summary>
    private static string WhatItDraws(ModelWords words) =>
        $"  It knows only these words, and at most {words.Most} of a prompt: "
        + string.Join(
            "; ",
            words.Names.Count == 0
                ? [string.Join(", ", words.All)]
                : words
                    .Names.GroupBy(name => name.Kind)
                    .Select(group =>
                        $"{group.Key.ToString().ToLowerInvariant()}: {string.Join(", ", group.Select(one => one.Name))}"
                    )
        );

    /// <summary>The order with its model by name, and far too large sizes brought down to what that draws.</summary>
    private async Task<JobRequest> SizedAsync(JobRequest order, CancellationToken cancellationToken)
    {
        ModelFacts facts = (
            await models.FindAsync(order.Model, cancellationToken).ConfigureAwait(false)
            ?? throw await models.NoneCalledAsync(order.Model!, cancellationToken).ConfigureAwait(false)
        ).Facts;
        PictureSize? size =
            order.Width is null && order.Height is null
                ? null
                : new PictureSize(order.Width ?? facts.Defaults.Width, order.Height ?? facts.Defaults.Height).Drawable(
                    facts.Defaults,
                    facts.SizeMultiple
                );
        return order with { Model = facts.Name, Width = size?.Width, Height = size?.Height };
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
                    Text =
                        $"{Infotext.WritePlain(picture.Entry.Settings)}\n{PictureResources.Address(picture.Entry.Id)}",
                }),
                .. warnings.Select(sentence => new TextContentBlock { Text = "Note: " + sentence }),
            ],
        };
}
