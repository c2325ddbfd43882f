namespace Hippogriff.Data.Scenes;

/// <summary>Looks of things made by hand: watercolour, comic, stained glass, embroidery. 8-bit RGB, in place.</summary>
internal static class CraftedLook
{
    public static IReadOnlyList<string> Kinds { get; } = ["watercolour", "comic", "stained-glass", "embroidery"];

    public static void Apply(string kind, byte[] rgb, int width, int height, SceneRandom random)
    {
        switch (kind)
        {
            case "watercolour":
                Watercolour(rgb, width, height, random);
                break;
            case "comic":
                Comic(rgb, width, height);
                break;
            case "stained-glass":
                StainedGlass(rgb, width, height, random);
                break;
            case "embroidery":
                Embroidery(rgb, width, height);
                break;
        }
    }

    // Pale washes with wavering outlines that dry darker at their edges, on rough paper that shows at the border.
    private static void Watercolour(byte[] rgb, int width, int height, SceneRandom random)
    {
        int side = Math.Min(width, height);
        (SmoothNoise? bends, SmoothNoise? wash) = (
            new SmoothNoise(10, random),
            new SmoothNoise(7, new((long)random.NextBits(), 1))
        );
        byte[] source = (byte[])rgb.Clone();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (float u, float v) = ((x + 0.5f) / width, (y + 0.5f) / height);
                int fromX = Math.Clamp(x + (int)((bends.At(u, v) - 0.5f) * side * 0.045f), 0, width - 1);
                int fromY = Math.Clamp(y + (int)((bends.At(v, u) - 0.5f) * side * 0.045f), 0, height - 1);
                source.AsSpan((fromY * width + fromX) * 3, 3).CopyTo(rgb.AsSpan((y * width + x) * 3));
            }
        }
        KuwaharaFilter.Smooth(rgb, width, height, Math.Max(1, side / 80));
        float[] edges = PictureFilters.Edges(PictureFilters.Luma(rgb), width, height);
        float border = side * 0.09f;
        for (int i = 0; i < edges.Length; i++)
        {
            (int x, int y) = (i % width, i / width);
            (float u, float v) = ((x + 0.5f) / width, (y + 0.5f) / height);
            float pool = wash.At(u, v);
            float thin = 0.58f + 0.38f * pool; // how much paint
            float rim = Math.Min(Math.Min(x, y), Math.Min(width - 1 - x, height - 1 - y)) - border * (0.15f + pool);
            thin *= Math.Clamp(rim / (side * 0.02f), 0, 1);
            float dark = 1 - Math.Min(0.42f, edges[i] / 420);
            float grain = (float)random.Between(-7, 7);
            for (int c = 0; c < 3; c++)
            {
                int paper = 250 - 5 * c;
                rgb[i * 3 + c] = PictureFilters.Byte(
                    paper + (rgb[i * 3 + c] * dark - paper) * thin + (c == 2 ? grain : grain * 0.9f)
                );
            }
        }
    }

    // Few strong colours, dots in the half tones, black ink around everything and a panel's frame.
    private static void Comic(byte[] rgb, int width, int height)
    {
        int side = Math.Min(width, height);
        KuwaharaFilter.Smooth(rgb, width, height, Math.Max(1, side / 128));
        float[] grey = PictureFilters.Luma(rgb);
        float[] edges = PictureFilters.Edges(grey, width, height);
        float[] ink = PictureFilters.Widest(edges, width, height, Math.Max(0, side / 128 - 1));
        (float step, int gutter, int line) = (Math.Max(3f, side / 42f), Math.Max(2, side / 40), Math.Max(1, side / 90));
        for (int i = 0; i < grey.Length; i++)
        {
            (int x, int y) = (i % width, i / width);
            int rim = Math.Min(Math.Min(x, y), Math.Min(width - 1 - x, height - 1 - y));
            if (rim < gutter + line)
            {
                Set(rgb, i, rim < gutter ? ((byte)252, (byte)249, (byte)238) : ((byte)16, (byte)14, (byte)18));
                continue;
            }
            if (ink[i] > 62)
            {
                Set(rgb, i, (16, 14, 18));
                continue;
            }
            // A grid of dots turned by 45 degrees; the darker, the larger.
            (float a, float b) = ((x + y) / step % 1 - 0.5f, (x - y + 4 * height) / step % 1 - 0.5f);
            float shade = Math.Clamp((225 - grey[i]) / 190, 0, 1);
            bool dot = shade > 0.06f && a * a + b * b < 0.05f + 0.12f * shade;
            float level = MathF.Round(grey[i] / 255 * 4) / 4 * 255;
            for (int c = 0; c < 3; c++)
            {
                float vivid = level + (rgb[i * 3 + c] - grey[i]) * 1.5f;
                rgb[i * 3 + c] = PictureFilters.Byte(dot ? vivid * 0.68f : 12 + vivid * 1.06f);
            }
        }
    }

    // Panes of one colour, each lit a little differently, with lead between them and around the shapes.
    private static void StainedGlass(byte[] rgb, int width, int height, SceneRandom random)
    {
        const int panes = 8;
        int side = Math.Min(width, height);
        float[] shapes = PictureFilters.Edges(PictureFilters.Luma(rgb), width, height);
        float[] lines = PictureFilters.Widest(shapes, width, height, Math.Max(0, side / 200));
        (float X, float Y, float Light)[] points = new (float X, float Y, float Light)[panes * panes];
        for (int i = 0; i < points.Length; i++)
            points[i] = (
                (i % panes + (float)random.Between(0.1, 0.9)) / panes * width,
                (i / panes + (float)random.Between(0.1, 0.9)) / panes * height,
                (float)random.Between(0.78, 1.2)
            );
        (int[] pane, float[] gap) = (new int[width * height], new float[width * height]);
        (float R, float G, float B, int N)[] sums = new (float R, float G, float B, int N)[points.Length];
        for (int i = 0; i < pane.Length; i++)
        {
            (pane[i], gap[i]) = Nearest(points, panes, i % width, i / width, width, height);
            ref (float R, float G, float B, int N) sum = ref sums[pane[i]];
            sum = (sum.R + rgb[i * 3], sum.G + rgb[i * 3 + 1], sum.B + rgb[i * 3 + 2], sum.N + 1);
        }
        float lead = side / 110f;
        for (int i = 0; i < pane.Length; i++)
        {
            if (gap[i] < lead || lines[i] > 85)
            {
                Set(rgb, i, (24, 22, 26));
                continue;
            }
            (float R, float G, float B, int N) sum = sums[pane[i]];
            float light = points[pane[i]].Light * (1 - 0.35f * lead / (gap[i] + lead * 0.5f));
            Span<float> colour =
            [
                rgb[i * 3] * 0.75f + sum.R / sum.N * 0.25f,
                rgb[i * 3 + 1] * 0.75f + sum.G / sum.N * 0.25f,
                rgb[i * 3 + 2] * 0.75f + sum.B / sum.N * 0.25f,
            ];
            float grey = 0.299f * colour[0] + 0.587f * colour[1] + 0.114f * colour[2];
            for (int c = 0; c < 3; c++)
                rgb[i * 3 + c] = PictureFilters.Byte((grey + (colour[c] - grey) * 1.45f) * light * 0.96f);
        }
    }

    // The nearest of the points and how much nearer it is than the second.
    private static (int Pane, float Gap) Nearest(
        (float X, float Y, float Light)[] points,
        int panes,
        int x,
        int y,
        int width,
        int height
    )
    {
        (int column, int row) = (x * panes / width, y * panes / height);
        (int best, float first, float second) = (0, float.MaxValue, float.MaxValue);
        for (int r = Math.Max(0, row - 2); r <= Math.Min(panes - 1, row + 2); r++)
        {
            for (int c = Math.Max(0, column - 2); c <= Math.Min(panes - 1, column + 2); c++)
            {
                (float dx, float dy) = (points[r * panes + c].X - x, points[r * panes + c].Y - y);
                float distance = dx * dx + dy * dy;
                if (distance < first)
                    (best, first, second) = (r * panes + c, distance, first);
                else if (distance < second)
                    second = distance;
            }
        }
        return (best, MathF.Sqrt(second) - MathF.Sqrt(first));
    }

    // Rows of slanted stitches, each of one colour, light in its middle and dark beside it.
    private static void Embroidery(byte[] rgb, int width, int height)
    {
        int side = Math.Min(width, height);
        (float row, float thread) = (Math.Max(4f, side / 42f), Math.Max(2f, side / 80f));
        (int rows, int columns) = ((int)(height / row) + 1, (int)((width + 2 * row) / thread) + 2);
        (float R, float G, float B, int N)[] sums = new (float R, float G, float B, int N)[rows * columns];
        (int At, float Across, float Along) Stitch(int i)
        {
            (int x, int y) = (i % width, i / width);
            int k = (int)(y / row);
            float along = y / row - k;
            float slanted = (x + row + (k % 2 == 0 ? 0.6f : -0.6f) * (along - 0.5f) * row) / thread;
            return (k * columns + (int)slanted, slanted - (int)slanted, along);
        }
        for (int i = 0; i < width * height; i++)
        {
            ref (float R, float G, float B, int N) sum = ref sums[Stitch(i).At];
            sum = (sum.R + rgb[i * 3], sum.G + rgb[i * 3 + 1], sum.B + rgb[i * 3 + 2], sum.N + 1);
        }
        for (int i = 0; i < width * height; i++)
        {
            (int at, float across, float along) = Stitch(i);
            (float R, float G, float B, int N) sum = sums[at];
            (float off, float end) = (2 * across - 1, 2 * along - 1);
            float light = 1.1f - 0.42f * off * off - 0.3f * end * end * end * end;
            rgb[i * 3] = PictureFilters.Byte((14 + sum.R / sum.N * 0.93f) * light);
            rgb[i * 3 + 1] = PictureFilters.Byte((14 + sum.G / sum.N * 0.93f) * light);
            rgb[i * 3 + 2] = PictureFilters.Byte((14 + sum.B / sum.N * 0.93f) * light);
        }
    }

    private static void Set(byte[] rgb, int i, (byte R, byte G, byte B) colour) =>
        (rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]) = colour;
}
