using System.Net;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Refusals;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hippogriff.Studio.Access;

/// <summary>
/// Refuses cross-site requests (CSRF and DNS rebinding). Listening on 127.0.0.1 does not prevent them: any page may
/// post there. A host name that resolves to 127.0.0.1 also lets it read answers. The Host header must therefore be a
/// name of this server, and an Origin header the same host, or one that the options allow. This includes WebSockets.
/// Addresses that the server signed may be shown anywhere.
/// </summary>
internal sealed class CallerGuard(RequestDelegate next, StudioOptions options, SignedAddresses signed)
{
    /// <exception cref="HippogriffException">It is not the origin of pages of one site.</exception>
    public static void RequireOrigin(string origin)
    {
        if (
            !Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            || uri.Host.Length == 0
            || uri.AbsolutePath.Length > 1
            || origin.EndsWith('/')
            || origin.Contains('*', StringComparison.Ordinal)
        )
            throw new HippogriffException(
                $"The origin {Quoted.Name(origin)} is not of the form http://localhost:3000, that of pages of one site."
            );
    }

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
        if (signed.Opens(request))
            return null;
        StringValues origin = request.Headers.Origin;
        if (origin.Count > 0 && origin.All(IsAllowed))
            return null;
        if (origin.Count > 0 && !origin.All(value => IsSame(value, request.Host)))
            return "A page of another site may not use this server.";
        // Browsers omit Origin in some requests but send Sec-Fetch-Site. Following a link is allowed.
        if (
            request.Headers["Sec-Fetch-Site"] == "cross-site"
            && !(HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate")
        )
            return "A page of another site may not use this server.";
        return null;
    }

    private bool IsAllowed(string? origin) => options.AllowedOrigins.Contains(origin ?? "", StringComparer.Ordinal);

    private bool IsOurs(string host, IPAddress? local)
    {
        if (options.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase))
            return true;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        // an IP address needs no DNS, so it cannot be rebound
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address))
            return IPAddress.IsLoopback(address) || local is null || !IPAddress.IsLoopback(local);
        return local is not null
            && !IPAddress.IsLoopback(local)
            && host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Compares host and port; the scheme may differ behind a proxy.</summary>
    private static bool IsSame(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https"
        && HostString.FromUriComponent(uri) == host;
}
