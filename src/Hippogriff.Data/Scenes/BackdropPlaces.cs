using SkiaSharp;
using static Hippogriff.Data.Scenes.Brush;

namespace Hippogriff.Data.Scenes;

/// <summary>Forest, mountains, snow, street, space, underwater, kitchen and stage.</summary>
internal static class BackdropPlaces
{
    public static IReadOnlyList<string> Kinds { get; } =
    ["forest", "mountains", "snow", "street", "space", "underwater", "kitchen", "stage"];

    private const float Horizon = Backdrop.Horizon;

    public static void Draw(SKCanvas canvas, string kind, SceneLight light, SceneRandom random)
    {
        switch (kind)
        {
            case "forest":
                Forest(canvas, light, random);
                break;
            case "mountains":
                Mountains(canvas, light, random);
                break;
            case "snow":
                Snow(canvas, light, random);
                break;
            case "street":
                Street(canvas, light, random);
                break;
            case "space":
                Space(canvas, random);
                break;
            case "underwater":
                Underwater(canvas, random);
                break;
            case "kitchen":
                Kitchen(canvas);
                break;
            case "stage":
                Stage(canvas);
                break;
        }
    }

    private static void Forest(SKCanvas canvas, SceneLight light, SceneRandom random)
    {
        Sky.Draw(canvas, light, Horizon, random);
        Fade(canvas, 0.22f, Horizon + 0.02f, light.Lit(new(0x5F, 0x9E, 0x6A)), light.Lit(new(0x3C, 0x74, 0x48)));
        using SKPaint crown = Fill(light.Lit(new(0x2E, 0x6B, 0x38)));
        for (int i = 0; i < 9; i++)
            canvas.DrawCircle(i / 8f, 0.2f + (float)random.Between(-0.04, 0.04), 0.1f, crown);
        for (int i = 0; i < 7; i++)
        {
            float x = (i + (float)random.Between(0.2, 0.8)) / 7;
            float width = (float)random.Between(0.03, 0.055);
            Box(canvas, light.Lit(new(0x5B, 0x40, 0x2B)), x - width / 2, 0.15f, width, Horizon - 0.13f);
        }
        Fade(canvas, Horizon, 1, light.Lit(new(0x55, 0x7D, 0x3A)), light.Lit(new(0x35, 0x56, 0x27)));
        using SKPaint moss = Fill(light.Lit(new(0x6E, 0x57, 0x36)));
        for (int i = 0; i < 12; i++)
            canvas.DrawOval((float)random.Next(), (float)random.Between(0.66, 0.98), 0.03f, 0.008f, moss);
    }

    private static void Mountains(SKCanvas canvas, SceneLight light, SceneRandom random)
    {
        Sky.Draw(canvas, light, Horizon, random);
        float shift = (float)random.Between(-0.08, 0.08);
        foreach (
            (float x, float top, float half) in new[]
            {
                (0.18f, 0.3f, 0.34f),
                (0.85f, 0.26f, 0.36f),
                (0.52f, 0.16f, 0.4f),
            }
        )
        {
            float at = x + shift;
            float foot = Horizon + 0.02f;
            float snow = 0.35f;
            Polygon(canvas, light.Lit(new(0x73, 0x80, 0x95)), (at - half, foot), (at, top), (at + half, foot));
            Polygon(canvas, light.Lit(new(0x5D, 0x69, 0x80)), (at, top), (at + half, foot), (at + half * 0.2f, foot));
            (float down, float side) = ((foot - top) * snow, half * snow);
            Polygon(
                canvas,
                light.Lit(new(0xF4, 0xF8, 0xFD)),
                (at, top),
                (at + side, top + down),
                (at + side * 0.35f, top + down * 0.8f),
                (at, top + down * 1.1f),
                (at - side * 0.4f, top + down * 0.8f),
                (at - side, top + down)
            );
        }
        Fade(canvas, Horizon, 1, light.Lit(new(0x8F, 0xB0, 0x6A)), light.Lit(new(0x5F, 0x85, 0x45)));
        using SKPaint stone = Fill(light.Lit(new(0x9A, 0xA0, 0xA6)));
        for (int i = 0; i < 8; i++)
            canvas.DrawOval((float)random.Next(), (float)random.Between(0.65, 0.97), 0.025f, 0.014f, stone);
    }

