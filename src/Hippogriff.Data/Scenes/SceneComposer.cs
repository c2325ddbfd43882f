using Hippogriff.Data.Examples;
using Hippogriff.Texts;

namespace Hippogriff.Data.Scenes;

/// <summary>The combinations of a composer.</summary>
public enum SceneShare
{
    /// <summary>All but what is held out.</summary>
    Training,

    /// <summary>Only what is held out.</summary>
    HeldOut,
}

/// <summary>
/// Endless captioned scenes. Scene, caption and picture number i are pure functions of (world, artwork, seed, i).
/// Thread-safe.
/// </summary>
public sealed class SceneComposer : IPartSource
{
    private readonly SceneWorld _world;
    private readonly SpriteLibrary _sprites;
    private readonly ScenePlanner _planner;
    private readonly SceneRenderer _renderer;
    private readonly SceneCaptions _captions;
    private readonly ScenePartMap _parts;
    private readonly long _seed;
    private readonly SceneShare _share;

    /// <summary>
    /// Composes scenes of <paramref name="world"/> with <paramref name="sprites"/>, <paramref name="size"/> pixels a
    /// side (null: the world's).
    /// </summary>
    /// <exception cref="HippogriffException">The size is not between 16 and 1024.</exception>
    public SceneComposer(
        SceneWorld world,
        SpriteLibrary sprites,
        long seed,
        int? size = null,
        SceneShare share = SceneShare.Training
    )
    {
        Size = size ?? world.PictureSize;
        if (Size is < 16 or > 1024)
            throw new HippogriffException($"Scenes of {Size} pixels cannot be composed; the size may be 16 to 1024.");
        (_world, _sprites, _seed, _share) = (world, sprites, seed, share);
        _planner = new ScenePlanner(world, sprites);
        _renderer = new SceneRenderer(world, sprites);
        _captions = new SceneCaptions(world);
        _parts = new ScenePartMap(world, sprites);
    }

    /// <summary>Width and height of the pictures in pixels.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public long? Count => null;

    /// <inheritdoc/>
    public int ThingCount => _world.Concepts.Count;

    /// <inheritdoc/>
    public int ColourCount => _world.Colours.Count;

    /// <inheritdoc/>
    public string Caption(long index) => Plan(index).Caption;

    /// <inheritdoc/>
    public PartMap Parts(long index, int side) => _parts.Of(Plan(index).Scene, side);

    /// <inheritdoc/>
    public Example Get(long index)
    {
        (Scene scene, string caption) = Plan(index);
        return new Example(_renderer.Render(scene, Size), caption);
    }

    /// <summary>Scene and caption of picture number <paramref name="index"/>, without drawing it.</summary>
    /// <exception cref="HippogriffException">The world is too small: no combination of this share was
    /// found.</exception>
    public (Scene Scene, string Caption) Plan(long index)
    {
        const int tries = 1000;
        SceneRandom random = new(_seed, index);
        for (int i = 0; i < tries; i++)
        {
            Scene scene = _planner.Plan(ref random);
            if (HeldOut.IsHeldOut(scene, _world) == (_share == SceneShare.HeldOut))
                return (scene, _captions.Say(scene, ref random));
        }
        throw new HippogriffException(
            $"The world {_world.Name} gave no {(_share == SceneShare.HeldOut ? "held-out" : "training")} "
                + $"scene in {Counted.Of(tries, "try", "tries")}; it needs more things, colours, backgrounds or "
                + "looks."
        );
    }

    /// <inheritdoc/>
    public IEnumerable<string> KnownCaptions(int most) => Enumerable.Range(0, most).Select(i => Caption(i));

    /// <inheritdoc/>
    public IEnumerable<string> Wording(int most) => Vocabulary;

    /// <inheritdoc/>
    public IExampleSource MadeSmaller(int times) => OfSize(Size / times);

    IExampleSource IExampleSource.WithLooks(double share) => WithLooks(share);

    /// <summary>The same composer with this share of pictures with a look, 0 to 1.</summary>
    public SceneComposer WithLooks(double share) =>
        new(_world with { Weights = _world.Weights with { LookShare = share } }, _sprites, _seed, Size, _share);

    /// <summary>The same composer in the world that a table of steering makes of its own.</summary>
    /// <exception cref="HippogriffException">The table names what the world has not.</exception>
    public SceneComposer Steered(SteeringTable table) => new(table.On(_world), _sprites, _seed, Size, _share);

    /// <summary>The same scenes in another size.</summary>
    public SceneComposer OfSize(int size) => new(_world, _sprites, _seed, size, _share);

    /// <summary>The world of the scenes.</summary>
    public SceneWorld World => _world;

    /// <summary>All words that captions can contain.</summary>
    public IEnumerable<string> Vocabulary => SceneCaptions.Vocabulary(_world);

    /// <summary>Names of the things of this composer's world.</summary>
    public IReadOnlyList<string> Things => [.. _world.Concepts.Select(c => c.Name)];

    /// <summary>Draws a scene of this composer's world.</summary>
    public Imaging.RgbImage Render(Scene scene) => _renderer.Render(scene, Size);
}
