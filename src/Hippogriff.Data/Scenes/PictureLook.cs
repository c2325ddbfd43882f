using static Hippogriff.Data.Scenes.PictureFilters;

namespace Hippogriff.Data.Scenes;

/// <summary>Filters for the look of a whole picture, in place on 8-bit RGB pixels of any size.</summary>
public static class PictureLook
{
    /// <summary>The available filters.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    ["none", "pixels", "pencil", "grey", "sepia", "tv", "neon", "old-photo", .. CraftedLook.Kinds];

    internal static void Apply(string kind, byte[] rgb, int width, int height, SceneRandom random)
    {
        switch (kind)
        {
            case "pixels":
                Pixels(rgb, width, height);
                break;
            case "pencil":
                Pencil(rgb, width, height, random);
                break;
            case "grey":
                Tint(rgb, (255, 255, 255), 0);
                break;
            case "sepia":
                Tint(rgb, (255, 226, 178), 14);
                break;
            case "tv":
                Television(rgb, width, height, random);
                break;
            case "neon":
                Neon(rgb, width, height);
                break;
            case "old-photo":
                OldPhoto(rgb, width, height, random);
                break;
            default:
                CraftedLook.Apply(kind, rgb, width, height, random);
                break;
        }
    }

    // A grid of 32 cells a side, with five levels per channel.
    private static void Pixels(byte[] rgb, int width, int height)
    {
        int cell = Math.Max(2, Math.Min(width, height) / 32);
        for (int y = 0; y < height; y += cell)
        {
            for (int x = 0; x < width; x += cell)
            {
                (int right, int bottom) = (Math.Min(width, x + cell), Math.Min(height, y + cell));
                for (int c = 0; c < 3; c++)
                {
                    int sum = 0;
                    for (int v = y; v < bottom; v++)
                    {
                        for (int u = x; u < right; u++)
                            sum += rgb[(v * width + u) * 3 + c];
                    }
                    byte level = (byte)
                        Math.Round(Math.Round(sum / (double)((right - x) * (bottom - y)) / 255 * 5) / 5 * 255);
                    for (int v = y; v < bottom; v++)
                    {
                        for (int u = x; u < right; u++)
                            rgb[(v * width + u) * 3 + c] = level;
                    }
                }
            }
        }
    }

    private static void Pencil(byte[] rgb, int width, int height, SceneRandom random)
    {
        float[] grey = Luma(rgb);
        float[] edges = Edges(grey, width, height);
        for (int i = 0; i < grey.Length; i++)
        {
            (int x, int y) = (i % width, i / width);
            // strokes from lower left to upper right
            float hatch = (x + y) * 32 / Math.Max(width, height) % 2 == 0 ? 0.30f : 0.20f;
            float paper = 246 - (255 - grey[i]) * hatch;
            Set(rgb, i, paper - Math.Min(215, edges[i] * 0.75f) + (float)random.Between(-7, 7));
        }
    }

    private static void Tint(byte[] rgb, (int R, int G, int B) white, int lift)
    {
        for (int i = 0; i < rgb.Length; i += 3)
        {
            float grey = (Luma(rgb, i) * (255 - lift) / 255) + lift;
            rgb[i] = (byte)(grey * white.R / 255);
            rgb[i + 1] = (byte)(grey * white.G / 255);
            rgb[i + 2] = (byte)(grey * white.B / 255);
        }
    }

    // An analogue television: low-resolution and shifted chroma, dark lines, noise, a round screen.
    private static void Television(byte[] rgb, int width, int height, SceneRandom random)
    {
        (int reach, int late, int line) = (Math.Max(1, width / 24), Math.Max(1, width / 40), Math.Max(2, height / 32));
        (float[] red, float[] blue) = (new float[width], new float[width]);
        for (int y = 0; y < height; y++)
        {
            int row = y * width * 3;
            for (int x = 0; x < width; x++)
            {
                (float sumR, float sumB, int n) = (0f, 0f, 0);
                for (int u = Math.Max(0, x - late - reach); u <= Math.Min(width - 1, x - late + reach); u++, n++)
                {
                    float luma = Luma(rgb, row + u * 3);
                    (sumR, sumB) = (sumR + rgb[row + u * 3] - luma, sumB + rgb[row + u * 3 + 2] - luma);
                }
                (red[x], blue[x]) = n == 0 ? (0, 0) : (sumR / n * 1.15f, sumB / n * 1.15f);
            }
            float dark = y % line < (line + 1) / 2 ? 1f : 0.66f;
            for (int x = 0; x < width; x++)
            {
                (float dx, float dy) = ((x + 0.5f) / width * 2 - 1, (y + 0.5f) / height * 2 - 1);
                float light = dark * (1 - 0.16f * (dx * dx * dx * dx + dy * dy * dy * dy));
                float luma = Luma(rgb, row + x * 3) + (float)random.Between(-9, 9);
                float green = luma - (0.299f * red[x] + 0.114f * blue[x]) / 0.587f;
                rgb[row + x * 3] = Byte((luma + red[x]) * light + 6);
                rgb[row + x * 3 + 1] = Byte(green * light + 6);
                rgb[row + x * 3 + 2] = Byte((luma + blue[x]) * light + 12);
            }
        }
    }

    // Neon edges, magenta above and cyan below, with a glow.
    private static void Neon(byte[] rgb, int width, int height)
    {
        float[] edges = Edges(Luma(rgb), width, height);
        for (int i = 0; i < edges.Length; i++)
            edges[i] = Math.Min(1, edges[i] / 190);
        float[] glow = Blur(edges, width, height, Math.Max(1, Math.Min(width, height) / 24));
        for (int i = 0; i < edges.Length; i++)
        {
            float t = (float)(i / width) / height;
            (float r, float g, float b) = (255 - 215 * t, 40 + 200 * t, 220 + 30 * t);
            (float tube, float haze) = (edges[i], glow[i] * 0.55f);
            float core = tube * tube * 70;
            rgb[i * 3] = Byte(14 + r * (tube + haze) + core);
            rgb[i * 3 + 1] = Byte(8 + g * (tube + haze) + core);
            rgb[i * 3 + 2] = Byte(34 + b * (tube + haze) + core);
        }
    }

    private static void OldPhoto(byte[] rgb, int width, int height, SceneRandom random)
    {
        (int side, double scratch) = (Math.Min(width, height), random.Between(0.2, 0.8) * width);
        int border = Math.Max(2, side / 16);
        for (int i = 0; i < width * height; i++)
        {
            (int x, int y) = (i % width, i / width);
            if (Math.Min(Math.Min(x, y), Math.Min(width - 1 - x, height - 1 - y)) < border)
            {
                (rgb[i * 3], rgb[i * 3 + 1], rgb[i * 3 + 2]) = (240, 232, 212);
                continue;
            }
            (float dx, float dy) = ((x + 0.5f) / width * 2 - 1, (y + 0.5f) / height * 2 - 1);
            float faded = 48 + Luma(rgb, i * 3) * 0.72f; // low contrast: black has gone grey, white yellow
            faded *= 1 - 0.25f * (dx * dx + dy * dy) / 2;
            faded += (float)random.Between(-8, 8);
            if (Math.Abs(x - scratch - y * 0.04) < side / 128.0 || random.Chance(0.003))
                faded += 50;
            rgb[i * 3] = Byte(faded * 1.06f);
            rgb[i * 3 + 1] = Byte(faded * 0.93f);
            rgb[i * 3 + 2] = Byte(faded * 0.70f);
        }
    }
}