    private static void Snow(SKCanvas canvas, SceneLight light, SceneRandom random)
    {
        Sky.Draw(canvas, light, Horizon, random);
        foreach (float x in new[] { 0.1f, 0.24f, 0.8f, 0.93f })
        {
            float foot = Horizon + 0.03f;
            Polygon(canvas, light.Lit(new(0x3D, 0x6F, 0x5C)), (x - 0.07f, foot), (x, foot - 0.22f), (x + 0.07f, foot));
            Polygon(
                canvas,
                light.Lit(new(0xF0, 0xF6, 0xFC)),
                (x - 0.03f, foot - 0.12f),
                (x, foot - 0.22f),
                (x + 0.03f, foot - 0.12f)
            );
        }
        Fade(canvas, Horizon, 1, light.Lit(new(0xE4, 0xEE, 0xF8)), light.Lit(new(0xC3, 0xD6, 0xEA)));
        using SKPaint drift = Fill(light.Lit(new(0xF6, 0xFA, 0xFE)));
        canvas.DrawOval(0.22f, 0.72f, 0.32f, 0.05f, drift);
        canvas.DrawOval(0.8f, 0.84f, 0.36f, 0.06f, drift);
    }

    private static void Street(SKCanvas canvas, SceneLight light, SceneRandom random)
    {
        Sky.Draw(canvas, light, Horizon, random);
        SKColor[] walls = [new(0xC9, 0x6F, 0x5A), new(0xE3, 0xC0, 0x7C), new(0x8D, 0xA3, 0xB8), new(0xD7, 0xC7, 0xB5)];
        SKColor glass = light == SceneLight.Day ? new SKColor(0x5F, 0x7C, 0x9C) : new SKColor(0xFF, 0xD9, 0x6A);
        for (int i = 0; i < 5; i++)
        {
            float top = (float)random.Between(0.12, 0.34);
            Box(canvas, light.Lit(walls[random.Below(walls.Length)]), i * 0.2f, top, 0.195f, 0.68f - top);
            for (float y = top + 0.05f; y < 0.56f; y += 0.1f)
            for (int k = 0; k < 2; k++)
                Box(canvas, glass, i * 0.2f + 0.035f + 0.08f * k, y, 0.045f, 0.055f);
        }
        Box(canvas, light.Lit(new(0xB9, 0xB7, 0xB2)), 0, 0.66f, 1, 0.06f);
        Fade(canvas, 0.72f, 1, light.Lit(new(0x6A, 0x6D, 0x73)), light.Lit(new(0x4E, 0x51, 0x57)));
        for (int i = 0; i < 4; i++)
            Box(canvas, light.Lit(new(0xF2, 0xEE, 0xDC)), 0.04f + 0.27f * i, 0.85f, 0.14f, 0.018f);
    }

    private static void Space(SKCanvas canvas, SceneRandom random)
    {
        Fade(canvas, 0, 1, new(0x08, 0x06, 0x1C), new(0x1B, 0x10, 0x3D), new(0x0A, 0x08, 0x20));
        using SKPaint cloud = Fill(new(0x7A, 0x3D, 0xA8, 0x38));
        using SKPaint mist = Fill(new(0x2F, 0x6F, 0xC8, 0x30));
        for (int i = 0; i < 4; i++)
            canvas.DrawOval((float)random.Next(), (float)random.Next(), 0.3f, 0.12f, i % 2 == 0 ? cloud : mist);
        using SKPaint star = Fill(SKColors.White);
        for (int i = 0; i < 60; i++)
            canvas.DrawCircle((float)random.Next(), (float)random.Next(), (float)random.Between(0.002, 0.007), star);
        (float x, float y) = (random.Chance(0.5) ? 0.1f : 0.9f, (float)random.Between(0.08, 0.2));
        using SKPaint planet = Fill(new(0xE0, 0x8A, 0x5A));
        using SKPaint shade = Fill(new(0xB8, 0x5F, 0x48));
        canvas.DrawCircle(x, y, 0.085f, shade);
        canvas.DrawCircle(x - 0.012f, y - 0.012f, 0.07f, planet);
    }

