using Hippogriff.Imaging;
using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>Renders a scene at any size: at twice the size, reduced, then filtered for its look.</summary>
public sealed class SceneRenderer(SceneWorld world, SpriteLibrary sprites)
{
    private readonly Dictionary<string, WorldConcept> _concepts = world.Concepts.ToDictionary(c => c.Name);
    private readonly Dictionary<string, WorldBackground> _backgrounds = world.Backgrounds.ToDictionary(b => b.Name);
    private readonly Dictionary<string, WorldLook> _looks = world.Looks.ToDictionary(l => l.Name);
    private readonly Dictionary<string, SceneLight> _times = world.Times.ToDictionary(
        t => t.Name,
        t => SceneLight.Of(t.Light)
    );
    private readonly Dictionary<string, string> _weathers = world.Weathers.ToDictionary(w => w.Name, w => w.Kind);

    /// <summary>
    /// The picture of a scene of this renderer's world, <paramref name="size"/> pixels wide and high (16 to 1024).
    /// </summary>
    public RgbImage Render(Scene scene, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 1024);
        using SKBitmap large = new(new SKImageInfo(size * 2, size * 2, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (SKCanvas canvas = new(large))
        {
            canvas.Scale(size * 2);
            Draw(canvas, scene, size * 2);
        }
        byte[] rgb = Halve(large.GetPixelSpan(), large.RowBytes, size);
        if (scene.Look is { } look)
            PictureLook.Apply(_looks[look].Filter, rgb, size, size, new SceneRandom((long)scene.Detail, 2));
        return new RgbImage(size, size, rgb);
    }

    private void Draw(SKCanvas canvas, Scene scene, int pixels)
    {
        WorldBackground background = _backgrounds[scene.Background];
        SceneRandom random = new((long)scene.Detail, 1);
        SceneLight light =
            scene.Night ? SceneLight.Night
            : scene.Time is { } time ? _times[time]
            : SceneLight.Day;
        Backdrop.Draw(canvas, background, light, random);
        string? weather = scene.Weather is { } name ? _weathers[name] : null;
        if (weather is not null)
            Weather.DrawBack(canvas, weather, new SceneRandom((long)scene.Detail, 3));
        Shade shade = world.Outlines ? ShadeOf(background, light) : Shade.Middle;
        IReadOnlyList<IReadOnlyList<SceneThing>> parties = SceneParties.Of(scene);
        SceneLink? doing = SceneParties.LinksOf(scene).FirstOrDefault(l => WorldChoices.IsDoing(l.Relation));
        if (doing is null)
        {
            // The second thing of a relation is drawn below the first: a mount below its rider.
            for (int i = scene.Things.Count - 1; i >= 0; i--)
                DrawThing(canvas, scene.Things[i], pixels, shade);
        }
        else
        {
            foreach (SceneThing? other in scene.Things.Where(t => t.Party > 1).Reverse())
                DrawThing(canvas, other, pixels, shade);
            DrawDoing(canvas, doing.Relation, parties[doing.First][0], parties[doing.Second][0], pixels, shade);
        }
        Backdrop.DrawFront(canvas, background, light);
        if (weather is not null)
            Weather.DrawFront(canvas, weather, new SceneRandom((long)scene.Detail, 4));
    }

    private void DrawDoing(
        SKCanvas canvas,
        Relation doing,
        SceneThing first,
        SceneThing second,
        int pixels,
        Shade shade
    )
    {
        if (doing == Relation.Chasing)
            Flourish.MotionLines(canvas, first.Box, second.Box);
        if (doing == Relation.FlyingOver)
            Flourish.Lines(canvas, GoesLeft(first), first.Box);
        if (doing is Relation.Eating or Relation.Holding)
        {
            bool eaterOnTheLeft = first.Box.CentreX < second.Box.CentreX;
            DrawThing(canvas, first, pixels, shade);
            if (doing == Relation.Eating)
            {
                canvas.SaveLayer();
                DrawThing(canvas, second, pixels, shade);
                DoingMarks.Bite(canvas, second.Box, eaterOnTheLeft);
                canvas.Restore();
                DoingMarks.Crumbs(canvas, second.Box, eaterOnTheLeft);
            }
            else
            {
                DrawThing(canvas, second, pixels, shade);
                DoingMarks.Hands(canvas, second.Box);
            }
            return;
        }
        DrawThing(canvas, second, pixels, shade);
        DrawThing(canvas, first, pixels, shade);
        switch (doing)
        {
            case Relation.Fighting:
                Flourish.Impact(canvas, first.Box, second.Box, world.BodiesApart);
                break;
            case Relation.Loving:
                DoingMarks.Heart(canvas, first.Box, second.Box);
                break;
            case Relation.SleepingUnder:
                DoingMarks.Sleep(canvas, first.Box);
                break;
            case Relation.JumpingOver:
                DoingMarks.Jump(canvas, first.Box, second.Box);
                break;
        }
    }

    private bool GoesLeft(SceneThing thing) =>
        (_concepts[thing.Concept].FacingOf(thing.Style) == Facing.Right) == thing.Mirror;

    private void DrawThing(SKCanvas canvas, SceneThing thing, int pixels, Shade shade)
    {
        SceneBox box = thing.Box;
        canvas.Save();
        canvas.Translate((float)box.CentreX, (float)box.CentreY);
        canvas.RotateDegrees((float)thing.Tilt);
        if (thing.Mirror)
            canvas.Scale(-1, 1);
        (float w, float h) = ((float)box.Width / 2, (float)box.Height / 2);
        Sprite sprite = sprites.Get(thing.Concept, thing.Style, thing.Colour);
        (SKRect target, double side) = (new SKRect(-w, -h, w, h), Math.Max(box.Width, box.Height) * pixels);
        if (shade != Shade.Middle && sprite.EdgeShade == shade)
            sprite.DrawOutline(canvas, target, shade == Shade.Pale ? s_onPale : s_onDark);
        sprite.Draw(canvas, target, side, null);
        canvas.Restore();
    }

    private static readonly SKColor s_onPale = new(0x8E, 0x98, 0xA8),
        s_onDark = new(0xC9, 0xD2, 0xE0);

    private static Shade ShadeOf(WorldBackground background, SceneLight light) =>
        background.Kind switch
        {
            "plain" => background.Colour is "white" ? Shade.Pale
            : background.Colour is "black" ? Shade.Dark
            : Shade.Middle,
            "space" or "night" => Shade.Dark,
            "snow" or "table" or "kitchen" => light == SceneLight.Day ? Shade.Pale : Shade.Middle,
            _ when light == SceneLight.Night => Shade.Dark,
            "sky" when light == SceneLight.Day => Shade.Pale,
            _ => Shade.Middle,
        };

    // Mean of 2x2 pixels, alpha dropped.
    private static byte[] Halve(ReadOnlySpan<byte> rgba, int stride, int size)
    {
        byte[] rgb = new byte[size * size * 3];
        for (int y = 0; y < size; y++)
        {
            ReadOnlySpan<byte> upper = rgba.Slice(2 * y * stride, size * 8);
            ReadOnlySpan<byte> lower = rgba.Slice((2 * y + 1) * stride, size * 8);
            int at = y * size * 3;
            for (int x = 0; x < size * 8; x += 8)
            {
                for (int c = 0; c < 3; c++)
                    rgb[at++] = (byte)((upper[x + c] + upper[x + 4 + c] + lower[x + c] + lower[x + 4 + c] + 2) >> 2);
            }
        }
        return rgb;
    }
}
