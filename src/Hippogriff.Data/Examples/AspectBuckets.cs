namespace Hippogriff.Data.Examples;

/// <summary>
/// Picture sizes of about the same area, from tall to wide, so that cropping loses little (as in NovelAI's aspect-ratio
/// bucketing).
/// </summary>
public static class AspectBuckets
{
    private const double Widest = 2;
    private const int Steps = 8;

    /// <summary>
    /// Sizes whose sides are multiples of <paramref name="multiple"/>, tallest first, with aspect ratios from 1:2 to
    /// 2:1. The area is at most that of a square of <paramref name="side"/> pixels. Widths differ by about an eighth of
    /// the side, so there are at most about a dozen buckets.
    /// </summary>
    public static IReadOnlyList<(int Width, int Height)> For(int side, int multiple)
    {
        if (multiple < 1 || side < multiple)
            throw new HippogriffException(
                $"There are no sizes of about {side}x{side} pixels in multiples of {multiple}."
            );
        SortedDictionary<double, (int, int)> sizes = [];
        int step = multiple * Math.Max(1, side / Steps / multiple);
        for (int width = step; width <= 2 * side; width += step)
        {
            int height = side * side / width / step * step;
            if (height < step || (double)width / height is > Widest or < 1 / Widest)
                continue;
            sizes.TryAdd((double)width / height, (width, height));
        }
        sizes[1] = (side / multiple * multiple, side / multiple * multiple);
        return [.. sizes.Values];
    }

    /// <summary>The size whose proportions are nearest to a picture's.</summary>
    public static (int Width, int Height) Nearest(
        IReadOnlyList<(int Width, int Height)> sizes,
        int width,
        int height
    ) => sizes.MinBy(size => Math.Abs(Math.Log((double)size.Width / size.Height) - Math.Log((double)width / height)));
}
