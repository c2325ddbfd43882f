using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;

namespace Hippogriff.Evaluation;

/// <summary>
/// Tells whether a look changes a picture at all: a black and white picture of a football is hardly another picture
/// than a football, so nobody can be asked for the difference.
/// </summary>
internal sealed class LookShows(SceneWorld world, SpriteLibrary sprites)
{
    private const double Least = 12; // root mean square of 255
    private readonly SceneRenderer _renderer = new(world, sprites);

    /// <summary>
    /// Whether a scene looks clearly different in its look from what it is without; true where it has none or where the
    /// look has artwork of its own.
    /// </summary>
    public bool In(Scene scene)
    {
        if (scene.Look is not { } name || world.Looks.First(l => l.Name == name).Style is not null)
            return true;
        RgbImage with = _renderer.Render(scene, world.PictureSize),
            without = _renderer.Render(scene with { Look = null }, world.PictureSize);
        double sum = 0;
        for (int i = 0; i < with.Pixels.Length; i++)
            sum += (with.Pixels[i] - without.Pixels[i]) * (with.Pixels[i] - without.Pixels[i]);
        return Math.Sqrt(sum / with.Pixels.Length) >= Least;
    }
}
