using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Headers that keep a browser from doing more with our pages than it has to. An endpoint that needs another content
/// policy sets it; what is set stays.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>
    /// Nothing from outside, no script but files of this server. Inline styles are the component library's.
    /// </summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: "
        + "blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "media-src 'self' blob:; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(Set, context.Response.Headers);
        return next(context);
    }

    private static Task Set(object state)
    {
        IHeaderDictionary headers = (IHeaderDictionary)state;
        headers.TryAdd("Content-Security-Policy", ContentPolicy);
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("X-Frame-Options", "DENY");
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        return Task.CompletedTask;
    }
}
