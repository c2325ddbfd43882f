namespace Hippogriff.Imaging.Codecs;

/// <summary>The formats in which pictures are written.</summary>
public enum ImageFormat
{
    /// <summary>Lossless; the same picture gives the same bytes on every system.</summary>
    Png,

    /// <summary>Lossy.</summary>
    Jpeg,

    /// <summary>Lossy below quality 100, lossless at 100.</summary>
    Webp,
}

/// <summary>Names of the formats.</summary>
public static class ImageFormats
{
    /// <summary>"png", "jpeg", "webp".</summary>
    public static IReadOnlyList<string> Names { get; } = ["png", "jpeg", "webp"];

    /// <summary>
    /// The format of a name ("jpeg", "jpg"), a media type ("image/jpeg") or a file extension (".jpg"), ignoring case.
    /// </summary>
    /// <exception cref="HippogriffException">It is not a known format; the message lists them.</exception>
    public static ImageFormat Parse(string name) =>
        TryParse(name)
        ?? throw new HippogriffException($"Pictures are written as {string.Join(", ", Names)}, not as '{name}'.");

    /// <summary>As <see cref="Parse"/>; null if it is not a known format.</summary>
    public static ImageFormat? TryParse(string name)
    {
        string bare = name.Trim().ToLowerInvariant();
        if (bare.StartsWith("image/", StringComparison.Ordinal))
            bare = bare["image/".Length..];
        return bare.TrimStart('.') switch
        {
            "png" => ImageFormat.Png,
            "jpeg" or "jpg" => ImageFormat.Jpeg,
            "webp" => ImageFormat.Webp,
            _ => null,
        };
    }

    /// <summary>"image/png", "image/jpeg", "image/webp".</summary>
    public static string MediaType(this ImageFormat format) => "image/" + Names[(int)format];

    /// <summary>".png", ".jpg", ".webp".</summary>
    public static string Extension(this ImageFormat format) =>
        format == ImageFormat.Jpeg ? ".jpg" : "." + Names[(int)format];
}
