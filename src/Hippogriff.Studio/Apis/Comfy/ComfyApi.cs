using Hippogriff.Studio.Access;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Apis.Comfy.Files;
using Hippogriff.Studio.Apis.Comfy.Running;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Apis.Comfy;

/// <summary>
/// ComfyUI's API, for graphs of its core nodes: one drawing from words, from a picture or inside a mask. The OpenAPI
/// document leaves it out, since its graphs and its websocket cannot be described there.
/// </summary>
internal static class ComfyApi
{
    /// <summary>Addresses of pictures for the Krita plug-in.</summary>
    private const string Addresses = "/etn";

    /// <summary>Registers the services of the endpoints.</summary>
    public static IServiceCollection Add(IServiceCollection services)
    {
        foreach (string name in ComfyPaths.Names.Append(Addresses))
            services.AddSingleton(new RefusalForm(ComfyPaths.Root + name, ComfyJson.Answer, TakesBasic: true));
        return services
            .AddSingleton<ComfyInputs>()
            .AddScoped<ComfyFiles>()
            .AddScoped<ComfyLists>()
            .AddSingleton<ComfySockets>()
            .AddSingleton<PromptStore>()
            .AddSingleton<GraphTurns>()
            .AddScoped<PromptOrders>()
            .AddScoped<LaterDrawings>()
            .AddScoped<PromptRuns>()
            .AddScoped<PromptTaking>()
            .AddScoped<ComfyPrompts>();
    }

    /// <summary>Maps /api/prompt and the others; <see cref="ComfyPaths"/> leads there.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes
            .MapGroup(ComfyPaths.Root)
            .ExcludeFromDescription()
            .AddEndpointFilter(new RefusalFilter(ComfyJson.Answer));
        RouteGroupBuilder words = group.MapGroup("").WithMetadata(BodyLimit.OfWords(routes));
        MapPrompts(words);
        MapLists(words);
        MapFiles(group.MapGroup("").WithMetadata(BodyLimit.Of(routes)));
        MapSocket(routes.MapGroup(ComfyPaths.Root).ExcludeFromDescription());
    }

    private static void MapPrompts(RouteGroupBuilder group)
    {
        group.MapPost("/prompt", (HttpContext context, PromptTaking taking) => taking.TakeAsync(context));
        group.MapGet("/prompt", (HttpContext context, ComfyPrompts prompts) => prompts.Remaining(context));
        group.MapMethods("/prompt", [HttpMethods.Options], () => Results.Ok());
        group.MapGet("/queue", (HttpContext context, ComfyPrompts prompts) => prompts.Queue(context));
        group.MapPost("/queue", (HttpContext context, ComfyPrompts prompts) => prompts.ChangeQueueAsync(context));
        group.MapGet("/history", (HttpContext context, ComfyPrompts prompts) => prompts.History(context));
        group.MapPost("/history", (HttpContext context, ComfyPrompts prompts) => prompts.ChangeHistoryAsync(context));
        group.MapGet(
            "/history/{id}",
            (string id, HttpContext context, ComfyPrompts prompts) => prompts.History(context, id)
        );
        group.MapPost("/interrupt", (HttpContext context, ComfyPrompts prompts) => prompts.InterruptAsync(context));
    }

    private static void MapLists(RouteGroupBuilder group)
    {
        group.MapPost("/free", (HttpContext context, ComfyLists lists) => lists.FreeAsync(context)).OfKeepers();
        group.MapGet("/object_info", (HttpContext context, ComfyLists lists) => lists.ClassesAsync(context));
        group.MapGet(
            "/object_info/{name}",
            (string name, HttpContext context, ComfyLists lists) => lists.ClassAsync(context, name)
        );
        group.MapGet("/system_stats", (HttpContext context) => ComfyLists.System(context));
        group.MapGet("/embeddings", () => ComfyJson.Json(Array.Empty<string>()));
        group.MapGet("/extensions", () => ComfyJson.Json(Array.Empty<string>()));
        group.MapGet("/models", () => ComfyJson.Json(ComfyLists.Folders));
        group.MapGet(
            "/models/{folder}",
            (string folder, HttpContext context, ComfyLists lists) => lists.FolderAsync(context, folder)
        );
        group.MapGet("/features", (StudioOptions options) => ComfyJson.Json(ComfyLists.FeaturesOf(options)));
    }

    private static void MapFiles(RouteGroupBuilder group)
    {
        group.MapGet("/view", (HttpContext context, ComfyFiles files) => files.View(context));
        group.MapPost("/upload/image", (HttpContext context, ComfyInputs inputs) => inputs.KeepAsync(context));
        group.MapPost("/upload/mask", (HttpContext context, ComfyInputs inputs) => inputs.KeepMaskAsync(context));
        group.MapPut(
            Addresses + "/image/{id}",
            (string id, HttpContext context, ComfyInputs inputs) => inputs.PutAsync(context, id)
        );
        group.MapGet(
            Addresses + "/image/{id}",
            (string id, HttpContext context, ComfyFiles files) => files.AtAddress(context, id)
        );
        foreach (string call in (string[])["subscribe", "unsubscribe"])
            group.MapPost(
                $"{Addresses}/workflow/{call}",
                () => ComfyJson.Json(new Dictionary<string, string> { ["status"] = "ok" })
            );
    }

    private static void MapSocket(RouteGroupBuilder group)
    {
        IApplicationBuilder pipeline = ((IEndpointRouteBuilder)group).CreateApplicationBuilder();
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        pipeline.Run(context => context.RequestServices.GetRequiredService<ComfySockets>().ServeAsync(context));
        group.Map("/ws", pipeline.Build());
    }
}
