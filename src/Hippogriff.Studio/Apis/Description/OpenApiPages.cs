using System.Security.Cryptography;
using Hippogriff.Metadata;
using Hippogriff.Studio.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Hippogriff.Studio.Apis.Description;

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
                options.CreateSchemaReferenceId = SchemaNames.Of;
                options.AddSchemaTransformer(
                    (schema, context, _) =>
                    {
                        StudioLimits limits = context.ApplicationServices.GetRequiredService<StudioOptions>().Limits;
                        ValueSchemas.Describe(schema, context.JsonTypeInfo.Type);
                        FieldSchemas.Describe(schema, context.JsonTypeInfo, limits);
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(new Operations());
                options.AddDocumentTransformer(
                    (document, context, _) =>
                    {
                        Introduce(document);
                        SayKeys(document, context.ApplicationServices);
                        BinarySchemas.Inline(document);
                        JoinLines(document);
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

    private static void Introduce(OpenApiDocument document)
    {
        document.Info.Title = "Hippogriff";
        document.Info.Version = Infotext.ProgramVersion;
        document.Info.Description =
            "Draws pictures from words, on this machine. There is a server of the Model Context Protocol at /mcp, "
            + "which no OpenAPI document can describe.";
    }

    /// <summary>Descriptions come from comments of the code, whose lines end where those of the code do.</summary>
    private static void JoinLines(OpenApiDocument document)
    {
        foreach (IOpenApiSchema schema in document.Components?.Schemas?.Values.ToArray() ?? [])
        foreach (IOpenApiSchema property in schema.Properties?.Values.Prepend(schema).ToArray() ?? [schema])
        foreach (IOpenApiSchema described in property.OneOf?.Prepend(property).ToArray() ?? [property])
            described.Description = described.Description?.ReplaceLineEndings(" ");
    }

    /// <summary>How a key is sent where nothing else is said.</summary>
    private static void SayKeys(OpenApiDocument document, IServiceProvider services)
    {
        document.AddComponent<IOpenApiSecurityScheme>(
            Operations.Bearer,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key of this server: Authorization: Bearer KEY. Without keys none is needed.",
            }
        );
        document.AddComponent<IOpenApiSecurityScheme>(
            Operations.Basic,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "A key of this server as the password, with any user, for clients of the web UI.",
            }
        );
        document.Security = Operations.Ways(document, services, Operations.Bearer);
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
