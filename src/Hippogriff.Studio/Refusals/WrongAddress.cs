using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hippogriff.Studio.Refusals;

/// <summary>
/// Answers a browser that asks for a page that is not there with a page, and everybody else with a problem.
/// </summary>
internal static class WrongAddress
{
    /// <summary>Address of the page that says so.</summary>
    public const string Page = "/not-found";

    private static readonly string[] s_programs = ["/api", "/v1", "/sdapi", "/mcp", "/files", "/assets", "/openapi"];

    /// <summary>Whether a page is to say it: a browser opens an address that no program uses.</summary>
    public static bool WantsPage(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status404NotFound
        && HttpMethods.IsGet(context.Request.Method)
        && context.Request.Path != Page
        && !s_programs.Any(program => context.Request.Path.StartsWithSegments(program))
        && context
            .Request.GetTypedHeaders()
            .Accept.Any(kind => kind.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    /// <summary>Runs the request once more as one for the page; its status stays.</summary>
    public static async Task ShowAsync(StatusCodeContext pages)
    {
        HttpContext context = pages.HttpContext;
        PathString asked = context.Request.Path;
        QueryString query = context.Request.QueryString;
        context.Features.Set<IStatusCodeReExecuteFeature>( // without it a page of this status stays empty
            new StatusCodeReExecuteFeature
            {
                OriginalPath = asked,
                OriginalPathBase = context.Request.PathBase,
                OriginalQueryString = query.Value,
            }
        );
        context.SetEndpoint(endpoint: null);
        context.Features.Get<IRouteValuesFeature>()?.RouteValues.Clear();
        (context.Request.Path, context.Request.QueryString) = (Page, QueryString.Empty);
        try
        {
            await pages.Next(context).ConfigureAwait(false);
        }
        finally
        {
            (context.Request.Path, context.Request.QueryString) = (asked, query);
        }
    }
}
