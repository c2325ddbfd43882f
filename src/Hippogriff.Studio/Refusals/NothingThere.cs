using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.Studio.Refusals;

/// <summary>
/// Explains why no endpoint of an API matched a request, by comparing it with the endpoints at its path. Routing alone
/// would answer a wrong method or content type with an empty page; an API answers in its own format.
/// </summary>
internal static class NothingThere
{
    /// <summary>404, 405 or 415 with a sentence.</summary>
    public static Refusal Why(HttpContext context)
    {
        HttpRequest request = context.Request;
        RouteEndpoint[] here =
        [
            .. context
                .RequestServices.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint =>
                    string.Equals(
                        endpoint.RoutePattern.RawText?.Trim('/'),
                        request.Path.Value?.Trim('/'),
                        StringComparison.OrdinalIgnoreCase
                    )
                ),
        ];
        if (here.Length == 0)
            return new Refusal(
                StatusCodes.Status404NotFound,
                $"There is nothing at {request.Method} {request.Path}.",
                Code: "unknown_url"
            );
        string[] methods =
        [
            .. here.SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
                .Distinct(),
        ];
        if (!methods.Contains(request.Method))
        {
            context.Response.Headers.Allow = string.Join(", ", methods);
            return new Refusal(
                StatusCodes.Status405MethodNotAllowed,
                $"{request.Path} takes {string.Join(" and ", methods)}, not {request.Method}.",
                Code: "method_not_allowed"
            );
        }
        return WrongKind(context, Types(here));
    }

    /// <summary>The error for an unsupported content type; names the supported ones.</summary>
    public static Refusal WrongKind(HttpContext context)
    {
        RouteEndpoint[] here =
        [
            .. context
                .RequestServices.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint =>
                    endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(context.Request.Method)
                        == true
                    && Lies(endpoint, context.Request.Path)
                ),
        ];
        return WrongKind(context, Types(here) is { Length: > 0 } types ? types : "application/json");
    }

    /// <summary>The refusal of a body that is of another kind than <paramref name="wanted"/>.</summary>
    public static Refusal WrongKind(HttpContext context, string wanted)
    {
        string said = context.Request.ContentType is { Length: > 0 } type
            ? $"says {Refusal.Short(type)}"
            : "does not say what it is";
        return new Refusal(
            StatusCodes.Status415UnsupportedMediaType,
            $"The body has to be {wanted}, and this one {said} (Content-Type).",
            Code: "unsupported_media_type"
        );
    }

    private static bool Lies(RouteEndpoint endpoint, PathString path) =>
        endpoint.RoutePattern.RawText is { } pattern
        && new TemplateMatcher(TemplateParser.Parse(pattern), []).TryMatch(path, []);

    private static string Types(IEnumerable<RouteEndpoint> endpoints) =>
        string.Join(
            " or ",
            endpoints
                .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes ?? [])
                .Distinct()
        );
}
