namespace Hippogriff.Imaging.Codecs;

/// <summary>Picture files as text: in base64, or as a data URI around it.</summary>
public static class Base64Picture
{
    /// <summary>The bytes of a file in base64 or of a data URI; null where it is neither.</summary>
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
