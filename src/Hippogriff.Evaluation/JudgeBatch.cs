using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;

namespace Hippogriff.Evaluation;

/// <summary>
/// A batch of lessons in plain memory with targets on a grid of G x G cells. <see cref="Middles"/> is 1 in the cell of
/// a thing's centre and falls off around it. Cells well within a thing have its class, colour and size.
/// </summary>
public sealed class JudgeBatch
{
    private const double Spread = 0.7; // cells
    private const double Core = 0.5; // share of a thing's half width and height
    private readonly JudgeLabels _labels;

    /// <summary>
    /// Lessons <paramref name="first"/> and on, for a network with cells of <paramref name="cell"/> pixels a side.
    /// </summary>
    public JudgeBatch(JudgeLabels labels, JudgeLessons lessons, long first, int count, int cell = 4)
    {
        (_labels, Count, Grid) = (labels, count, lessons.Size / cell);
        int cells = Grid * Grid;
        RgbImage[] pictures = new RgbImage[count];
        (Middles, Things, Colours, Boxes) = (
            new float[count * cells],
            new long[count * cells],
            new long[count * cells],
            new float[count * 2 * cells]
        );
        (Known, Looks, Backgrounds, Doings, Presence) = (
            new float[count],
            new long[count],
            new long[count],
            new long[count],
            new float[count * labels.Things.Count]
        );
        Array.Fill(Things, -1);
        for (int i = 0; i < count; i++)
        {
            JudgeLesson lesson = lessons.Get(first + i);
            pictures[i] = lesson.Image;
            if (lesson.Truth is { } scene)
                Tell(i, scene);
        }
        Pictures = pictures;
    }

    /// <summary>The pictures.</summary>
    public IReadOnlyList<RgbImage> Pictures { get; }

    /// <summary>Number of pictures N.</summary>
    public int Count { get; }

    /// <summary>Cells per side, G.</summary>
    public int Grid { get; }

    /// <summary>Centre heat map of things, 0 to 1 [N, G, G].</summary>
    public float[] Middles { get; }

    /// <summary>Class of the thing at a cell, -1 for none [N, G, G].</summary>
    public long[] Things { get; }

    /// <summary>Colour of the thing, 0 for its own or none [N, G, G].</summary>
    public long[] Colours { get; }

    /// <summary>Width and height of the thing as shares of the picture, 0 for none [N, 2, G, G].</summary>
    public float[] Boxes { get; }

    /// <summary>1 for a scene, 0 for a picture without look, background and action [N].</summary>
    public float[] Known { get; }

    /// <summary>The looks [N].</summary>
    public long[] Looks { get; }

    /// <summary>The backgrounds [N].</summary>
    public long[] Backgrounds { get; }

    /// <summary>The actions [N].</summary>
    public long[] Doings { get; }

    /// <summary>1 if a thing is in the picture [N, K].</summary>
    public float[] Presence { get; }

    private void Tell(int picture, Scene scene)
    {
        (Known[picture], Doings[picture]) = (1, (long)Sighting.DoingOf(scene));
        Looks[picture] = scene.Look is { } look ? 1 + IndexOf(_labels.Looks, look) : 0;
        Backgrounds[picture] = IndexOf(_labels.Backgrounds, Sighting.BackgroundOf(scene));
        foreach (SceneThing thing in scene.Things)
            Presence[picture * _labels.Things.Count + IndexOf(_labels.Things, thing.Concept)] = 1;
        for (int cell = 0; cell < Grid * Grid; cell++)
        {
            double x = (cell % Grid + 0.5) / Grid,
                y = (cell / Grid + 0.5) / Grid,
                nearest = Core;
            int at = picture * Grid * Grid + cell;
            foreach (SceneThing thing in scene.Things)
            {
                double dx = cell % Grid - CellOf(thing.Box.CentreX),
                    dy = cell / Grid - CellOf(thing.Box.CentreY);
                Middles[at] = Math.Max(Middles[at], (float)Math.Exp(-(dx * dx + dy * dy) / (2 * Spread * Spread)));
                double within =
                    dx == 0 && dy == 0
                        ? 0
                        : Math.Sqrt(
                            Square((x - thing.Box.CentreX) / (thing.Box.Width / 2))
                                + Square((y - thing.Box.CentreY) / (thing.Box.Height / 2))
                        );
                if (within >= nearest)
                    continue;
                nearest = within;
                Things[at] = IndexOf(_labels.Things, thing.Concept);
                Colours[at] = thing.Colour is { } colour ? 1 + IndexOf(_labels.Colours, colour) : 0;
                int box = picture * 2 * Grid * Grid + cell;
                (Boxes[box], Boxes[box + Grid * Grid]) = ((float)thing.Box.Width, (float)thing.Box.Height);
            }
        }
    }

    private int CellOf(double share) => Math.Clamp((int)(share * Grid), 0, Grid - 1);

    private static double Square(double x) => x * x;

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
            if (names[i] == name)
                return i;
        throw new InvalidOperationException($"The judge has no name for {name}.");
    }
}
