using SkiaSharp;
using static Hippogriff.Data.Scenes.Brush;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// Draws the background of the things, and for water also the foreground, on a canvas in units of the picture's side.
/// </summary>
public static class Backdrop
{
    /// <summary>The available kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    ["plain", "gradient", "sky", "night", "grass", "sea", "desert", "beach", "room", "table", .. BackdropPlaces.Kinds];

    /// <summary>Whether a kind needs a colour of the world.</summary>
    public static bool NeedsColour(string kind) => kind is "plain" or "gradient";

    /// <summary>Position of the horizon or of the table's edge, from the top.</summary>
    internal const float Horizon = 0.6f;

    internal static void Draw(SKCanvas canvas, WorldBackground background, SceneLight light, SceneRandom random)
    {
        switch (background.Kind)
        {
            case "plain":
                canvas.Clear(SceneColour.Of(background.Colour!));
                break;
            case "gradient":
                SKColor colour = SceneColour.Of(background.Colour!);
                Fade(canvas, 0, 1, Mix(colour, SKColors.White, 0.65f), Mix(colour, SKColors.Black, 0.12f));
                break;
            case "night":
                Sky.Night(canvas, 1, random);
                break;
            case "sky":
                OpenSky(canvas, light, random);
                break;
            case "grass" or "desert" or "sea" or "beach":
                Sky.Draw(canvas, light, Horizon, random);
                Land(canvas, background.Kind, light, random);
                break;
            case "room":
                Room(canvas);
                break;
            case "table":
                Table(canvas);
                break;
            default:
                BackdropPlaces.Draw(canvas, background.Kind, light, random);
                break;
        }
    }

    private static void OpenSky(SKCanvas canvas, SceneLight light, SceneRandom random)
    {
        if (light != SceneLight.Day)
        {
            Sky.Draw(canvas, light, 1, random);
            return;
        }
        Fade(canvas, 0, 1, new(0x4F, 0xA8, 0xF0), new(0xCF, 0xEC, 0xFF));
        Sky.Clouds(canvas, random, 0.12f, 0.85f, 4);
    }

    /// <summary>What lies below the horizon.</summary>
    private static void Land(SKCanvas canvas, string kind, SceneLight light, SceneRandom random)
    {
        switch (kind)
        {
            case "grass":
                Fade(canvas, Horizon, 1, light.Lit(new(0x7D, 0xCB, 0x4E)), light.Lit(new(0x3E, 0x93, 0x2B)));
                Blades(canvas, random, light.Lit(new(0x2F, 0x7D, 0x22)));
                break;
            case "desert":
                Fade(canvas, Horizon, 1, light.Lit(new(0xF3, 0xD0, 0x85)), light.Lit(new(0xD9, 0xA0, 0x55)));
                Dune(canvas, light.Lit(new(0xE6, 0xB8, 0x68)));
                break;
            case "sea":
                Fade(canvas, Horizon, 1, light.Lit(new(0x3D, 0x9B, 0xD8)), light.Lit(new(0x12, 0x5E, 0xA8)));
                break;
            default:
                Fade(canvas, 0.48f, 0.68f, light.Lit(new(0x2F, 0x8F, 0xD0)), light.Lit(new(0x5C, 0xC3, 0xE2)));
                Fade(canvas, 0.68f, 1, light.Lit(new(0xF8, 0xE2, 0xA8)), light.Lit(new(0xEB, 0xC9, 0x83)));
                using (SKPaint foam = Fill(light.Lit(SKColors.White)))
                    canvas.DrawRect(0, 0.67f, 1, 0.018f, foam);
                break;
        }
    }

