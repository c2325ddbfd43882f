namespace Hippogriff.Imaging.Drawing;

/// <summary>A curve: a name and its points from left to right. Points that are not finite leave a gap.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Points">x and y.</param>
/// <param name="Faint">Thin and pale, for raw values behind their average.</param>
public sealed record PlotCurve(string Name, IReadOnlyList<(double X, double Y)> Points, bool Faint = false);

/// <summary>Title and axes of a plot.</summary>
/// <param name="Title">Title above the plot.</param>
/// <param name="X">Name and unit of the horizontal axis, for example "step".</param>
/// <param name="Y">Name and unit of the vertical axis, for example "loss".</param>
/// <param name="LogX">Logarithmic horizontal axis.</param>
/// <param name="LogY">Logarithmic vertical axis.</param>
public sealed record PlotFrame(string Title, string X, string Y, bool LogX = false, bool LogY = false);

/// <summary>Draws curves over two axes, for example a loss, or an error against the number of steps.</summary>
public static class LinePlot
{
    private const int Left = 92,
        Right = 24,
        Top = 48,
        Bottom = 58,
        Ink = 0x202020,
        Soft = 0x606060,
        Grid = 0xe4e4df;
    private static readonly int[] s_colours =
    [
        0x1f6fb4,
        0xd9541e,
        0x2e8b57,
        0x8a4fbf,
        0xb8860b,
        0x17919b,
        0xc2326f,
        0x555555,
    ];

    /// <summary>Draws <paramref name="curves"/>; a logarithmic axis omits values that are not above 0.</summary>
    public static RgbImage Draw(PlotFrame frame, IReadOnlyList<PlotCurve> curves, int width = 960, int height = 540)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 320);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 240);
        PlotAxis x = PlotAxis.Over(
            curves.SelectMany(c => c.Points).Select(p => p.X),
            frame.LogX,
            Left,
            width - Right,
            tight: true
        );
        PlotAxis y = PlotAxis.Over(
            curves.SelectMany(c => c.Points).Select(p => p.Y),
            frame.LogY,
            height - Bottom,
            Top,
            tight: false
        );
        Canvas canvas = new(width, height);
        DrawAxes(canvas, frame, x, y, width, height);
        foreach ((PlotCurve curve, int i) in curves.Select((curve, i) => (curve, i)).OrderBy(pair => !pair.curve.Faint))
            DrawCurve(canvas, curve, ColourOf(curves, i), x, y);
        DrawLegend(canvas, curves, x, y, width, height);
        return canvas.Image;
    }

    private static void DrawAxes(Canvas canvas, PlotFrame frame, PlotAxis x, PlotAxis y, int width, int height)
    {
        foreach ((double value, string text) in x.Ticks)
        {
            int at = (int)Math.Round(x.Place(value));
            canvas.Fill(at, Top, 1, height - Top - Bottom, Grid);
            canvas.Text(
                text,
                Math.Clamp(at - TextWidth(text) / 2, 0, width - TextWidth(text)),
                height - Bottom + 8,
                1,
                Soft
            );
        }
        foreach ((double value, string text) in y.Ticks)
        {
            int at = (int)Math.Round(y.Place(value));
            canvas.Fill(Left, at, width - Left - Right, 1, Grid);
            canvas.Text(text, Left - 8 - TextWidth(text), at - 3, 1, Soft);
        }
        canvas.Fill(Left, Top, 1, height - Top - Bottom, Soft);
        canvas.Fill(Left, height - Bottom, width - Left - Right + 1, 1, Soft);
        canvas.Text(frame.Title, Left, 16, 2, Ink);
        canvas.Text(frame.X, (width + Left - Right - TextWidth(frame.X) * 2) / 2, height - 28, 2, Ink);
        canvas.TextUpwards(frame.Y, 12, (height + Top - Bottom + TextWidth(frame.Y) * 2) / 2, 2, Ink);
    }

    private static void DrawCurve(Canvas canvas, PlotCurve curve, int colour, PlotAxis x, PlotAxis y)
    {
        double thickness = curve.Faint ? 1 : 2;
        List<(double X, double Y)> stretch = [];
        foreach ((double px, double py) in curve.Points.Append((double.NaN, double.NaN)))
        {
            if (x.Holds(px) && y.Holds(py))
            {
                stretch.Add((x.Place(px), y.Place(py)));
                continue;
            }
            if (stretch.Count == 1)
                // an isolated point: a dot
                canvas.Line(stretch[0].X, stretch[0].Y, stretch[0].X, stretch[0].Y, thickness * 2, colour);
            for (int i = 1; i < stretch.Count; i++)
                canvas.Line(stretch[i - 1].X, stretch[i - 1].Y, stretch[i].X, stretch[i].Y, thickness, colour);
            stretch.Clear();
        }
    }

    /// <summary>Draws the legend in the corner where it hides the fewest points.</summary>
    private static void DrawLegend(
        Canvas canvas,
        IReadOnlyList<PlotCurve> curves,
        PlotAxis x,
        PlotAxis y,
        int width,
        int height
    )
    {
        if (curves.All(c => c.Name.Length == 0))
            return;
        int boxWidth = curves.Max(c => TextWidth(c.Name)) + 48,
            boxHeight = curves.Count * 16 + 10;
        int right = width - Right - boxWidth - 8,
            low = height - Bottom - boxHeight - 8;
        (int left, int top) = new[] { (right, Top + 8), (Left + 9, Top + 8), (right, low), (Left + 9, low) }.MinBy(
            corner =>
                curves
                    .SelectMany(c => c.Points)
                    .Count(p =>
                        x.Holds(p.X)
                        && y.Holds(p.Y)
                        && x.Place(p.X) >= corner.Item1
                        && x.Place(p.X) <= corner.Item1 + boxWidth
                        && y.Place(p.Y) >= corner.Item2
                        && y.Place(p.Y) <= corner.Item2 + boxHeight
                    )
        );
        canvas.Fill(left - 1, top - 1, boxWidth + 2, boxHeight + 2, Grid);
        canvas.Fill(left, top, boxWidth, boxHeight, 0xffffff);
        for (int i = 0; i < curves.Count; i++)
        {
            int middle = top + 13 + i * 16;
            canvas.Line(left + 8, middle, left + 32, middle, curves[i].Faint ? 1 : 2, ColourOf(curves, i));
            canvas.Text(curves[i].Name, left + 40, middle - 4, 1, Ink);
        }
    }

    /// <summary>
    /// Strong curves take the full colours in turn; a faint curve has the pale colour of the next strong one.
    /// </summary>
    private static int ColourOf(IReadOnlyList<PlotCurve> curves, int index)
    {
        int full = s_colours[curves.Take(index).Count(c => !c.Faint) % s_colours.Length];
        return curves[index].Faint ? Paler(full >> 16) << 16 | Paler(full >> 8 & 255) << 8 | Paler(full & 255) : full;
    }

    private static int Paler(int channel) => channel + (255 - channel) * 6 / 10;

    private static int TextWidth(string text) => text.Length * PixelFont.CellWidth;
}
