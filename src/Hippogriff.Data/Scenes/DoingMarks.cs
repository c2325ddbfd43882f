using SkiaSharp;
using static Hippogriff.Data.Scenes.Brush;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// The drawn signs of the later doings: crumbs and a bite, hands that hold, a heart, the path of a jump, the letters of
/// sleep.
/// </summary>
internal static class DoingMarks
{
    /// <summary>The height of a sign that hangs above both of two boxes, within the picture.</summary>
    public static float AboveBoth(SceneBox a, SceneBox b, float half) =>
        (float)Math.Max(half + 0.01, Math.Min(a.Y, b.Y) - half * 0.4);

    /// <summary>A heart above the middle of two boxes.</summary>
    public static void Heart(SKCanvas canvas, SceneBox a, SceneBox b)
    {
        const float half = 0.065f;
        (float x, float y) = ((float)(a.CentreX + b.CentreX) / 2, AboveBoth(a, b, half));
        using SKPathBuilder path = new();
        path.MoveTo(x, y + half);
        path.CubicTo(x - half * 1.7f, y - half * 0.1f, x - half * 0.9f, y - half * 1.25f, x, y - half * 0.45f);
        path.CubicTo(x + half * 0.9f, y - half * 1.25f, x + half * 1.7f, y - half * 0.1f, x, y + half);
        path.Close();
        using SKPath heart = path.Detach();
        using SKPaint red = Fill(new(0xE8, 0x2F, 0x4E));
        using SKPaint rim = Stroke(SKColors.White, 0.01f);
        canvas.DrawPath(heart, rim);
        canvas.DrawPath(heart, red);
    }

    /// <summary>Three letters Z that rise from a sleeper's head.</summary>
    public static void Sleep(SKCanvas canvas, SceneBox sleeper)
    {
        bool right = sleeper.CentreX < 0.5;
        using SKPathBuilder path = new();
        for (int i = 0; i < 3; i++)
        {
            float size = 0.028f + 0.011f * i;
            float x = (float)(sleeper.CentreX + (right ? 1 : -1) * (sleeper.Width * 0.45 + 0.07 * i));
            float y = (float)(sleeper.Y - 0.01 - 0.055 * i);
            path.MoveTo(x - size / 2, y - size / 2);
            path.LineTo(x + size / 2, y - size / 2);
            path.LineTo(x - size / 2, y + size / 2);
            path.LineTo(x + size / 2, y + size / 2);
        }
        using SKPath letters = path.Detach();
        using SKPaint rim = Stroke(SKColors.White, 0.022f);
        using SKPaint ink = Stroke(new(0x2B, 0x4C, 0xB0), 0.011f);
        canvas.DrawPath(letters, rim);
        canvas.DrawPath(letters, ink);
    }

    /// <summary>Dots along the path over a thing, from the ground on one side to the ground on the other.</summary>
    public static void Jump(SKCanvas canvas, SceneBox jumper, SceneBox over)
    {
        using SKPaint dot = Fill(new(0x50, 0x5A, 0x68));
        using SKPaint rim = Fill(SKColors.White);
        (double half, double foot) = (Math.Max(over.Width, jumper.Width) * 0.5 + 0.12, over.Y + over.Height);
        double top = jumper.Y + jumper.Height * 0.75;
        for (int i = 0; i <= 14; i++)
        {
            double t = i / 7.0 - 1;
            (double x, double y) = (over.CentreX + t * half, top + (foot - top) * t * t);
            if (Math.Abs(t) <= 0.4)
                continue;
            canvas.DrawCircle((float)x, (float)y, 0.017f, rim);
            canvas.DrawCircle((float)x, (float)y, 0.012f, dot);
        }
    }

    /// <summary>Crumbs that fall from what is eaten.</summary>
    public static void Crumbs(SKCanvas canvas, SceneBox eaten, bool eaterOnTheLeft)
    {
        using SKPaint crumb = Fill(new(0xB9, 0x7A, 0x3C));
        float x = (float)(eaterOnTheLeft ? eaten.X : eaten.X + eaten.Width);
        float y = (float)(eaten.Y + eaten.Height);
        foreach (
            (float dx, float dy, float r) in new[]
            {
                (0f, 0.01f, 0.009f),
                (0.03f, 0.035f, 0.007f),
                (-0.025f, 0.04f, 0.011f),
            }
        )
            canvas.DrawCircle(x + dx, y + dy, r, crumb);
    }

    /// <summary>Takes three bites out of what was drawn in the layer, on the side of the eater.</summary>
    public static void Bite(SKCanvas canvas, SceneBox eaten, bool eaterOnTheLeft)
    {
        using SKPaint nothing = new() { IsAntialias = true, BlendMode = SKBlendMode.Clear };
        float x = (float)(eaterOnTheLeft ? eaten.X : eaten.X + eaten.Width);
        float r = (float)(Math.Min(eaten.Width, eaten.Height) * 0.2);
        for (int i = -1; i <= 1; i++)
            canvas.DrawCircle(x, (float)eaten.CentreY + i * r * 1.15f, r * (i == 0 ? 1.25f : 1), nothing);
    }

    /// <summary>Two gloved hands at the sides of what is held.</summary>
    public static void Hands(SKCanvas canvas, SceneBox held)
    {
        using SKPaint glove = Fill(SKColors.White);
        using SKPaint rim = Stroke(new(0x33, 0x36, 0x3D), 0.008f);
        float r = (float)Math.Clamp(held.Width * 0.17, 0.028, 0.045);
        foreach (double x in new[] { held.X + 0.01, held.X + held.Width - 0.01 })
        {
            canvas.DrawCircle((float)x, (float)(held.Y + held.Height * 0.55), r, glove);
            canvas.DrawCircle((float)x, (float)(held.Y + held.Height * 0.55), r, rim);
        }
    }
}
