using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;

namespace Hippogriff.Evaluation;

/// <summary>
/// Composes scenes for a prompt like training does: the same things at other positions and with other details, in any
/// number.
/// </summary>
public sealed class TrueScenes
{
    private readonly Dictionary<string, WorldConcept> _concepts;
    private readonly Dictionary<string, WorldBackground> _backgrounds;
    private readonly SceneWorld _world;
    private readonly SceneLayout _layout;
    private readonly SceneRenderer _renderer;
    private readonly int _size,
        _upsampling;

    /// <summary>
    /// Scenes of <paramref name="world"/>, <paramref name="size"/> pixels a side (16 to 1024), composed
    /// <paramref name="enlarged"/> times larger and reduced.
    /// </summary>
    public TrueScenes(SceneWorld world, SpriteLibrary sprites, int size, int enlarged = 1)
    {
        _concepts = world.Concepts.ToDictionary(c => c.Name);
        _backgrounds = world.Backgrounds.ToDictionary(b => b.Name);
        _world = world with { Weights = world.Weights with { SizeShare = 0, CornerShare = 0 } };
        (_layout, _renderer, _size, _upsampling) = (
            new SceneLayout(sprites),
            new SceneRenderer(world, sprites),
            size,
            enlarged
        );
    }

    /// <summary>Scene number <paramref name="index"/> of a prompt: a pure function of the two.</summary>
    public Scene Of(EvaluationPrompt prompt, int index)
    {
        Scene scene = prompt.Scene;
        SceneRandom random = new(unchecked((long)HeldOut.Hash(prompt.Words)), index);
        IReadOnlyList<SceneThing>[] parties =
            scene.Relation == Relation.Several
                ? [.. SceneParties.Of(scene)]
                : [.. scene.Things.Select(t => new[] { t })];
        Cast cast = new(
            [.. parties.Select(p => _concepts[p[0].Concept])],
            [.. parties.Select(p => p[0].Colour)],
            scene.Things[0].Style,
            scene.Relation,
            _backgrounds[scene.Background],
            _world
        )
        {
            Counts = [.. parties.Select(p => p.Count)],
            Arrangement = scene.Arrangement,
            Doing = scene.Links.Select(l => (Relation?)l.Relation).FirstOrDefault(r => WorldChoices.IsDoing(r!.Value)),
        };
        return scene with { Things = _layout.Place(cast, ref random), Detail = random.NextBits() };
    }

    /// <summary>The picture of a scene.</summary>
    public RgbImage Draw(EvaluationPrompt prompt, int index) =>
        ImageScaling.Reduce(_renderer.Render(Of(prompt, index), _size * _upsampling), _upsampling);

    /// <summary>The pictures from <paramref name="first"/> on for each prompt, prompt by prompt.</summary>
    public IReadOnlyList<RgbImage> Draw(IReadOnlyList<EvaluationPrompt> prompts, int each, int first = 0)
    {
        RgbImage[] images = new RgbImage[prompts.Count * each];
        Parallel.For(0, images.Length, i => images[i] = Draw(prompts[i / each], first + i % each));
        return images;
    }
}
