using Hippogriff.Devices;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>What clients call to look after the web UI: memory, models and lists; and its extras.</summary>
internal static class SdUpkeep
{
    /// <summary>Maps memory, unloading and refreshing.</summary>
    public static void Map(RouteGroupBuilder group)
    {
        foreach (string kind in (string[])["checkpoints", "loras", "vae", "embeddings"])
            group
                .MapPost("/refresh-" + kind, () => SdApi.Nothing())
                .WithSummary("Does nothing: files are looked for whenever they are asked for");
        group
            .MapPost(
                "/unload-checkpoint",
                (HttpContext context) =>
                {
                    context.RequestServices.GetService<ModelCache>()?.Unload();
                    return SdApi.Nothing();
                }
            )
            .OfKeepers()
            .WithSummary("Takes models that no job uses out of memory");
        group
            .MapPost("/reload-checkpoint", () => SdApi.Nothing())
            .WithSummary("Does nothing: models are loaded when they are needed");
        group
            .MapGet("/memory", (HttpContext context) => Results.Json(Memory(context), SdJson.Answers))
            .WithSummary("Memory of the machine in bytes")
            .Produces<SdMemory>();
    }

    /// <summary>Maps upscalers and the calls that enlarge; and interrogation, which is refused.</summary>
    public static void MapExtras(RouteGroupBuilder group)
    {
        group
            .MapGet("/upscalers", () => Results.Json(SdUpscaling.Upscalers, SdJson.Answers))
            .WithSummary("The upscalers")
            .Produces<IReadOnlyList<SdUpscaler>>();
        group
            .MapGet(
                "/latent-upscale-modes",
                () => Results.Json(SdHires.LatentModes.Select(name => new SdNamed(name)), SdJson.Answers)
            )
            .WithSummary("Ways of enlarging for a second pass")
            .Produces<IReadOnlyList<SdNamed>>();
        SdApi
            .Reading<SdExtraSingleRequest, SdExtraSingleAnswer>(
                group.MapPost(
                    "/extra-single-image",
                    async (HttpContext context, SdUpscaling upscaling) =>
                        Results.Json(await upscaling.SingleAsync(context).ConfigureAwait(false), SdJson.Answers)
                )
            )
            .WithSummary("Enlarges a picture");
        SdApi
            .Reading<SdExtraBatchRequest, SdExtraBatchAnswer>(
                group.MapPost(
                    "/extra-batch-images",
                    async (HttpContext context, SdUpscaling upscaling) =>
                        Results.Json(await upscaling.BatchAsync(context).ConfigureAwait(false), SdJson.Answers)
                )
            )
            .WithSummary("Enlarges pictures");
        group
            .MapPost(
                "/interrogate",
                () =>
                    SdJson.Answer(
                        new Refusal(StatusCodes.Status404NotFound, "There is no model here that describes pictures.")
                    )
            )
            .WithMetadata(new ExcludeFromDescriptionAttribute());
    }

    private static SdMemory Memory(HttpContext context)
    {
        FreeMemory memory = context.RequestServices.GetService<FreeMemory>() ?? FreeMemory.OfSystem;
        (long free, long total) = (memory.Bytes, memory.TotalBytes);
        return new SdMemory(
            new SdRam(free, Math.Max(0, total - free), total),
            new Dictionary<string, string> { ["error"] = "unavailable" }
        );
    }
}
