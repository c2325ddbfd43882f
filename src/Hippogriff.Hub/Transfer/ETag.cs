namespace Hippogriff.Hub.Transfer;

/// <summary>Reads the ETag header.</summary>
internal static class ETag
{
    /// <summary>The value without the mark of a weak one and without quotes.</summary>
    public static string Value(string header) => header.TrimStart('W', '/').Trim('"');

    /// <summary>Whether a header may be sent back with If-Range: a strong one, in quotes.</summary>
    public static bool IsStrong(string header) => header.Length > 2 && header[0] == '"' && header[^1] == '"';
}
