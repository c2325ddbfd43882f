using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Security headers that restrict what a browser may do with our pages. An endpoint may set its own content security
/// policy, which is kept.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>
    /// Nothing from other hosts, and only scripts of this server. The component library needs inline styles.
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
        // none for other sites; with none at all, browsers send our own forms as if they came from another site
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
        return Task.CompletedTask;
    }
}
