using Hippogriff.Imaging;
using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>Renders a scene at any size: at twice the size, reduced, then filtered for its look.</summary>
public sealed class SceneRenderer(SceneWorld world, SpriteLibrary sprites)
{
    private readonly Dictionary<string, WorldBackground> _backgrounds = world.Backgrounds.ToDictionary(b => b.Name);
    private readonly Dictionary<string, WorldLook> _looks = world.Looks.ToDictionary(l => l.Name);

    /// <summary>
    /// The picture of a scene of this renderer's world, <paramref name="size"/> pixels wide and high (16 to 1024).
    /// </summary>
    public RgbImage Render(Scene scene, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 1024);
        using var large = new SKBitmap(new SKImageInfo(size * 2, size * 2, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(large))
        {
            canvas.Scale(size * 2);
            Draw(canvas, scene, size * 2);
        }
        var rgb = Halve(large.GetPixelSpan(), large.RowBytes, size);
        if (scene.Look is { } look)
            PictureLook.Apply(_looks[look].Filter, rgb, size, size, new SceneRandom((long)scene.Detail, 2));
        return new RgbImage(size, size, rgb);
    }

    private void Draw(SKCanvas canvas, Scene scene, int pixels)
    {
        var background = _backgrounds[scene.Background];
        var random = new SceneRandom((long)scene.Detail, 1);
        Backdrop.Draw(canvas, background, scene.Night, random);
        if (scene.Relation == Relation.Chasing)
            Flourish.MotionLines(canvas, scene);
        // The second thing of a relation is drawn below the first: a mount below its rider.
        for (var i = scene.Things.Count - 1; i >= 0; i--)
            DrawThing(canvas, scene.Things[i], pixels);
        if (scene.Relation == Relation.Fighting)
            Flourish.Impact(canvas, scene);
        Backdrop.DrawFront(canvas, background, scene.Night);
    }

    private void DrawThing(SKCanvas canvas, SceneThing thing, int pixels)
    {
        var box = thing.Box;
        canvas.Save();
        canvas.Translate((float)box.CentreX, (float)box.CentreY);
        canvas.RotateDegrees((float)thing.Tilt);
        if (thing.Mirror)
            canvas.Scale(-1, 1);
        var (w, h) = ((float)box.Width / 2, (float)box.Height / 2);
        sprites
            .Get(thing.Concept, thing.Style, thing.Colour)
            .Draw(canvas, new SKRect(-w, -h, w, h), Math.Max(box.Width, box.Height) * pixels, null);
        canvas.Restore();
    }

    // Mean of 2x2 pixels, alpha dropped.
    private static byte[] Halve(ReadOnlySpan<byte> rgba, int stride, int size)
    {
        var rgb = new byte[size * size * 3];
        for (var y = 0; y < size; y++)
        {
            var upper = rgba.Slice(2 * y * stride, size * 8);
            var lower = rgba.Slice((2 * y + 1) * stride, size * 8);
            var at = y * size * 3;
            for (var x = 0; x < size * 8; x += 8)
            {
                for (var c = 0; c < 3; c++)
                    rgb[at++] = (byte)((upper[x + c] + upper[x + 4 + c] + lower[x + c] + lower[x + 4 + c] + 2) >> 2);
            }
        }
        return rgb;
    }
}
