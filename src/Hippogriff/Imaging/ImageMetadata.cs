namespace Hippogriff.Imaging;

/// <summary>What a picture file says about itself.</summary>
/// <param name="Format">The file's format.</param>
/// <param name="Parameters">The infotext as it stands there: the PNG text "parameters", else the EXIF UserComment; null where there is none.</param>
/// <param name="Xmp">The XMP packet; null where there is none.</param>
public sealed record ImageMetadata(ImageFormat Format, string? Parameters, string? Xmp)
{
    /// <summary>How the picture was drawn; null where it does not say.</summary>
    public Infotext? Infotext => Parameters is null ? null : Infotext.Parse(Parameters);

    /// <summary>True where the picture says that a trained network made it.</summary>
    public bool IsGenerated => Xmp?.Contains(XmpPacket.TrainedAlgorithmicMedia, StringComparison.Ordinal) == true;

    /// <summary>Reads no pixels.</summary>
    /// <exception cref="HippogriffException">There is no such file, it is no PNG, JPEG or WebP, or it is damaged.</exception>
    public static ImageMetadata Read(string path) => Read(ImageFile.ReadBytes(path), $"'{path}'");

    /// <summary>Reads no pixels.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What to call it in a message.</param>
    /// <exception cref="HippogriffException">It is no PNG, JPEG or WebP, or it is damaged.</exception>
    public static ImageMetadata Read(byte[] file, string name = "the picture")
    {
        if (file.AsSpan().StartsWith(JpegFile.Signature))
        {
            (string? comment, string? xmp) = JpegFile.Read(file, name);
            return new ImageMetadata(ImageFormat.Jpeg, comment, xmp);
        }
        if (WebpFile.Begins(file))
        {
            (string? comment, string? xmp) = WebpFile.Read(file, name);
            return new ImageMetadata(ImageFormat.Webp, comment, xmp);
        }
        if (!file.AsSpan().StartsWith(PngChunks.Signature)) throw new HippogriffException($"{ImageFile.Upper(name)} is not a PNG, JPEG or WebP.", FaultKind.DamagedFile);
        IReadOnlyDictionary<string, string> texts = PngFile.ReadTexts(file, ImageFile.Upper(name));
        return new ImageMetadata(ImageFormat.Png, texts.GetValueOrDefault(PngFile.ParametersKey), texts.GetValueOrDefault(PngFile.XmpKey));
    }
}
