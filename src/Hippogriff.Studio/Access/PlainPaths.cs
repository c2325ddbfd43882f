using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Takes several slashes of a path for one. Clients often put a base address that ends with a slash before a path that
/// begins with one. What comes after it, access included, sees the plain path alone.
/// </summary>
internal sealed partial class PlainPaths(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.Value is { } path && path.Contains("//", StringComparison.Ordinal))
            context.Request.Path = Slashes().Replace(path, "/");
        return next(context);
    }

    [GeneratedRegex("/{2,}")]
    private static partial Regex Slashes();
}
