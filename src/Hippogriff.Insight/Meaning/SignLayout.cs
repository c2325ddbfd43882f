namespace Hippogriff.Insight.Meaning;

/// <summary>The box of a sign on a sheet: centre and size in pixels.</summary>
internal readonly record struct SignBox(double X, double Y, double Width, double Height)
{
    public double Left => X - Width / 2;

    public double Top => Y - Height / 2;

    /// <summary>Overlap of two boxes, horizontally and vertically; 0 or negative if they do not overlap.</summary>
    public (double Across, double Down) Overlap(SignBox other) =>
        ((Width + other.Width) / 2 - Math.Abs(X - other.X), (Height + other.Height) / 2 - Math.Abs(Y - other.Y));

    public bool Meets(SignBox other) => Overlap(other) is { Across: > 0, Down: > 0 };
}

/// <summary>Keeps signs on a sheet from covering each other.</summary>
internal static class SignLayout
{
    private const int Rounds = 300;

    /// <summary>Pushes overlapping boxes apart iteratively and keeps them on the sheet.</summary>
    public static SignBox[] Apart(SignBox[] boxes, int width, int top, int height)
    {
        boxes = [.. boxes];
        for (int round = 0; round < Rounds; round++)
        {
            bool still = true;
            for (int i = 0; i < boxes.Length; i++)
            {
                for (int j = i + 1; j < boxes.Length; j++)
                {
                    (double across, double down) = boxes[i].Overlap(boxes[j]);
                    if (across <= 0 || down <= 0)
                        continue;
                    still = false;
                    double dx = across < down ? Math.CopySign(across / 4 + 0.25, boxes[j].X - boxes[i].X) : 0,
                        dy = across < down ? 0 : Math.CopySign(down / 4 + 0.25, boxes[j].Y - boxes[i].Y);
                    boxes[i] = boxes[i] with { X = boxes[i].X - dx, Y = boxes[i].Y - dy };
                    boxes[j] = boxes[j] with { X = boxes[j].X + dx, Y = boxes[j].Y + dy };
                }
            }
            for (int i = 0; i < boxes.Length; i++)
                boxes[i] = Inside(boxes[i], width, top, height);
            if (still)
                break;
        }
        return boxes;
    }

    /// <summary>The free position nearest to the box; its own position if none is within reach.</summary>
    public static SignBox Near(SignBox box, IReadOnlyList<SignBox> taken, int width, int top, int height)
    {
        for (int ring = 0; ring < 60; ring++)
        {
            for (int turn = 0; turn < 16; turn++)
            {
                double angle = -Math.PI / 2 + turn * Math.PI / 8; // upwards first: a name stands above what it names
                SignBox tried = Inside(
                    box with
                    {
                        X = box.X + 5 * ring * Math.Cos(angle),
                        Y = box.Y + 5 * ring * Math.Sin(angle),
                    },
                    width,
                    top,
                    height
                );
                if (!taken.Any(tried.Meets))
                    return tried;
            }
        }
        return box;
    }

    private static SignBox Inside(SignBox box, int width, int top, int height) =>
        box with
        {
            X = Math.Clamp(box.X, box.Width / 2 + 2, width - box.Width / 2 - 2),
            Y = Math.Clamp(box.Y, top + box.Height / 2 + 2, height - box.Height / 2 - 2),
        };
}
