using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Metadata;

/// <summary>The metadata of a picture file.</summary>
/// <param name="Format">The file's format.</param>
/// <param name="Parameters">The infotext as written: the PNG text "parameters", otherwise the EXIF UserComment; null if
/// there is none.</param>
/// <param name="Xmp">The XMP packet; null if there is none.</param>
public sealed record ImageMetadata(ImageFormat Format, string? Parameters, string? Xmp)
{
    /// <summary>The settings of the picture; null if it has none.</summary>
    public Infotext? Infotext => Parameters is null ? ForeignSettings.Find(Texts.All) : Infotext.Parse(Parameters);

    /// <summary>Other texts by keyword, in which programs keep settings in their own formats.</summary>
    internal PictureTexts Texts { get; init; } = new();

    /// <summary>True if the picture says that a trained network made it.</summary>
    public bool IsGenerated => Xmp?.Contains(XmpPacket.TrainedAlgorithmicMedia, StringComparison.Ordinal) == true;

    /// <summary>Reads the metadata of a file; no pixels are decoded.</summary>
    /// <exception cref="HippogriffException">The file does not exist, is not a PNG, JPEG or WebP, or it is
    /// damaged.</exception>
    public static ImageMetadata Read(string path) => Read(ImageFile.ReadBytes(path), $"'{path}'");

    /// <summary>Reads the metadata of a file; no pixels are decoded.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="HippogriffException">It is not a PNG, JPEG or WebP, or it is damaged.</exception>
    public static ImageMetadata Read(byte[] file, string name = "the picture")
    {
        if (file.AsSpan().StartsWith(JpegFile.Signature))
        {
            (Dictionary<string, string> said, string? xmp) = JpegFile.Read(file, name);
            return Of(ImageFormat.Jpeg, said, xmp);
        }
        if (WebpFile.Begins(file))
        {
            (Dictionary<string, string> said, string? xmp) = WebpFile.Read(file, name);
            return Of(ImageFormat.Webp, said, xmp);
        }
        if (!file.AsSpan().StartsWith(PngChunks.Signature))
            throw new HippogriffException(
                $"{ImageFile.Upper(name)} is not a PNG, JPEG or WebP.",
                FaultKind.DamagedFile
            );
        Dictionary<string, string> texts = PngText.ReadAll(file, ImageFile.Upper(name));
        if (ImageOrientation.ExifOf(file) is { } exif)
            foreach ((string key, string text) in Exif.Read(exif))
                texts.TryAdd(key, text);
        return Of(ImageFormat.Png, texts, texts.GetValueOrDefault(PngFile.XmpKey));
    }

    private static ImageMetadata Of(ImageFormat format, Dictionary<string, string> texts, string? xmp) =>
        new(format, texts.GetValueOrDefault(PngFile.ParametersKey), xmp) { Texts = new PictureTexts(texts) };

    /// <summary>Texts by keyword. Two instances with the same texts are equal.</summary>
    internal sealed class PictureTexts(Dictionary<string, string>? texts = null) : IEquatable<PictureTexts>
    {
        public IReadOnlyDictionary<string, string> All { get; } = texts ?? [];

        public bool Equals(PictureTexts? other) =>
            other is not null
            && All.Count == other.All.Count
            && All.All(pair => other.All.TryGetValue(pair.Key, out string? text) && text == pair.Value);

        public override bool Equals(object? obj) => Equals(obj as PictureTexts);

        public override int GetHashCode() => All.Count;
    }
}
