using System.Net;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Access;

/// <summary>Who asks, for the limits on one client.</summary>
public static class ClientName
{
    /// <summary>The name of the key that came with the request, else the address it came from.</summary>
    public static string Of(HttpContext context)
    {
        if (context.User.Identity is { IsAuthenticated: true, Name: { } name })
            return name;
        return context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address)
            ? address.ToString()
            : "local";
    }
}
