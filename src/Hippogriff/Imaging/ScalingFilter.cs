namespace Hippogriff.Imaging;

/// <summary>How new pixels come from old ones when a picture is resized.</summary>
public enum ScalingFilter
{
    /// <summary>A triangle over two pixels: soft, without new extremes.</summary>
    Triangle,

    /// <summary>
    /// A windowed sinc over six pixels (Lanczos, a = 3): sharp, with slight fringes at edges. As in C. Duchon,
    /// "Lanczos Filtering in One and Two Dimensions", 1979.
    /// </summary>
    Lanczos,

    /// <summary>The pixel that lies nearest: hard blocks.</summary>
    Nearest,
}
