using Hippogriff.Imaging;

namespace Hippogriff.Stereograms;

/// <summary>The pattern of a stereogram.</summary>
public enum DotPattern
{
    /// <summary>Random coloured dots.</summary>
    Colours,

    /// <summary>Random black and white dots.</summary>
    Dots,

    /// <summary>A repeated picture.</summary>
    Tile,
}

/// <summary>Options for a stereogram.</summary>
public sealed record StereogramOptions
{
    /// <summary>Minimum separation at the far wall in pixels.</summary>
    public const int LeastSeparation = 24;

    /// <summary>Range of <see cref="Depth"/>. Above it, viewers cannot fuse the two pictures.</summary>
    public const double LeastDepth = 0.05,
        MostDepth = 0.6;

    /// <summary>Maximum side of a dot in pixels.</summary>
    public const int MostDotSize = 16;

    /// <summary>
    /// Separation at the far wall in pixels, <see cref="LeastSeparation"/> to half of the width; half the eye distance.
    /// 0 means an eighth of the width.
    /// </summary>
    public int Separation { get; init; }

    /// <summary>
    /// Depth of field, 0.05 (hardly any) to 0.6: how far the nearest points are in front of the wall.
    /// </summary>
    public double Depth { get; init; } = 1 / 3.0;

    /// <summary>The pattern.</summary>
    public DotPattern Pattern { get; init; }

    /// <summary>
    /// The picture to repeat, for <see cref="DotPattern.Tile"/>; scaled to the width of the separation.
    /// </summary>
    public RgbImage? Tile { get; init; }

    /// <summary>Side of a random dot in pixels, 1 to 16.</summary>
    public int DotSize { get; init; } = 2;

    /// <summary>Seed of the random dots.</summary>
    public long Seed { get; init; }

    /// <summary>The separation for a picture of a given width.</summary>
    public int SeparationFor(int width) => Separation > 0 ? Separation : Math.Max(LeastSeparation, width / 8);

    /// <summary>Validates the options for a picture of <paramref name="width"/> pixels.</summary>
    /// <exception cref="HippogriffException">A number is out of range, or a tile pattern has no tile.</exception>
    public void Check(int width)
    {
        int separation = SeparationFor(width);
        if (separation < LeastSeparation || separation > width / 2)
            throw new HippogriffException(
                $"The separation of a stereogram that is {width} pixels wide must lie from {LeastSeparation} "
                    + $"to {width / 2} pixels, half of its width; it is {separation}."
            );
        if (!(Depth >= LeastDepth && Depth <= MostDepth))
            throw new HippogriffException(
                $"The depth of a stereogram must lie from {LeastDepth} to {MostDepth}, not at {Depth}."
            );
        if (DotSize is < 1 or > MostDotSize)
            throw new HippogriffException(
                $"The dots of a stereogram have 1 to {MostDotSize} pixels a side, not {DotSize}."
            );
        if (Pattern == DotPattern.Tile && Tile is null)
            throw new HippogriffException("A stereogram of the pattern 'tile' needs a picture to repeat.");
    }
}
