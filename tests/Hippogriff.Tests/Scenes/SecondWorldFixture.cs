using Hippogriff.Data.Scenes;
using Hippogriff.Tests.House;

namespace Hippogriff.Tests.Scenes;

/// <summary>
/// The second world with a part of its things (enough of every role), in toy artwork of all styles it asks for.
/// </summary>
public sealed class SecondWorldFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SecondWorldFixture()
    {
        Whole = SceneWorld.Load(Path.Combine(Repository.Root, "recipes", "worlds", "second.json"));
        World = Whole with
        {
            Concepts =
            [
                .. Whole.Concepts.Where((c, i) => i % 5 == 0 || c.Made is not null || c.Roles.Contains(Role.Shelter)),
            ],
        };
        ToySprites.Write(
            _folder.Path,
            World,
            [.. World.Looks.Select(l => l.Style).OfType<string>().Concat(World.Styles).Distinct()]
        );
        Sprites = SpriteLibrary.Open(_folder.Path, World);
    }

    /// <summary>The world as it is shipped.</summary>
    public SceneWorld Whole { get; }

    public SceneWorld World { get; }

    public SpriteLibrary Sprites { get; }

    public string Folder => _folder.Path;

    public SceneComposer Composer(SceneWorld? world = null, int? size = null, SceneShare share = SceneShare.Training) =>
        new(world ?? World, Sprites, 1, size, share);

    public IEnumerable<(Scene Scene, string Caption)> Plans(int count, SceneWorld? world = null)
    {
        SceneComposer composer = Composer(world);
        return Enumerable.Range(0, count).Select(i => composer.Plan(i));
    }

    /// <summary>The world in which only one kind of scenes comes.</summary>
    public SceneWorld Only(double single = 0, double places = 0, double doings = 0, double several = 0) =>
        World with
        {
            Weights = World.Weights with
            {
                Single = single,
                Group = 0,
                Places = places,
                Doings = doings,
                Several = several,
            },
        };

    public void Dispose() => _folder.Dispose();
}
