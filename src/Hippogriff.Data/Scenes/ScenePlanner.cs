namespace Hippogriff.Data.Scenes;

/// <summary>Chooses things, colours, relation, background and look of a scene at random.</summary>
public sealed class ScenePlanner
{
    private readonly SceneWorld _world;
    private readonly SpriteLibrary _sprites;
    private readonly SceneLayout _layout;
    private readonly SceneCasting _casting;
    private readonly SeveralPlanner _several;
    private readonly List<WorldLook> _looks;

    /// <summary>A planner of scenes of this world with these sprites.</summary>
    public ScenePlanner(SceneWorld world, SpriteLibrary sprites)
    {
        (_world, _sprites) = (world, sprites);
        _layout = new SceneLayout(sprites);
        _casting = new SceneCasting(world, sprites);
        _several = new SeveralPlanner(world, sprites, _casting, _layout);
        _looks = [.. world.Looks.Where(l => l.Weight > 0 && (l.Style is null || sprites.Styles.Contains(l.Style)))];
    }

    private enum Kind
    {
        Single,
        Group,
        Places,
        Doings,
        Several,
    }

    /// <summary>One scene; consumes numbers of <paramref name="random"/>.</summary>
    public Scene Plan(ref SceneRandom random)
    {
        Kind kind = ChooseKind(ref random);
        WorldLook? look =
            _looks.Count > 0 && random.Chance(_world.Weights.LookShare) ? random.Pick(_looks, l => l.Weight) : null;
        string style =
            look?.Style ?? (_sprites.PlainStyles.Count == 1 ? _sprites.Style : random.Pick(_sprites.PlainStyles));
        if (kind == Kind.Several)
            return _several.Plan(look, style, ref random);
        Relation relation = ChooseRelation(kind, ref random);
        List<WorldConcept>? concepts = _casting.Choose(relation, style, ref random);
        if (concepts is null)
            (relation, concepts) = (Relation.None, _casting.Choose(Relation.None, style, ref random)!);
        SceneDraft draft = new SceneDraft(concepts, look, style, relation).Drawable(_sprites);
        SceneSetting setting = SceneSetting.Choose(_world, draft, tall: false, ref random);
        List<string?> colours = _casting.Colours(draft, setting.Behind, ref random);
        Cast cast = new(concepts, colours, draft.Style, relation, setting.Background, _world);
        return Staged(_layout.Place(cast, ref random), draft, setting, ref random);
    }

    /// <summary>The scene of things that have their places.</summary>
    internal static Scene Staged(
        IReadOnlyList<SceneThing> things,
        SceneDraft draft,
        SceneSetting setting,
        ref SceneRandom random
    ) =>
        new()
        {
            Things = things,
            Relation = draft.Relation,
            Background = setting.Background.Name,
            Night = setting.Night,
            Time = setting.Time?.Name,
            Weather = setting.Weather,
            Look = draft.Look?.Name,
            Detail = random.NextBits(),
        };

    private Kind ChooseKind(ref SceneRandom random)
    {
        WorldWeights weights = _world.Weights;
        return random.Pick(
            [Kind.Single, Kind.Group, Kind.Places, Kind.Doings, Kind.Several],
            kind =>
                kind switch
                {
                    Kind.Single => weights.Single,
                    Kind.Group => weights.Group,
                    Kind.Places => weights.Places,
                    Kind.Several => weights.Several,
                    _ => weights.Doings,
                }
        );
    }

    private Relation ChooseRelation(Kind kind, ref SceneRandom random) =>
        kind switch
        {
            Kind.Group => Relation.Group,
            Kind.Places => random.Pick([
                Relation.Beside,
                Relation.LeftOf,
                Relation.RightOf,
                Relation.Above,
                Relation.Below,
            ]),
            Kind.Doings => random.Pick(_world.Doings),
            _ => Relation.None,
        };
}
