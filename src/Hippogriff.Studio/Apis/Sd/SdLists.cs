using Hippogriff.Denoising;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>Lists of choices, with the web UI's names.</summary>
internal static class SdLists
{
    /// <summary>GET /sdapi/v1/samplers.</summary>
    public static IReadOnlyList<SdSampler> Samplers { get; } =
    [
        .. SamplerRegistry.Default.Names.Select(name => new SdSampler(
            DisplayNames.SamplerToDisplay(name),
            ["k_" + name, name],
            new Dictionary<string, string>()
        )),
    ];

    /// <summary>GET /sdapi/v1/schedulers: "automatic" is the model's own.</summary>
    public static IReadOnlyList<SdScheduler> Schedulers { get; } =
    [
        new SdScheduler("automatic", "Automatic", null, -1, false),
        .. ScheduleRegistry.Default.Names.Select(name => new SdScheduler(
            name,
            DisplayNames.ScheduleToDisplay(name),
            null,
            name == "karras" ? 7 : -1,
            false
        )),
    ];

    /// <summary>A model of GET /sdapi/v1/sd-models.</summary>
    public static SdModel Model(CatalogueModel model) =>
        new(SdSettings.Title(model), model.Facts.Name, model.Hash, null, model.Facts.Name, null);

    /// <summary>GET /sdapi/v1/loras: the usable ones.</summary>
    public static IReadOnlyList<SdLora> Loras(LoraCatalogue loras) =>
        [
            .. loras
                .List()
                .Where(lora => lora.Card is not null)
                .Select(lora => new SdLora(
                    lora.Name,
                    lora.Name,
                    lora.Name,
                    lora.Card!.Base is { } made
                        ? new Dictionary<string, string>
                        {
                            ["ss_sd_model_name"] = made.Model,
                            ["ss_sd_model_hash"] = made.Hash,
                        }
                        : new Dictionary<string, string>()
                )),
        ];

    /// <summary>POST /sdapi/v1/png-info.</summary>
    public static async Task<SdPngInfo> PictureInfoAsync(HttpContext context)
    {
        SdPngInfoRequest said = await BodyReader
            .JsonAsync<SdPngInfoRequest>(context, SdJson.Requests)
            .ConfigureAwait(false);
        byte[] picture =
            said.Image is { Length: > 0 } text && Base64Picture.Bytes(text) is { } bytes
                ? bytes
                : throw new RefusedException(
                    StatusCodes.Status422UnprocessableEntity,
                    "image has to hold a picture in base64 or as a data URI, and this is neither.",
                    "image"
                );
        ImageMetadata says = ImageMetadata.Read(picture, "the picture");
        if (says.Infotext is not { } infotext)
            return new SdPngInfo("", new Dictionary<string, string>(), new Dictionary<string, string>());
        string written = says.Parameters ?? infotext.Prompt;
        Dictionary<string, string> parts = new(infotext.Fields)
        {
            ["Prompt"] = infotext.Prompt,
            ["Negative prompt"] = infotext.NegativePrompt,
        };
        if (infotext.Program is { } program)
            parts["Program"] = program;
        return new SdPngInfo(written, new Dictionary<string, string> { [PngFile.ParametersKey] = written }, parts);
    }
}
