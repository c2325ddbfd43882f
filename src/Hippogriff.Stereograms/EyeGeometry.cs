namespace Hippogriff.Stereograms;

/// <summary>
/// Two eyes before a picture (Thimbleby, Inglis and Witten, "Displaying 3D Images: Algorithms for Single-Image
/// Random-Dot Stereograms", IEEE Computer 27(10), 1994): what is hidden lies behind the picture, the far wall as far
/// behind it as the eyes are in front, the nearest things a share of that way before the wall.
/// </summary>
/// <param name="Eyes">Distance E of the eyes in pixels: twice the separation on the far wall.</param>
/// <param name="Depth">Depth of field mu, above 0 and below 1: how much of the way from the wall to the picture the
/// depths 0 to 1 span.</param>
internal readonly record struct EyeGeometry(double Eyes, double Depth)
{
    /// <summary>
    /// Where the two lines of sight to a point at depth z cross the picture, so far apart: s = (1 - mu z) E / (2 - mu
    /// z), to the nearest pixel (the paper's figure 3).
    /// </summary>
    public int Separation(double z) =>
        (int)Math.Round((1 - Depth * z) * Eyes / (2 - Depth * z), MidpointRounding.AwayFromZero);

    /// <summary>
    /// Whether both eyes see the point at <paramref name="x"/> of a row of depths: its line of sight to an eye has
    /// reached, <c>t</c> pixels to the side, depth z + 2 (2 - mu z) t / (mu E), and there nothing may stand nearer (the
    /// paper's hidden-surface removal).
    /// </summary>
    public bool IsSeen(ReadOnlySpan<float> row, int x)
    {
        double z = row[x],
            rise = 2 * (2 - Depth * z) / (Depth * Eyes);
        for (int t = 1; z + rise * t < 1; t++)
        {
            double sight = z + rise * t;
            if (x >= t && row[x - t] > sight || x + t < row.Length && row[x + t] > sight)
                return false;
        }
        return true;
    }

    /// <summary>
    /// The depth, 0 at the far wall and growing, at which two points lie <paramref name="separation"/> apart; in units
    /// of 1 / mu.
    /// </summary>
    public double DepthTimesField(double separation) => (Eyes - 2 * separation) / (Eyes - separation);
}
