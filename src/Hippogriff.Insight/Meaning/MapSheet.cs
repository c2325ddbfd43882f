using Hippogriff.Imaging;

namespace Hippogriff.Insight.Meaning;

/// <summary>A map as one picture.</summary>
public static class MapSheet
{
    private const int Margin = 70, Head = 56, Side = 40, Ink = 0x202020, Soft = 0x606060, Paper = 0xfafaf7, Trail = 0xd9541e;

    /// <summary>Colours of the groups, in their order; read apart by lightness too.</summary>
    internal static readonly int[] Colours = [0x1f6fb4, 0xd9541e, 0x2e8b57, 0x8a4fbf, 0xb8860b, 0x17919b, 0xc2326f, 0x7a5c3e, 0x4b5563, 0x4d7c0f, 0x9f1239, 0x0e7490];

    /// <summary>Concepts as little pictures, other words as dots, groups by their names, and the way of a prompt as a line.</summary>
    /// <param name="map">The map.</param>
    /// <param name="trail">The stops of a prompt, see <see cref="MeaningMap.Wander"/>; may be empty.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public static RgbImage Draw(MeaningMap map, IReadOnlyList<WanderStop>? trail = null, int width = 1400, int height = 1000)
    {
        trail ??= [];
        Canvas canvas = new(width, height, Paper);
        (double X, double Y)[] all = [.. map.Points.Select(p => (p.X, p.Y)), .. trail.Select(t => (t.X, t.Y))];
        double left = all.Min(p => p.X), top = all.Min(p => p.Y), wide = Math.Max(1e-9, all.Max(p => p.X) - left), high = Math.Max(1e-9, all.Max(p => p.Y) - top);
        (double X, double Y) Place(double x, double y) => (Margin + (x - left) / wide * (width - 2 * Margin), Head + Margin + (y - top) / high * (height - Head - 2 * Margin));

        (double X, double Y)[] places = Apart([.. map.Points.Select(p => Place(p.X, p.Y))], [.. map.Points.Select(p => p.Picture is null ? 24.0 : Side + 12)], width, height);
        string[] groups = [.. map.Points.Select(p => p.Group).Distinct()];
        for (int i = 0; i < places.Length; i++)
        {
            MapPoint point = map.Points[i];
            int colour = point.Group == WordGroups.Other ? 0x9a9a94 : Colours[Array.IndexOf(groups, point.Group) % Colours.Length];
            int reach = 4;
            if (point.Picture is { } picture)
            {
                reach = Side / 2 + 2;
                canvas.Fill((int)places[i].X - reach, (int)places[i].Y - reach, 2 * reach, 2 * reach, colour);
                canvas.Draw(ImageScaling.Cover(picture, Side, Side), (int)places[i].X - Side / 2, (int)places[i].Y - Side / 2);
            }
            else canvas.Line(places[i].X, places[i].Y, places[i].X, places[i].Y, 9, colour);
            Centred(canvas, point.Text, places[i].X, places[i].Y + reach + 2, 1, point.Picture is null ? colour : Ink);
        }
        foreach (MapLabel label in map.Labels)
        {
            (double x, double y) = Place(label.X, label.Y);
            int ink = Colours[Array.IndexOf(groups, label.Group) % Colours.Length], length = label.Group.Length * PixelFont.CellWidth * 2;
            canvas.Fill((int)x - length / 2 - 4, (int)y - 11, length + 6, 22, Paper);
            Centred(canvas, label.Group, x, y - 8, 2, ink);
        }
        for (int i = 0; i < trail.Count; i++)
        {
            (double x, double y) = Place(trail[i].X, trail[i].Y);
            if (i > 0) canvas.Line(Place(trail[i - 1].X, trail[i - 1].Y).X, Place(trail[i - 1].X, trail[i - 1].Y).Y, x, y, 2, Trail);
            canvas.Line(x, y, x, y, 10, Trail);
            canvas.Text($"{i + 1} {trail[i].Text.Split(' ')[^1]}", (int)x + 8, (int)y - 12, 1, Trail);
        }
        string title = map.Layout == MapLayout.Axes ? "Words as coordinates: the two directions in which they differ most" : "Words as coordinates: neighbours stay neighbours";
        canvas.Text(title, 20, 16, 2, Ink);
        canvas.Text(Describe(map), 20, 42, 1, Soft);
        return canvas.Image;
    }

    /// <summary>The map's figures in one line.</summary>
    public static string Describe(MeaningMap map) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{map.Points.Count} texts in {map.Labels.Count} groups; neighbours of the same group: {100 * map.InSpace.Neighbours:0} % in the model, {100 * map.OnMap.Neighbours:0} % on the map, {100 * map.InSpace.Chance:0} % by chance; silhouette {map.InSpace.Silhouette:0.00} and {map.OnMap.Silhouette:0.00}");

    private static void Centred(Canvas canvas, string text, double x, double y, int scale, int colour) =>
        canvas.Text(text, (int)x - text.Length * PixelFont.CellWidth * scale / 2, (int)y, scale, colour);

    /// <summary>Pushes what would cover one another apart, a little at a time, and keeps it on the sheet.</summary>
    private static (double X, double Y)[] Apart((double X, double Y)[] places, double[] sizes, int width, int height)
    {
        for (int round = 0; round < 200; round++)
        {
            bool still = true;
            for (int i = 0; i < places.Length; i++)
            {
                for (int j = i + 1; j < places.Length; j++)
                {
                    double room = (sizes[i] + sizes[j]) / 2, dx = places[j].X - places[i].X, dy = places[j].Y - places[i].Y;
                    double across = room - Math.Abs(dx), down = room - Math.Abs(dy);
                    if (across <= 0 || down <= 0) continue;
                    still = false;
                    if (across < down) (places[i].X, places[j].X) = (places[i].X - Math.CopySign(across / 4, dx), places[j].X + Math.CopySign(across / 4, dx));
                    else (places[i].Y, places[j].Y) = (places[i].Y - Math.CopySign(down / 4, dy), places[j].Y + Math.CopySign(down / 4, dy));
                }
            }
            for (int i = 0; i < places.Length; i++)
                places[i] = (Math.Clamp(places[i].X, sizes[i], width - sizes[i]), Math.Clamp(places[i].Y, Head + sizes[i], height - sizes[i]));
            if (still) break;
        }
        return places;
    }
}
