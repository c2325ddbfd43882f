using System.Text;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Access;

/// <summary>The keys in an Authorization header, or in the address of a websocket.</summary>
internal static class SentKeys
{
    private const string Bearer = "Bearer ",
        Basic = "Basic ",
        AzureHeader = "api-key";

    /// <summary>
    /// The key of <c>Bearer KEY</c>; with <paramref name="basic"/> also the password of Basic (RFC 7617), then its
    /// user, since some clients have one field only. Nothing where nothing, or nothing readable, stands there.
    /// </summary>
    public static IEnumerable<string> Of(string header, bool basic)
    {
        if (Behind(Bearer, header) is { } key)
            return [key];
        if (!basic || Behind(Basic, header) is not { } packed)
            return [];
        byte[] bytes = new byte[packed.Length];
        if (!Convert.TryFromBase64String(packed, bytes, out int written))
            return [];
        string text = Encoding.UTF8.GetString(bytes, 0, written);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? [text] : [text[(colon + 1)..], text[..colon]];
    }

    /// <summary>
    /// The Authorization header; where there is none, the one that Azure's clients send, or that of <c>?token=KEY</c>
    /// of a websocket. A page cannot set headers of one. Null if none is there.
    /// </summary>
    public static string? HeaderOf(HttpRequest request)
    {
        if (request.Headers.ContainsKey("Authorization"))
            return request.Headers.Authorization.ToString();
        if (request.Headers[AzureHeader] is [{ Length: > 0 } azure])
            return Bearer + azure;
        bool socket = request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase);
        return socket && request.Query["token"] is [{ Length: > 0 } key] ? Bearer + key : null;
    }

    private static string? Behind(string scheme, string header) =>
        header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : null;
}