    /// <summary>Draws the foreground: water over the feet of the things.</summary>
    internal static void DrawFront(SKCanvas canvas, WorldBackground background, SceneLight light)
    {
        if (background.Kind != "sea")
            return;
        using SKPaint water = Fill(light.Lit(new(0x1B, 0x6F, 0xB8)));
        using SKPathBuilder path = new();
        path.MoveTo(0, 1);
        path.LineTo(0, 0.86f);
        for (int i = 0; i < 6; i++)
            path.QuadTo((i + 0.5f) / 6, i % 2 == 0 ? 0.82f : 0.89f, (i + 1) / 6f, 0.86f);
        path.LineTo(1, 1);
        path.Close();
        using SKPath wave = path.Detach();
        canvas.DrawPath(wave, water);
        using SKPaint crest = Stroke(light.Lit(new(0xA9, 0xDC, 0xF7)), 0.016f);
        using SKPathBuilder lines = new();
        foreach ((float x, float y) in new[] { (0.08f, 0.93f), (0.42f, 0.95f), (0.74f, 0.92f) })
        {
            lines.MoveTo(x, y);
            lines.QuadTo(x + 0.05f, y - 0.025f, x + 0.1f, y);
            lines.QuadTo(x + 0.15f, y + 0.025f, x + 0.2f, y);
        }
        using SKPath crests = lines.Detach();
        canvas.DrawPath(crests, crest);
    }

    private static void Blades(SKCanvas canvas, SceneRandom random, SKColor colour)
    {
        using SKPaint blade = Stroke(colour, 0.012f);
        using SKPathBuilder path = new();
        for (int i = 0; i < 14; i++)
        {
            (float x, float y) = ((float)random.Next(), (float)random.Between(Horizon + 0.08, 0.98));
            path.MoveTo(x - 0.012f, y - 0.035f);
            path.LineTo(x, y);
            path.LineTo(x + 0.012f, y - 0.035f);
        }
        using SKPath blades = path.Detach();
        canvas.DrawPath(blades, blade);
    }

    private static void Dune(SKCanvas canvas, SKColor colour)
    {
        using SKPaint fill = Fill(colour);
        using SKPathBuilder path = new();
        path.MoveTo(0, 0.66f);
        path.CubicTo(0.25f, 0.52f, 0.4f, 0.56f, 0.6f, 0.66f);
        path.CubicTo(0.75f, 0.6f, 0.85f, 0.56f, 1, 0.6f);
        path.LineTo(1, 0.8f);
        path.LineTo(0, 0.75f);
        path.Close();
        using SKPath dune = path.Detach();
        canvas.DrawPath(dune, fill);
    }

    private static void Room(SKCanvas canvas)
    {
        using SKPaint wall = Fill(new(0xF1, 0xE3, 0xC6));
        using SKPaint skirting = Fill(new(0xFF, 0xFC, 0xF2));
        using SKPaint frame = Fill(new(0xFF, 0xFF, 0xFF));
        using SKPaint glass = Fill(new(0x9A, 0xD4, 0xF7));
        canvas.DrawRect(0, 0, 1, 1, wall);
        Fade(canvas, 0.72f, 1, new(0xB9, 0x83, 0x52), new(0x94, 0x62, 0x3A));
        canvas.DrawRect(0, 0.69f, 1, 0.035f, skirting);
        canvas.DrawRect(0.08f, 0.08f, 0.26f, 0.32f, frame);
        canvas.DrawRect(0.1f, 0.1f, 0.1f, 0.28f, glass);
        canvas.DrawRect(0.22f, 0.1f, 0.1f, 0.28f, glass);
    }

    private static void Table(SKCanvas canvas)
    {
        canvas.Clear(new SKColor(0xE6, 0xEE, 0xF0));
        using SKPaint top = Fill(new(0xC8, 0x8B, 0x50));
        using SKPaint edge = Fill(new(0x8F, 0x5A, 0x2C));
        using SKPathBuilder path = new();
        path.MoveTo(0.1f, 0.66f);
        path.LineTo(0.9f, 0.66f);
        path.LineTo(1, 0.84f);
        path.LineTo(0, 0.84f);
        path.Close();
        using SKPath board = path.Detach();
        canvas.DrawRect(0.06f, 0.86f, 0.09f, 0.14f, edge);
        canvas.DrawRect(0.85f, 0.86f, 0.09f, 0.14f, edge);
        canvas.DrawPath(board, top);
        canvas.DrawRect(0, 0.835f, 1, 0.055f, edge);
    }
}
