using Hippogriff.Data.Scenes;

namespace Hippogriff.Tests.Scenes;

/// <summary>The first world with toy artwork in all styles it asks for, made once.</summary>
public sealed class SceneFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SceneFixture()
    {
        ToySprites.Write(
            _folder.Path,
            World,
            [.. World.Looks.Select(l => l.Style).OfType<string>().Append(World.Style).Distinct()]
        );
        Sprites = SpriteLibrary.Open(_folder.Path, World);
    }

    public SceneWorld World { get; } = SceneWorld.First;

    public SpriteLibrary Sprites { get; }

    public string Folder => _folder.Path;

    public SceneComposer Composer(long seed = 1, int? size = null, SceneShare share = SceneShare.Training) =>
        new(World, Sprites, seed, size, share);

    public IEnumerable<(Scene Scene, string Caption)> Plans(
        int count,
        long seed = 1,
        SceneShare share = SceneShare.Training
    )
    {
        var composer = Composer(seed, share: share);
        return Enumerable.Range(0, count).Select(i => composer.Plan(i));
    }

    public void Dispose() => _folder.Dispose();
}
