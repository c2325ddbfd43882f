using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;

namespace Hippogriff.Evaluation;

/// <summary>A training picture of a judge with its truth.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Truth">Its scene; null if not even the background is meaningful.</param>
public sealed record JudgeLesson(RgbImage Image, Scene? Truth);

/// <summary>
/// An endless sequence of lessons for a judge. Most are composed scenes of the training share, with more things,
/// colours and actions than those of a generator. Others must be refused: empty backgrounds, noise of all scales, and
/// scenes with shuffled tiles, whose colours alone must not count as things. Lesson i is a pure function of (world,
/// artwork, seed, i).
/// </summary>
public sealed class JudgeLessons(SceneWorld world, SpriteLibrary sprites, long seed, int size)
{
    private const double EmptyShare = 0.05,
        NoiseShare = 0.03,
        TornShare = 0.09;
    private const double LargeThing = 0.55; // of the picture: quarters of it show no whole thing

    // relative frequency: looks with their own artwork differ only in shades
    private const double OtherArtwork = 2.5;
    private readonly SceneComposer _scenes = new(Rich(world), sprites, seed, size);

    /// <summary>Side of the pictures in pixels.</summary>
    public int Size => size;

    /// <summary>Lesson number <paramref name="index"/>.</summary>
    public JudgeLesson Get(long index)
    {
        SceneRandom random = new(unchecked(seed * 31 + 7), index);
        double kind = random.Next();
        if (kind < NoiseShare)
            return new JudgeLesson(Noise(size, ref random), null);
        Scene scene = _scenes.Plan(index).Scene;
        if (kind < NoiseShare + EmptyShare)
            scene = Emptied(scene);
        RgbImage image = _scenes.Render(scene);
        return kind >= NoiseShare + EmptyShare && kind < NoiseShare + EmptyShare + TornShare
            ? new JudgeLesson(
                Torn(
                    image,
                    scene.Things.All(t => Math.Max(t.Box.Width, t.Box.Height) > LargeThing) && random.Chance(0.5)
                        ? 4
                        : 8,
                    ref random
                ),
                null
            )
            : new JudgeLesson(image, scene);
    }

    /// <summary>A scene without its things.</summary>
    internal static Scene Emptied(Scene scene) => scene with { Things = [], Relation = Relation.None };

    /// <summary>Squares of random colour, from one pixel to a quarter of the picture wide.</summary>
    internal static RgbImage Noise(int size, ref SceneRandom random)
    {
        int grain = 1 << random.Below(5),
            cells = (size + grain - 1) / grain;
        byte[] colours = new byte[cells * cells * 3],
            pixels = new byte[size * size * 3];
        for (int i = 0; i < colours.Length; i++)
            colours[i] = (byte)random.Below(256);
        for (int y = 0; y < size; y++)
        for (int x = 0; x < size; x++)
        for (int c = 0; c < 3; c++)
            pixels[(y * size + x) * 3 + c] = colours[(y / grain * cells + x / grain) * 3 + c];
        return new RgbImage(size, size, pixels);
    }

    /// <summary>The picture with <paramref name="tiles"/> x <paramref name="tiles"/> tiles in shuffled order.</summary>
    internal static RgbImage Torn(RgbImage image, int tiles, ref SceneRandom random)
    {
        int side = image.Width / tiles;
        int[] order = [.. Enumerable.Range(0, tiles * tiles)];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
        byte[] pixels = (byte[])image.Pixels.Clone();
        for (int tile = 0; tile < order.Length; tile++)
        for (int y = 0; y < side; y++)
            Array.Copy(image.Pixels, At(order[tile], y), pixels, At(tile, y), side * 3);
        return new RgbImage(image.Width, image.Height, pixels);

        int At(int tile, int y) => ((tile / tiles * side + y) * image.Width + tile % tiles * side) * 3;
    }

    /// <summary>The world with equally likely things and more of what is hard to recognise.</summary>
    private static SceneWorld Rich(SceneWorld world) =>
        world with
        {
            Concepts = [.. world.Concepts.Select(c => c with { Weight = Math.Sign(c.Weight) })],
            Looks =
            [
                .. world.Looks.Select(l =>
                    l with
                    {
                        Weight = Math.Sign(l.Weight) * (l.Style is null ? 1 : OtherArtwork),
                    }
                ),
            ],
            Weights = world.Weights with
            {
                Single = 0.4,
                Group = 0.17,
                Places = 0.22,
                Doings = 0.21,
                Several = world.Weights.Several > 0 ? 1.3 : 0, // half of the lessons: many things, many answers
                LookShare = 0.5,
                ColourShare = 0.45,
                PlainShare = 0.45,
            },
        };
}
