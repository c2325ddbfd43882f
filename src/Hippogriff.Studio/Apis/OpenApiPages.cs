using System.Security.Cryptography;
using Hippogriff.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Scalar.AspNetCore;

namespace Hippogriff.Studio.Apis;

/// <summary>
/// The OpenAPI document of all HTTP APIs (/openapi/v1.json) and its page (/scalar). Neither loads anything from other
/// hosts.
/// </summary>
internal static class OpenApiPages
{
    private const string Document = "v1";

    /// <summary>Registers the document.</summary>
    public static IServiceCollection Add(IServiceCollection services) =>
        services.AddOpenApi(
            Document,
            options =>
            {
                options.AddSchemaTransformer(
                    (schema, context, _) =>
                    {
                        FieldSchemas.Describe(schema, context.JsonTypeInfo.Type);
                        return Task.CompletedTask;
                    }
                );
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info.Title = "Hippogriff";
                        document.Info.Version = Infotext.ProgramVersion;
                        document.Info.Description =
                            "Draws pictures from words, on this machine. There is a server of the Model "
                            + "Context Protocol at /mcp, which no OpenAPI document can describe.";
                        return Task.CompletedTask;
                    }
                );
            }
        );

    /// <summary>Maps the document and the page.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi();
        routes.MapScalarApiReference(
            "/scalar",
            (options, context) =>
            {
                string nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
                options
                    .WithTitle("Hippogriff: the APIs")
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .DisableMcp()
                    .HideDeveloperTools()
                    .HideClientButton()
                    .WithNonce(nonce);
                context.Response.Headers.ContentSecurityPolicy = Policy(nonce);
            }
        );
    }

    /// <summary>
    /// Content security policy of the page: its own script, the styles that the script creates, and requests to this
    /// server.
    /// </summary>
    private static string Policy(string nonce) =>
        $"default-src 'none'; script-src 'nonce-{nonce}' 'self'; style-src 'self' 'unsafe-inline'; img-src "
        + "'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";
}
