using Hippogriff.Imaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace Hippogriff.Studio.Apis.Mcp;

/// <summary>A server of the Model Context Protocol over streamable HTTP, without sessions: every call stands alone.</summary>
internal static class McpApi
{
    /// <summary>Registers the server and its tools.</summary>
    public static IServiceCollection Add(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddMcpServer(server =>
        {
            server.ServerInfo = new Implementation { Name = "hippogriff", Title = "Hippogriff", Version = Infotext.ProgramVersion };
            server.ServerInstructions = "Draws pictures with a small diffusion model on the user's machine. Use short, concrete prompts: things, colours, background, look.";
        }).WithHttpTransport().WithTools<DrawingTools>();
        return services;
    }

    /// <summary>Maps /mcp.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapMcp("/mcp").WithMetadata(BodyLimit.Of(routes));
}
