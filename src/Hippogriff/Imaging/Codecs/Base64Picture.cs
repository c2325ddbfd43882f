namespace Hippogriff.Imaging.Codecs;

/// <summary>Picture files as text: base64 or a data URI.</summary>
public static class Base64Picture
{
    /// <summary>The bytes of a base64 text or a data URI; null if it is neither.</summary>
    public static byte[]? Bytes(string text)
    {
        int comma = text.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
            ? text.IndexOf(',', StringComparison.Ordinal)
            : -1;
        string data = comma < 0 ? text : text[(comma + 1)..];
        byte[] bytes = new byte[data.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(data, bytes, out int written) && written > 0 ? bytes[..written] : null;
    }
}
