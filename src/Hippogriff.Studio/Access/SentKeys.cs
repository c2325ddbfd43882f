using System.Text;

namespace Hippogriff.Studio.Access;

/// <summary>The keys in an Authorization header.</summary>
internal static class SentKeys
{
    private const string Bearer = "Bearer ",
        Basic = "Basic ";

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

    private static string? Behind(string scheme, string header) =>
        header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..].Trim() : null;
}
