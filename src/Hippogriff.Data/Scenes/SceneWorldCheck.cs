namespace Hippogriff.Data.Scenes;

/// <summary>Checks that scenes can be composed of a world.</summary>
internal sealed class SceneWorldCheck
{
    private const double FarthestSaddle = 10;
    private readonly SceneWorld _world;
    private readonly WorldRules _rules;

    private SceneWorldCheck(SceneWorld world, WorldRules rules) => (_world, _rules) = (world, rules);

    /// <summary>Refuses a world of which no scenes can be composed.</summary>
    /// <param name="world">The world.</param>
    /// <param name="origin">Name of its file, for the error.</param>
    /// <exception cref="HippogriffException">Something in it cannot be.</exception>
    public static void Require(SceneWorld world, string origin)
    {
        WorldRules rules = new(origin);
        SceneWorldCheck check = new(world, rules);
        check.Sizes();
        check.Concepts();
        foreach (string colour in world.Colours)
            rules.RequireKnown($"colour \"{colour}\"", colour, SceneColour.Names);
        check.Backgrounds();
        check.Looks();
        check.Weights();
        WorldChoicesCheck.Require(world, rules);
    }

    private void Sizes()
    {
        _rules.Require(
            _world.PictureSize is >= 16 and <= 1024,
            $"pictureSize is {_world.PictureSize}; it may be 16 to 1024."
        );
        _rules.Require(_world.Concepts.Count > 0, "it has no concepts.");
        _rules.Require(_world.Backgrounds.Count > 0, "it has no backgrounds.");
        IReadOnlyList<double> size = _world.SingleSize;
        _rules.Require(
            size is [> 0 and < 1, > 0 and <= 1] && size[0] <= size[1],
            "singleSize must be two numbers in (0, 1], the smaller first."
        );
    }

    private void Concepts()
    {
        Dictionary<string, string> names = [];
        foreach (WorldConcept concept in _world.Concepts)
        {
            Names(concept, names);
            Artwork(concept);
            _rules.RequireWeight(concept.Name, concept.Weight);
            foreach (IReadOnlyList<double> saddle in concept.SaddleIn.Values.Append(concept.Saddle ?? [0, 0]))
                _rules.Require(
                    saddle is [_, _] && saddle.All(part => Math.Abs(part) <= FarthestSaddle),
                    $"a saddle of {concept.Name} must be two numbers, x and y, not far outside of it."
                );
        }
        _rules.Require(_world.Concepts.Any(c => c.Weight > 0), "no concept has a weight above 0.");
    }

    // A name belongs to one concept, so that a caption says what is in the picture.
    private void Names(WorldConcept concept, Dictionary<string, string> taken)
    {
        _rules.Require(
            concept.Also.Values.All(plural => plural is not null),
            $"another name of the concept {concept.Name} has no plural."
        );
        IEnumerable<string> names = concept.Also.SelectMany(a => new[] { a.Key, a.Value });
        foreach (string name in names.Append(concept.Name).Append(concept.Plural).Distinct())
        {
            _rules.Require(
                WorldRules.IsPlainWords(name),
                $"the name \"{name}\" of the concept {concept.Name} may hold lower-case letters, digits, "
                    + "blanks and hyphens only."
            );
            _rules.Require(
                taken.TryAdd(name, concept.Name),
                $"the name \"{name}\" belongs to {taken[name]} and to {concept.Name}."
            );
        }
    }

    private void Artwork(WorldConcept concept)
    {
        _rules.Require(
            concept.Sprite.Length > 0 && concept.Sprite.All(c => char.IsAsciiHexDigitLower(c) || c == '-'),
            $"the sprite \"{concept.Sprite}\" of {concept.Name} must be lower-case hexadecimal code "
                + "points joined by hyphens."
        );
        IEnumerable<string> colours = concept.ColourIn.Values;
        if (concept.Colour is { } own)
            colours = colours.Prepend(own);
        foreach (string colour in colours)
            _rules.RequireKnown($"colour \"{colour}\" of {concept.Name}", colour, SceneColour.Names);
        _rules.Require(
            concept.Made is null || WorldChoices.AllMade.Contains(concept.Made),
            $"the concept {concept.Name} is made with \"{concept.Made}\"; only "
                + $"{string.Join(" and ", WorldChoices.AllMade.Select(m => $"\"{m}\""))} can be drawn."
        );
    }

    private void Backgrounds()
    {
        foreach (WorldBackground background in _world.Backgrounds)
        {
            string what = $"the background {background.Name}";
            _rules.RequireKnown($"kind \"{background.Kind}\" of {what}", background.Kind, Backdrop.Kinds);
            _rules.Require(background.Words.Count > 0, $"{what} has no words.");
            _rules.RequirePlainWords(what, background.Words.Concat(background.AirWords));
            _rules.Require(
                !Backdrop.NeedsColour(background.Kind)
                    || background.Colour is not null && SceneColour.Names.Contains(background.Colour),
                $"{what} needs a colour; known are {string.Join(", ", SceneColour.Names)}."
            );
            _rules.RequireWeight(what, background.Weight);
        }
        _rules.RequireDistinct("backgrounds", [.. _world.Backgrounds.Select(b => b.Name)]);
        _rules.Require(
            _world.Backgrounds.Any(b => b is { Kind: "plain", Weight: > 0 } && SceneColour.IsNeutral(b.Colour!)),
            "it needs a plain background in white, grey or black for pictures without colour."
        );
    }

    private void Looks()
    {
        foreach (WorldLook look in _world.Looks)
        {
            string what = $"the look {look.Name}";
            _rules.RequireKnown($"filter \"{look.Filter}\" of {what}", look.Filter, PictureLook.Kinds);
            _rules.Require(look.Before.Count > 0 && look.After.Count > 0, $"{what} needs words before and after.");
            _rules.RequirePlainWords(what, look.Before.Concat(look.After));
            _rules.Require(!look.Lines || look.Style is not null, $"{what} has lines but no style of its own.");
            _rules.RequireWeight(what, look.Weight);
        }
        _rules.RequireDistinct("looks", [.. _world.Looks.Select(l => l.Name)]);
    }

    private void Weights()
    {
        WorldWeights all = _world.Weights;
        double[] shares =
        [
            all.LookShare,
            all.PlainShare,
            all.ColourShare,
            all.SizeShare,
            all.CornerShare,
            all.NightShare,
            all.MirrorShare,
            all.CompleteShare,
            all.WeatherShare,
            all.TimeShare,
        ];
        foreach (double share in shares)
            _rules.Require(share is >= 0 and <= 1, $"a share of {share} is not between 0 and 1.");
        double[] weights = [all.Single, all.Group, all.Places, all.Doings, all.Several];
        foreach (double weight in weights)
            _rules.Require(
                weight is >= 0 and <= WorldRules.Heaviest,
                $"a weight of {weight} is not between 0 and {WorldRules.Heaviest}."
            );
        _rules.Require(weights.Sum() > 0, "all weights of single, group, places, doings and several are 0.");
    }
}
