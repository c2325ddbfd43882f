using Hippogriff.Insight.Meaning;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>A text on the map, as a box.</summary>
/// <param name="Text">The text.</param>
/// <param name="Group">Its group.</param>
/// <param name="Width">Width of its box.</param>
/// <param name="Height">Height of its box.</param>
internal sealed record MapBox(string Text, string Group, double Width, double Height)
{
    /// <summary>Left edge.</summary>
    public double X { get; set; }

    /// <summary>Upper edge.</summary>
    public double Y { get; set; }

    /// <summary>Middle from the left.</summary>
    public double MiddleX => X + Width / 2;

    /// <summary>Middle from above.</summary>
    public double MiddleY => Y + Height / 2;
}

/// <summary>
/// A map whose labels do not cover one another: boxes that overlap push one another apart until none does.
/// </summary>
/// <param name="Words">The words.</param>
/// <param name="Flag">What was put there; null if nothing was.</param>
internal sealed record MapLook(IReadOnlyList<MapBox> Words, MapBox? Flag)
{
    private const double Letter = 7.4,
        Height = 22,
        FlagHeight = 28,
        Gap = 3,
        Edge = 5;
    private const int Rounds = 600;

    /// <summary>Nothing.</summary>
    public static MapLook Empty { get; } = new([], null);

    /// <summary>The map in a size, with a flag where one was put.</summary>
    public static MapLook Of(MeaningMap map, (string Text, double X, double Y)? pin, (int Width, int Height) size)
    {
        double left = map.Points.Min(p => p.X),
            right = map.Points.Max(p => p.X),
            top = map.Points.Min(p => p.Y),
            bottom = map.Points.Max(p => p.Y);
        MapBox[] words = [.. map.Points.Select(p => Put(new(p.Text, p.Group, Wide(p.Text), Height), p.X, p.Y))];
        MapBox? flag = pin is { } there
            ? Put(new(there.Text, "", Wide(there.Text) + 14, FlagHeight), there.X, there.Y)
            : null;
        MapBox[] all = flag is null ? words : [flag, .. words];
        for (int round = 0; round < Rounds && Apart(all, size); round++) { }
        return new MapLook(words, flag);

        MapBox Put(MapBox box, double x, double y)
        {
            box.X = Edge + (x - left) / Math.Max(1e-9, right - left) * (size.Width - 2 * Edge) - box.Width / 2;
            box.Y = Edge + (y - top) / Math.Max(1e-9, bottom - top) * (size.Height - 2 * Edge) - box.Height / 2;
            return box;
        }
    }

    private static double Wide(string text) => text.Length * Letter + 14;

    /// <summary>Moves boxes that overlap half of the way each, the flag not at all.</summary>
    /// <returns>Whether any overlapped.</returns>
    private static bool Apart(MapBox[] all, (int Width, int Height) size)
    {
        bool moved = false;
        for (int a = 0; a < all.Length; a++)
        {
            for (int b = a + 1; b < all.Length; b++)
                moved |= Apart(all[a], all[b]);
            all[a].X = Math.Clamp(all[a].X, Edge, size.Width - all[a].Width - Edge);
            all[a].Y = Math.Clamp(all[a].Y, Edge, size.Height - all[a].Height - Edge);
        }
        return moved;
    }

    private static bool Apart(MapBox p, MapBox q)
    {
        double dx = p.MiddleX - q.MiddleX,
            dy = p.MiddleY - q.MiddleY,
            overX = (p.Width + q.Width) / 2 + Gap - Math.Abs(dx),
            overY = (p.Height + q.Height) / 2 + Gap - Math.Abs(dy);
        if (overX <= 0 || overY <= 0)
            return false;
        double share = p.Group.Length == 0 ? 0.1 : 0.5; // a flag hardly gives way
        if (overX < overY)
        {
            double by = (dx < 0 ? -1 : 1) * (overX + 0.5);
            (p.X, q.X) = (p.X + by * share, q.X - by * (1 - share));
        }
        else
        {
            double by = (dy < 0 ? -1 : 1) * (overY + 0.5);
            (p.Y, q.Y) = (p.Y + by * share, q.Y - by * (1 - share));
        }
        return true;
    }
}
