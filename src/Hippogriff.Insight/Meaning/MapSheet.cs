using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Texts;

namespace Hippogriff.Insight.Meaning;

/// <summary>Draws a map as one picture.</summary>
public static class MapSheet
{
    private const int Margin = 60,
        Head = 56,
        Side = 40,
        Frame = 2,
        Ink = 0x202020,
        Soft = 0x606060,
        Paper = 0xfafaf7,
        Trail = 0xd9541e,
        Grey = 0x9a9a94;

    /// <summary>Colours of the groups in order; they also differ in lightness.</summary>
    internal static readonly int[] Colours =
    [
        0x1f6fb4,
        0xd9541e,
        0x2e8b57,
        0x8a4fbf,
        0xb8860b,
        0x17919b,
        0xc2326f,
        0x7a5c3e,
        0x4b5563,
        0x4d7c0f,
        0x9f1239,
        0x0e7490,
    ];

    /// <summary>
    /// Draws concepts as thumbnails, other words as dots, group names, and the path of a prompt as a line.
    /// </summary>
    /// <param name="map">The map.</param>
    /// <param name="trail">The path of a prompt, see <see cref="MeaningMap.Wander"/>; may be empty.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public static RgbImage Draw(
        MeaningMap map,
        IReadOnlyList<WanderStop>? trail = null,
        int width = 1400,
        int height = 1000
    )
    {
        trail ??= [];
        Canvas canvas = new(width, height, Paper);
        (double X, double Y)[] all = [.. map.Points.Select(p => (p.X, p.Y)), .. trail.Select(t => (t.X, t.Y))];
        double left = all.Min(p => p.X),
            top = all.Min(p => p.Y),
            wide = Math.Max(1e-9, all.Max(p => p.X) - left),
            high = Math.Max(1e-9, all.Max(p => p.Y) - top);
        (double X, double Y) Place(double x, double y) =>
            (
                Margin + (x - left) / wide * (width - 2 * Margin),
                Head + Margin + (y - top) / high * (height - Head - 2 * Margin)
            );

        string[] groups = [.. map.Points.Select(p => p.Group).Distinct()];
        int Colour(string group) =>
            group == WordGroups.Other ? Grey : Colours[Array.IndexOf(groups, group) % Colours.Length];
        SignBox[] boxes = SignLayout.Apart([.. map.Points.Select(p => BoxOf(p, Place(p.X, p.Y)))], width, Head, height);
        for (int i = 0; i < boxes.Length; i++)
            DrawPoint(canvas, map.Points[i], boxes[i], Colour(map.Points[i].Group));
        DrawLabels(canvas, [.. map.Labels.Select(l => (l.Group, Place(l.X, l.Y), Colour(l.Group)))], boxes);
        DrawTrail(canvas, [.. trail.Select(t => (t.Text, Place(t.X, t.Y)))]);
        DrawHead(canvas, map);
        return canvas.Image;
    }

    private static void DrawHead(Canvas canvas, MeaningMap map)
    {
        string title =
            map.Layout == MapLayout.Axes
                ? "Words as coordinates: the two directions in which they differ most"
                : "Words as coordinates: neighbours stay neighbours";
        canvas.Text(title, 20, 16, 2, Ink);
        canvas.Text(Describe(map), 20, 42, 1, Soft);
    }

    /// <summary>The names of groups, where they cover no point and no other name.</summary>
    private static void DrawLabels(
        Canvas canvas,
        IReadOnlyList<(string Group, (double X, double Y) At, int Colour)> labels,
        SignBox[] points
    )
    {
        List<SignBox> taken = [.. points];
        foreach ((string group, (double x, double y), int colour) in labels)
        {
            SignBox box = SignLayout.Near(
                new SignBox(x, y, group.Length * PixelFont.CellWidth * 2 + 8, 24),
                taken,
                canvas.Image.Width,
                Head,
                canvas.Image.Height
            );
            taken.Add(box);
            canvas.Fill((int)box.Left, (int)box.Top + 2, (int)box.Width, 20, Paper);
            canvas.Text(group, (int)box.Left + 4, (int)box.Top + 4, 2, colour);
        }
    }

    /// <summary>The map's figures in one line.</summary>
    public static string Describe(MeaningMap map) =>
        map.Labels.Count == 0
            ? Counted.Of(map.Points.Count, "text")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Counted.Of(map.Points.Count, "text")} in {Counted.Of(map.Labels.Count, "group")}; of the same "
                    + $"group as their neighbours: {100 * map.InSpace.Neighbours:0} % in the model, "
                    + $"{100 * map.OnMap.Neighbours:0} % on the map, {100 * map.InSpace.Chance:0} % by chance; "
                    + $"silhouette {map.InSpace.Silhouette:0.00} and {map.OnMap.Silhouette:0.00}"
            );

    private static SignBox BoxOf(MapPoint point, (double X, double Y) place) =>
        point.Picture is null
            ? new SignBox(place.X, place.Y, point.Text.Length * PixelFont.CellWidth + 4, 22)
            : new SignBox(
                place.X,
                place.Y,
                Math.Max(Side + 2 * Frame, point.Text.Length * PixelFont.CellWidth) + 4,
                Side + 2 * Frame + 14
            );

    private static void DrawPoint(Canvas canvas, MapPoint point, SignBox box, int colour)
    {
        int middle = (int)box.X,
            top = (int)box.Top;
        if (point.Picture is { } picture)
        {
            canvas.Fill(middle - Side / 2 - Frame, top, Side + 2 * Frame, Side + 2 * Frame, colour);
            canvas.Draw(ImageScaling.Cover(picture, Side, Side), middle - Side / 2, top + Frame);
            canvas.Text(
                point.Text,
                middle - point.Text.Length * PixelFont.CellWidth / 2,
                top + Side + 2 * Frame + 3,
                1,
                Ink
            );
            return;
        }
        canvas.Line(middle, top + 5, middle, top + 5, 8, colour);
        canvas.Text(point.Text, middle - point.Text.Length * PixelFont.CellWidth / 2, top + 11, 1, colour);
    }

    private static void DrawTrail(Canvas canvas, IReadOnlyList<(string Text, (double X, double Y) At)> stops)
    {
        for (int i = 1; i < stops.Count; i++)
            canvas.Line(stops[i - 1].At.X, stops[i - 1].At.Y, stops[i].At.X, stops[i].At.Y, 3, Trail);
        for (int i = 0; i < stops.Count; i++)
        {
            (double x, double y) = stops[i].At;
            string word = $"{i + 1} {stops[i].Text.Split(' ')[^1]}";
            canvas.Line(x, y, x, y, 11, Trail);
            canvas.Fill((int)x + 9, (int)y - 7, word.Length * PixelFont.CellWidth + 5, 14, Trail);
            canvas.Text(word, (int)x + 12, (int)y - 4, 1, 0xffffff);
        }
    }
}
