namespace Hippogriff.Stereograms;

/// <summary>
/// The geometry of two eyes in front of a picture. Source: Thimbleby, Inglis and Witten, "Displaying 3D Images:
/// Algorithms for Single-Image Random-Dot Stereograms", IEEE Computer 27(10), 1994. The hidden scene is behind the
/// picture. The far wall is as far behind it as the eyes are in front. The nearest points are a share mu of that
/// distance before the wall.
/// </summary>
/// <param name="Eyes">Eye distance E in pixels: twice the separation at the far wall.</param>
/// <param name="Depth">Depth of field mu, above 0 and below 1: the share of the distance from wall to picture that
/// depths 0 to 1 span.</param>
internal readonly record struct EyeGeometry(double Eyes, double Depth)
{
    /// <summary>
    /// Distance in the picture between the two lines of sight to a point at depth z (the paper's figure 3). s = (1 - mu
    /// z) E / (2 - mu z), to the nearest pixel.
    /// </summary>
    public int Separation(double z) =>
        (int)Math.Round((1 - Depth * z) * Eyes / (2 - Depth * z), MidpointRounding.AwayFromZero);

    /// <summary>
    /// Whether both eyes see the point at <paramref name="x"/> of a row of depths (the paper's hidden-surface removal).
    /// At <c>t</c> pixels to the side, the line of sight has depth z + 2 (2 - mu z) t / (mu E); the scene there must
    /// not be nearer.
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

    /// <summary>The depth for a given <paramref name="separation"/>, in units of 1 / mu; 0 at the far wall.</summary>
    public double DepthTimesField(double separation) => (Eyes - 2 * separation) / (Eyes - separation);
}
