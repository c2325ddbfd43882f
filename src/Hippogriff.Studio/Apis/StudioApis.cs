using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Apis.Comfy;
using Hippogriff.Studio.Apis.Description;
using Hippogriff.Studio.Apis.Mcp;
using Hippogriff.Studio.Apis.OpenAi;
using Hippogriff.Studio.Apis.Sd;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hippogriff.Studio.Apis;

/// <summary>
/// The APIs for programs: OpenAI's images, Stable Diffusion's web UI, ComfyUI, the Model Context Protocol, and
/// their documentation.
/// </summary>
public static class StudioApis
{
    /// <summary>Registers the services of the APIs, in addition to queue, gallery, uploads and options.</summary>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddStudioApis(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IModelCatalogue, ModelCatalogue>();
        services.TryAddSingleton<LoraCatalogue>();
        services.TryAddSingleton<BodySpool>();
        services.TryAddSingleton<SignedAddresses>();
        services.AddScoped<DrawingService>();
        OpenAiApi.Add(services);
        SdApi.Add(services);
        ComfyApi.Add(services);
        McpApi.Add(services);
        return OpenApiPages.Add(services);
    }

    /// <summary>Maps /v1, /sdapi/v1, the paths of ComfyUI under /api, /mcp, /openapi and /scalar.</summary>
    public static void MapStudioApis(this IEndpointRouteBuilder routes)
    {
        OpenAiApi.Map(routes);
        SdApi.Map(routes);
        ComfyApi.Map(routes);
        McpApi.Map(routes);
        OpenApiPages.Map(routes);
    }
}
