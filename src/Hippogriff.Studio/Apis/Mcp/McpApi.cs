using Hippogriff.Metadata;
using Hippogriff.Studio.Apis.Bodies;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace Hippogriff.Studio.Apis.Mcp;

/// <summary>A Model Context Protocol server over streamable HTTP without sessions: every call is independent.</summary>
internal static class McpApi
{
    /// <summary>Registers the server and its tools.</summary>
    public static IServiceCollection Add(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services
            .AddMcpServer(server =>
            {
                server.ServerInfo = new Implementation
                {
                    Name = "hippogriff",
                    Title = "Hippogriff",
                    Version = Infotext.ProgramVersion,
                };
                server.ServerInstructions =
                    "Draws pictures with a small diffusion model on the user's machine. Use short, concrete "
                    + "prompts: things, colours, background, look.";
            })
            .WithHttpTransport()
            .WithTools<DrawingTools>()
            .WithResources<PictureResources>()
            .WithRequestFilters(filters =>
                filters
                    .AddCallToolFilter(next => (call, stop) => McpFaults.ToldAsync(call.Services, next(call, stop)))
                    .AddReadResourceFilter(next => (call, stop) => McpFaults.ToldAsync(call.Services, next(call, stop)))
            )
            .WithListResourcesHandler(
                (call, _) => ValueTask.FromResult(call.Services!.GetRequiredService<PictureResources>().List())
            );
        services.AddScoped<DrawingTools>();
        services.AddScoped<PictureResources>();
        services.AddSingleton<RunningCalls>();
        services.AddSingleton(DrawingTools.Generation());
        return services;
    }

    /// <summary>Maps /mcp.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMcp("/mcp").WithMetadata(BodyLimit.OfWords(routes)).Add(RefuseOtherKinds);

    /// <summary>
    /// Refuses bodies with another content type: the protocol library would report a server error for them.
    /// </summary>
    private static void RefuseOtherKinds(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } next)
            return;
        endpoint.RequestDelegate = async context =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                if (!context.Request.HasJsonContentType())
                {
                    Refusal refusal = NothingThere.WrongKind(context, "application/json");
                    await Problems.WriteAsync(context, refusal.Status, refusal.Message).ConfigureAwait(false);
                    return;
                }
                if (await MessageCheck.RefusalAsync(context).ConfigureAwait(false) is { } answer)
                {
                    await answer.ExecuteAsync(context).ConfigureAwait(false);
                    return;
                }
            }
            await context
                .RequestServices.GetRequiredService<RunningCalls>()
                .AnswerAsync(context, next)
                .ConfigureAwait(false);
        };
    }
}
