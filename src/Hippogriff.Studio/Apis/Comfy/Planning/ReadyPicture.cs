using Hippogriff.Imaging;

namespace Hippogriff.Studio.Apis.Comfy.Planning;

/// <summary>A picture of a graph, decoded only when its pixels are needed.</summary>
/// <param name="upload">Name of the upload that it is; null if it is none.</param>
/// <param name="pixels">Its pixels.</param>
internal sealed class ReadyPicture(string? upload, Func<RgbImage> pixels)
{
    private readonly Lazy<RgbImage> _pixels = new(pixels);

    /// <summary>Name of the upload that it is; null if it is none.</summary>
    public string? Upload => upload;

    /// <summary>Its pixels.</summary>
    public RgbImage Pixels => _pixels.Value;

    /// <summary>A picture made of this one.</summary>
    public ReadyPicture With(Func<RgbImage, RgbImage> change) => new(null, () => change(Pixels));

    /// <summary>The same pixels as a mask.</summary>
    public ReadyMask Mask(Func<RgbImage, MaskImage> read) => new(null, () => read(Pixels));
}

/// <summary>A mask of a graph, decoded only when it is needed; white is painted anew.</summary>
/// <param name="upload">Name of the stored mask that it is; null if it is none.</param>
/// <param name="values">Its values.</param>
internal sealed class ReadyMask(string? upload, Func<MaskImage> values)
{
    private readonly Lazy<MaskImage> _values = new(values);

    /// <summary>Name of the stored mask that it is; null if it is none.</summary>
    public string? Upload => upload;

    /// <summary>Its values.</summary>
    public MaskImage Values => _values.Value;

    /// <summary>A mask made of this one.</summary>
    public ReadyMask With(Func<MaskImage, MaskImage> change) => new(null, () => change(Values));

    /// <summary>The mask in grey.</summary>
    public ReadyPicture ToPicture() => new(null, () => Values.ToImage());
}
