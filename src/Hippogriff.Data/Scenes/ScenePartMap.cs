using Hippogriff.Data.Examples;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// Finds for each cell the artwork and its point that a scene shows: the inverse of <see cref="SceneRenderer"/>.
/// </summary>
internal sealed class ScenePartMap(SceneWorld world, SpriteLibrary sprites)
{
    private readonly Dictionary<string, int> _numbers = world
        .Concepts.Select((c, i) => (c.Name, i))
        .ToDictionary(p => p.Name, p => p.i);

    private readonly Dictionary<string, int> _colours = world
        .Colours.Select((c, i) => (c, i))
        .ToDictionary(p => p.c, p => p.i);

    /// <summary>The map of a scene, sampled at the centre of each cell.</summary>
    public PartMap Of(Scene scene, int side)
    {
        ushort[] things = new ushort[side * side];
        byte[] colours = new byte[side * side];
        float[] places = new float[2 * side * side];
        for (int cell = 0; cell < things.Length; cell++)
        {
            double x = (cell % side + 0.5) / side,
                y = (cell / side + 0.5) / side;
            foreach (SceneThing thing in scene.Things) // the first lies on top
            {
                (double u, double v) = OnArtwork(thing, x, y);
                if (!sprites.Get(thing.Concept, thing.Style, null).Covers(u, v))
                    continue;
                things[cell] = (ushort)(1 + _numbers[thing.Concept]);
                colours[cell] = (byte)(thing.Colour is { } colour ? 1 + _colours[colour] : 0);
                (places[2 * cell], places[2 * cell + 1]) = ((float)u, (float)v);
                break;
            }
        }
        return new PartMap(side, things, colours, places);
    }

    /// <summary>
    /// The point of the upright, unmirrored artwork at (x, y) of the picture; outside [0, 1] if it is not on the
    /// artwork.
    /// </summary>
    private static (double U, double V) OnArtwork(SceneThing thing, double x, double y)
    {
        double angle = -thing.Tilt * Math.PI / 180,
            dx = x - thing.Box.CentreX,
            dy = y - thing.Box.CentreY;
        double right = dx * Math.Cos(angle) - dy * Math.Sin(angle),
            down = dx * Math.Sin(angle) + dy * Math.Cos(angle);
        double u = right / thing.Box.Width + 0.5;
        return (thing.Mirror ? 1 - u : u, down / thing.Box.Height + 0.5);
    }
}
