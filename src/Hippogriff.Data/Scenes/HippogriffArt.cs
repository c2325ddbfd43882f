using SkiaSharp;
using static Hippogriff.Data.Scenes.Brush;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// Draws a hippogriff from a horse: an eagle's head replaces the horse's, and brown wings are added at its shoulder.
/// Artwork faces left.
/// </summary>
internal static class HippogriffArt
{
    // The head of a style's horse: the removed part, centre and size of the eagle's head, and the end of its collar.
    private sealed record Head(float Right, float Bottom, float X, float Y, float Radius, float CollarX, float CollarY);

    private static Head HeadOf(string style) =>
        style switch
        {
            "noto" => new(0.30f, 0.52f, 0.22f, 0.27f, 0.155f, 0.36f, 0.52f),
            "twemoji" => new(0.25f, 0.42f, 0.17f, 0.23f, 0.125f, 0.33f, 0.44f),
            _ => new(0.32f, 0.37f, 0.22f, 0.2f, 0.145f, 0.36f, 0.42f),
        };

    /// <summary>Takes ownership of <paramref name="horse"/> and returns the new picture, with straight alpha.</summary>
    public static SKBitmap DrawOnto(SKBitmap horse, string style, bool lines) =>
        Wings.DrawOver(
            horse,
            canvas =>
            {
                Head head = HeadOf(style);
                using (SKPaint nothing = new() { BlendMode = SKBlendMode.Clear })
                    canvas.DrawRect(0, 0, head.Right, head.Bottom, nothing);
                Wings.DrawWing(canvas, lines, new(0x8A, 0x5A, 0x34), new(0x4E, 0x2F, 0x1A));
                DrawHead(canvas, head, lines);
            }
        );

    private static void DrawHead(SKCanvas canvas, Head head, bool lines)
    {
        SKColor ink = new(0x21, 0x21, 0x21);
        (float x, float y, float r) = (head.X, head.Y, head.Radius);
        using SKPaint white = Fill(lines ? SKColors.White : new(0xF4, 0xF1, 0xE8));
        using SKPaint yellow = Fill(lines ? SKColors.White : new(0xFB, 0xB9, 0x1E));
        using SKPaint rim = Stroke(lines ? ink : new(0xA8, 0x9C, 0x84), lines ? 0.03f : 0.013f);
        using SKPaint beakRim = Stroke(lines ? ink : new(0xB8, 0x78, 0x0C), lines ? 0.03f : 0.011f);
        rim.StrokeJoin = beakRim.StrokeJoin = SKStrokeJoin.Round;
        using SKPathBuilder plumage = new();
        // From the beak over the crown and the nape to the jagged collar and back along the throat.
        plumage.MoveTo(x - r * 0.75f, y + r * 0.6f);
        plumage.CubicTo(x - r * 1.25f, y - r * 0.7f, x - r * 0.4f, y - r * 1.1f, x + r * 0.2f, y - r * 0.95f);
        plumage.CubicTo(x + r * 1.1f, y - r * 0.8f, x + r * 1.25f, y + r * 0.1f, head.CollarX + r * 0.8f, head.CollarY);
        plumage.LineTo(head.CollarX + r * 0.35f, head.CollarY - r * 0.2f);
        plumage.LineTo(head.CollarX + r * 0.1f, head.CollarY + r * 0.5f);
        plumage.LineTo(head.CollarX - r * 0.3f, head.CollarY);
        plumage.LineTo(head.CollarX - r * 0.75f, head.CollarY + r * 0.35f);
        plumage.CubicTo(
            head.CollarX - r,
            head.CollarY - r * 0.3f,
            x - r * 0.1f,
            y + r * 1.2f,
            x - r * 0.75f,
            y + r * 0.6f
        );
        plumage.Close();
        using SKPath feathers = plumage.Detach();
        canvas.DrawPath(feathers, white);
        canvas.DrawPath(feathers, rim);
        using SKPathBuilder hook = new();
        hook.MoveTo(x - r * 0.55f, y - r * 0.35f);
        hook.CubicTo(x - r * 1.2f, y - r * 0.5f, x - r * 1.75f, y, x - r * 1.5f, y + r * 0.95f);
        hook.CubicTo(x - r * 1.35f, y + r * 0.5f, x - r * 1.0f, y + r * 0.42f, x - r * 0.4f, y + r * 0.42f);
        hook.Close();
        using SKPath beak = hook.Detach();
        canvas.DrawPath(beak, yellow);
        canvas.DrawPath(beak, beakRim);
        using SKPaint eye = Fill(ink);
        canvas.DrawCircle(x - r * 0.1f, y - r * 0.2f, r * 0.16f, eye);
        using SKPaint brow = Stroke(ink, 0.014f);
        canvas.DrawLine(x - r * 0.4f, y - r * 0.5f, x + r * 0.15f, y - r * 0.42f, brow);
    }
}
