using Hippogriff.Imaging;

namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>
/// A picture of a graph, decoded only when its pixels are needed, which is when the drawings that it comes from are
/// done.
/// </summary>
/// <param name="upload">Name of the upload that it is; null if it is none.</param>
/// <param name="pixels">Its pixels.</param>
/// <param name="after">The drawings that it comes from; null for none.</param>
internal sealed class ReadyPicture(string? upload, Func<RgbImage> pixels, IReadOnlyList<PlannedDrawing>? after = null)
{
    private readonly Lazy<RgbImage> _pixels = new(pixels);

    /// <summary>Name of the upload that it is; null if it is none.</summary>
    public string? Upload => upload;

    /// <summary>Its pixels.</summary>
    public RgbImage Pixels => _pixels.Value;

    /// <summary>The drawings that it comes from.</summary>
    public IReadOnlyList<PlannedDrawing> After { get; } = after ?? [];

    /// <summary>White where it is seen, as it is shown; null for everywhere.</summary>
    public ReadyMask? Seen { get; private init; }

    /// <summary>The same picture, transparent where a mask is black.</summary>
    public ReadyPicture SeenThrough(ReadyMask mask) =>
        new(Upload, () => Pixels, [.. After.Union(mask.After)]) { Seen = mask.SizedAs(this) };

    /// <summary>A picture made of this one.</summary>
    public ReadyPicture With(Func<RgbImage, RgbImage> change) => new(null, () => change(Pixels), After);

    /// <summary>A picture made of this one and a mask.</summary>
    public ReadyPicture With(ReadyMask mask, Func<RgbImage, MaskImage, RgbImage> change) =>
        new(null, () => change(Pixels, mask.Values), [.. After.Union(mask.After)]);

    /// <summary>The same pixels as a mask.</summary>
    public ReadyMask Mask(Func<RgbImage, MaskImage> read) => new(null, () => read(Pixels), After);
}

/// <summary>A mask of a graph, decoded only when it is needed; white is painted anew.</summary>
/// <param name="upload">Name of the stored mask that it is; null if it is none.</param>
/// <param name="values">Its values.</param>
/// <param name="after">The drawings that it comes from; null for none.</param>
internal sealed class ReadyMask(string? upload, Func<MaskImage> values, IReadOnlyList<PlannedDrawing>? after = null)
{
    private readonly Lazy<MaskImage> _values = new(values);

    /// <summary>Name of the stored mask that it is; null if it is none.</summary>
    public string? Upload => upload;

    /// <summary>Its values.</summary>
    public MaskImage Values => _values.Value;

    /// <summary>The drawings that it comes from.</summary>
    public IReadOnlyList<PlannedDrawing> After { get; } = after ?? [];

    /// <summary>A mask made of this one.</summary>
    public ReadyMask With(Func<MaskImage, MaskImage> change) => new(null, () => change(Values), After);

    /// <summary>The mask in the size of a picture.</summary>
    public ReadyMask SizedAs(ReadyPicture picture) =>
        new(null, () => Values.Resized(picture.Pixels.Width, picture.Pixels.Height), [.. After.Union(picture.After)]);

    /// <summary>The mask in grey.</summary>
    public ReadyPicture ToPicture() => new(null, () => Values.ToImage(), After);
}
