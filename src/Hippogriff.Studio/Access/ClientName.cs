using System.Net;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Access;

/// <summary>Identifies a client, for limits per client.</summary>
public static class ClientName
{
    /// <summary>The name of the request's key, otherwise its address.</summary>
    public static string Of(HttpContext context)
    {
        if (context.User.Identity is { IsAuthenticated: true, Name: { } name })
            return name;
        return context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address)
            ? address.ToString()
            : "local";
    }
}
