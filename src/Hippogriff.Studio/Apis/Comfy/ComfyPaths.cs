using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Comfy;

/// <summary>
/// ComfyUI has each of its paths twice, as <c>/prompt</c> and <c>/api/prompt</c>; here the second is meant by both. A
/// browser that asks for a page of the studio gets the page, since two of them have the same names.
/// </summary>
internal sealed class ComfyPaths(RequestDelegate next)
{
    /// <summary>What stands before all paths of this API.</summary>
    public const string Root = "/api";

    /// <summary>First parts of its paths.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "/prompt",
        "/queue",
        "/history",
        "/view",
        "/upload",
        "/interrupt",
        "/free",
        "/object_info",
        "/system_stats",
        "/embeddings",
        "/models",
        "/extensions",
        "/features",
        "/ws",
    ];

    public Task InvokeAsync(HttpContext context)
    {
        PathString path = context.Request.Path;
        if (Names.Any(name => path.StartsWithSegments(name, StringComparison.Ordinal)) && !IsForPage(context.Request))
            context.Request.Path = new PathString(Root).Add(path);
        return next(context);
    }

    private static bool IsForPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
