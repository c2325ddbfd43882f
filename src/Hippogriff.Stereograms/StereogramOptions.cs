using Hippogriff.Imaging;

namespace Hippogriff.Stereograms;

/// <summary>What a stereogram is made of.</summary>
public enum DotPattern
{
    /// <summary>Random dots of many colours.</summary>
    Colours,

    /// <summary>Random black and white dots.</summary>
    Dots,

    /// <summary>A picture, repeated.</summary>
    Tile,
}

/// <summary>How a stereogram is made.</summary>
public sealed record StereogramOptions
{
    /// <summary>Least distance of two dots that belong together on the far wall.</summary>
    public const int LeastSeparation = 24;

    /// <summary>
    /// Range of <see cref="Depth"/>. Above it the two pictures can no longer be brought together by looking.
    /// </summary>
    public const double LeastDepth = 0.05,
        MostDepth = 0.6;

    /// <summary>Most pixels of a side of a dot.</summary>
    public const int MostDotSize = 16;

    /// <summary>
    /// Distance in pixels of two dots that belong together on the far wall, <see cref="LeastSeparation"/> up to half of
    /// the width; half the distance of the eyes. 0 takes an eighth of the width.
    /// </summary>
    public int Separation { get; init; }

    /// <summary>Depth of field, 0.05 (hardly any) to 0.6: how far the nearest points stand out of the wall.</summary>
    public double Depth { get; init; } = 1 / 3.0;

    /// <summary>What it is made of.</summary>
    public DotPattern Pattern { get; init; }

    /// <summary>
    /// The picture that is repeated, for <see cref="DotPattern.Tile"/>; scaled to the width of the separation.
    /// </summary>
    public RgbImage? Tile { get; init; }

    /// <summary>Side of a random dot in pixels, 1 to 16.</summary>
    public int DotSize { get; init; } = 2;

    /// <summary>Seed of the random dots.</summary>
    public long Seed { get; init; }

    /// <summary>The separation for a picture of a given width.</summary>
    public int SeparationFor(int width) => Separation > 0 ? Separation : Math.Max(LeastSeparation, width / 8);

    /// <summary>Refuses what cannot be made in a picture of <paramref name="width"/> pixels.</summary>
    /// <exception cref="HippogriffException">A number is out of its range, or there is a tile pattern and no
    /// tile.</exception>
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
