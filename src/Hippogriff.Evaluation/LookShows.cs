using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;

namespace Hippogriff.Evaluation;

/// <summary>
/// Decides whether a look changes a picture visibly. A black and white picture of a football hardly differs from a
/// football, so the difference cannot be judged.
/// </summary>
internal sealed class LookShows(SceneWorld world, SpriteLibrary sprites)
{
    private const double Least = 12; // root mean square of 255
    private readonly SceneRenderer _renderer = new(world, sprites);

    /// <summary>
    /// Whether a scene's look makes a clear difference; true if it has no look or the look has its own artwork.
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
