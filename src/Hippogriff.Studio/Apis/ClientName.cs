using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis;

/// <summary>Who asks.</summary>
internal static class ClientName
{
    /// <summary>The name of the key where one was given, else the address: what limits are counted by.</summary>
    public static string Of(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : context.Connection.RemoteIpAddress?.ToString() ?? "local";
}
