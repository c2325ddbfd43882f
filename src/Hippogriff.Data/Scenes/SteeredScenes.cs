using Hippogriff.Data.Examples;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// Composed scenes in which some things and looks come more often from certain pictures on. Picture number i is a pure
/// function of (world, artwork, seed, tables, i), so that a resumed run sees the same pictures. Pictures for
/// examinations are those of the world as it is.
/// </summary>
public sealed class SteeredScenes : IPartSource
{
    private readonly SceneComposer _basis;
    private readonly (long From, SceneComposer Composer)[] _stretches;

    /// <param name="basis">The scenes without steering.</param>
    /// <param name="tables">The tables; each holds until the next begins.</param>
    /// <exception cref="HippogriffException">A table names what the world has not.</exception>
    public SteeredScenes(SceneComposer basis, IEnumerable<SteeringTable> tables)
        : this(basis, [.. tables.OrderBy(t => t.FromPicture).Select(t => (t.FromPicture, basis.Steered(t)))]) { }

    private SteeredScenes(SceneComposer basis, (long, SceneComposer)[] stretches) =>
        (_basis, _stretches) = (basis, stretches);

    /// <inheritdoc/>
    public long? Count => null;

    /// <inheritdoc/>
    public int ThingCount => _basis.ThingCount;

    /// <inheritdoc/>
    public int ColourCount => _basis.ColourCount;

    /// <inheritdoc/>
    public Example Get(long index) => At(index).Get(index);

    /// <inheritdoc/>
    public string Caption(long index) => At(index).Caption(index);

    /// <inheritdoc/>
    public PartMap Parts(long index, int side) => At(index).Parts(index, side);

    /// <inheritdoc/>
    public IEnumerable<string> KnownCaptions(int most) => _basis.KnownCaptions(most);

    /// <inheritdoc/>
    public IEnumerable<string> Wording(int most) => _basis.Wording(most);

    /// <inheritdoc/>
    public IEnumerable<Example> ForExamination(int count) => ((IExampleSource)_basis).ForExamination(count);

    /// <inheritdoc/>
    public IExampleSource MadeSmaller(int times) => Changed(scenes => scenes.OfSize(scenes.Size / times));

    /// <inheritdoc/>
    public IExampleSource WithLooks(double share) => Changed(scenes => scenes.WithLooks(share));

    private SteeredScenes Changed(Func<SceneComposer, SceneComposer> change) =>
        new(change(_basis), [.. _stretches.Select(s => (s.From, change(s.Composer)))]);

    private SceneComposer At(long index)
    {
        SceneComposer now = _basis;
        foreach ((long from, SceneComposer composer) in _stretches)
            if (index >= from)
                now = composer;
        return now;
    }
}
