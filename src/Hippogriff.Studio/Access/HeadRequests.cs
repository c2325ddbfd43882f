using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Answers HEAD as GET without a body (RFC 9110, section 9.3.2); the server leaves the body out. A stream of events is
/// not begun.
/// </summary>
internal sealed class HeadRequests(RequestDelegate next)
{
    private static readonly object s_key = new();

    /// <summary>Whether only the headers of the answer are wanted.</summary>
    public static bool Is(HttpContext context) => context.Items.ContainsKey(s_key);

    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Items[s_key] = true;
            context.Request.Method = HttpMethods.Get;
        }
        return next(context);
    }
}