    private static void Underwater(SKCanvas canvas, SceneRandom random)
    {
        Fade(canvas, 0, 1, new(0x4F, 0xC3, 0xE0), new(0x14, 0x7A, 0xB0), new(0x0B, 0x45, 0x7E));
        for (int i = 0; i < 4; i++)
        {
            float x = (float)random.Between(0.05, 0.85);
            Polygon(canvas, new(0xFF, 0xFF, 0xFF, 0x22), (x, 0), (x + 0.09f, 0), (x + 0.02f, 0.8f), (x - 0.12f, 0.8f));
        }
        using SKPaint sand = Fill(new(0xD9, 0xC1, 0x8A));
        canvas.DrawOval(0.5f, 1.02f, 0.8f, 0.13f, sand);
        using SKPaint weed = Stroke(new(0x1F, 0x7F, 0x52), 0.022f);
        using SKPathBuilder path = new();
        foreach (float x in new[] { 0.06f, 0.12f, 0.88f, 0.95f })
        {
            path.MoveTo(x, 0.96f);
            path.CubicTo(x - 0.05f, 0.85f, x + 0.05f, 0.78f, x, (float)random.Between(0.58, 0.7));
        }
        using SKPath weeds = path.Detach();
        canvas.DrawPath(weeds, weed);
        using SKPaint bubble = Stroke(new(0xE6, 0xFA, 0xFF, 0xC0), 0.006f);
        for (int i = 0; i < 14; i++)
            canvas.DrawCircle(
                (float)random.Next(),
                (float)random.Between(0.04, 0.85),
                (float)random.Between(0.008, 0.022),
                bubble
            );
    }

    private static void Kitchen(SKCanvas canvas)
    {
        canvas.Clear(new SKColor(0xE9, 0xF3, 0xEE));
        using SKPaint joint = Stroke(new(0xC6, 0xDA, 0xD2), 0.005f);
        for (int i = 1; i < 10; i++)
        {
            canvas.DrawLine(0, i * 0.06f + 0.06f, 1, i * 0.06f + 0.06f, joint);
            canvas.DrawLine(i * 0.1f, 0.3f, i * 0.1f, 0.6f, joint);
        }
        foreach (float x in new[] { 0.02f, 0.26f, 0.52f, 0.76f })
        {
            Box(canvas, new(0x3F, 0x8F, 0x8A), x, 0.02f, 0.22f, 0.22f);
            Box(canvas, new(0x5B, 0xAA, 0xA4), x + 0.02f, 0.04f, 0.18f, 0.18f);
            Box(canvas, new(0xF3, 0xE4, 0xB8), x + 0.17f, 0.15f, 0.015f, 0.05f);
        }
        Box(canvas, new(0x4A, 0x4F, 0x55), 0, 0.56f, 1, 0.03f);
        foreach (float x in new[] { 0, 0.33f, 0.67f })
            Box(canvas, new(0x3F, 0x8F, 0x8A), x + 0.005f, 0.59f, 0.32f, 0.17f);
        Box(canvas, new(0x2B, 0x2E, 0x33), 0.4f, 0.62f, 0.2f, 0.11f);
        foreach (float x in new[] { 0.42f, 0.52f })
            Box(canvas, new(0xE0, 0x52, 0x2F), x, 0.535f, 0.07f, 0.02f);
        Box(canvas, new(0xE8, 0xE2, 0xD4), 0, 0.76f, 1, 0.24f);
        for (int row = 0; row < 3; row++)
        for (int i = 0; i < 10; i++)
            if ((row + i) % 2 == 0)
                Box(canvas, new(0xB7, 0x5D, 0x45), i * 0.1f, 0.76f + row * 0.08f, 0.1f, 0.08f);
    }

    private static void Stage(SKCanvas canvas)
    {
        Fade(canvas, 0, 0.72f, new(0x2A, 0x0A, 0x18), new(0x5A, 0x14, 0x2A));
        Fade(canvas, 0.72f, 1, new(0xB9, 0x7F, 0x47), new(0x86, 0x55, 0x2C));
        Polygon(canvas, new(0xFF, 0xF3, 0xC4, 0x50), (0.44f, 0), (0.56f, 0), (0.92f, 0.9f), (0.08f, 0.9f));
        for (int i = 0; i < 4; i++)
        {
            SKColor red = i % 2 == 0 ? new SKColor(0xC2, 0x1F, 0x32) : new SKColor(0x97, 0x15, 0x27);
            Box(canvas, red, i * 0.045f, 0, 0.045f, 0.86f);
            Box(canvas, red, 0.955f - i * 0.045f, 0, 0.045f, 0.86f);
        }
        using SKPaint swag = Fill(new(0xC2, 0x1F, 0x32));
        using SKPaint gold = Stroke(new(0xF2, 0xC1, 0x4E), 0.012f);
        for (int i = 0; i < 4; i++)
        {
            canvas.DrawOval(0.125f + i * 0.25f, 0.02f, 0.14f, 0.09f, swag);
            canvas.DrawOval(0.125f + i * 0.25f, 0.02f, 0.14f, 0.09f, gold);
        }
    }
}
