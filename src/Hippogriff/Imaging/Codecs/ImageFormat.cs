namespace Hippogriff.Imaging.Codecs;

/// <summary>The formats that pictures are written in.</summary>
public enum ImageFormat
{
    /// <summary>Without loss; the same picture gives the same bytes on every system.</summary>
    Png,

    /// <summary>With loss.</summary>
    Jpeg,

    /// <summary>With loss below quality 100, without at 100.</summary>
    Webp,
}

/// <summary>Names of the formats, as programs say them.</summary>
public static class ImageFormats
{
    /// <summary>"png", "jpeg", "webp".</summary>
    public static IReadOnlyList<string> Names { get; } = ["png", "jpeg", "webp"];

    /// <summary>
    /// The format that a name ("jpeg", "jpg"), a media type ("image/jpeg") or a file name's ending (".jpg") means; case
    /// does not matter.
    /// </summary>
    /// <exception cref="HippogriffException">It means none of them; the message lists them.</exception>
    public static ImageFormat Parse(string name) =>
        TryParse(name)
        ?? throw new HippogriffException($"Pictures are written as {string.Join(", ", Names)}, not as '{name}'.");

    /// <summary>As <see cref="Parse"/>; null where it means none.</summary>
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
