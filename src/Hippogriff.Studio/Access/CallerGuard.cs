using System.Net;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Refusals;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Refuses what a page of another site makes a browser send. Listening on 127.0.0.1 does not keep it out: any page may
/// post there, and a name that its owner points at 127.0.0.1 (DNS rebinding) lets it read the answers. So the Host
/// header must be a name of this server, and an Origin header the same host. Web sockets are requests too.
/// </summary>
internal sealed class CallerGuard(RequestDelegate next, StudioOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Refusal(context.Request, context.Connection.LocalIpAddress) is not { } sentence)
            return next(context);
        return Problems.WriteAsync(context, StatusCodes.Status403Forbidden, sentence);
    }

    private string? Refusal(HttpRequest request, IPAddress? local)
    {
        if (!IsOurs(request.Host.Host, local))
            return "This server does not go by the name in the Host header; call it by its address, or start it "
                + "with --allow-host NAME.";
        if (request.Headers.Origin is { Count: > 0 } origin && !origin.All(value => IsSame(value, request.Host)))
            return "A page of another site may not use this server.";
        // Browsers send no Origin with some requests, but say whose page asks. A link that a person follows is fine.
        if (
            request.Headers["Sec-Fetch-Site"] == "cross-site"
            && !(HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate")
        )
            return "A page of another site may not use this server.";
        return null;
    }

    private bool IsOurs(string host, IPAddress? local)
    {
        if (options.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase))
            return true;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        // a number needs no name server, so nobody can bend it
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address))
            return IPAddress.IsLoopback(address) || local is null || !IPAddress.IsLoopback(local);
        return local is not null
            && !IPAddress.IsLoopback(local)
            && host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Host and port; a proxy in front may speak https where we speak http.</summary>
    private static bool IsSame(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https"
        && HostString.FromUriComponent(uri) == host;
}
