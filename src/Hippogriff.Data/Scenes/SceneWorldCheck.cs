namespace Hippogriff.Data.Scenes;

public sealed partial record SceneWorld
{
    private const double Heaviest = 1e6,
        FarthestSaddle = 10;

    private void Check(string origin)
    {
        void Require(bool holds, string sentence)
        {
            if (!holds)
                throw new HippogriffException(
                    $"The world file '{origin}' cannot be used: {sentence}",
                    FaultKind.DamagedFile
                );
        }

        Require(PictureSize is >= 16 and <= 1024, $"pictureSize is {PictureSize}; it may be 16 to 1024.");
        Require(Concepts.Count > 0, "it has no concepts.");
        Require(Backgrounds.Count > 0, "it has no backgrounds.");
        Require(
            SingleSize is [> 0 and < 1, > 0 and <= 1] && SingleSize[0] <= SingleSize[1],
            "singleSize must be two numbers in (0, 1], the smaller first."
        );
        var names = new Dictionary<string, string>();
        foreach (var concept in Concepts)
        {
            Require(
                concept.Also.Values.All(plural => plural is not null),
                $"another name of the concept {concept.Name} has no plural."
            );
            foreach (
                var name in concept
                    .Also.SelectMany(a => new[] { a.Key, a.Value })
                    .Append(concept.Name)
                    .Append(concept.Plural)
                    .Distinct()
            )
            {
                Require(
                    IsPlainWords(name),
                    $"the name \"{name}\" of the concept {concept.Name} may hold lower-case letters, digits, "
                        + "blanks and hyphens only."
                );
                Require(
                    names.TryAdd(name, concept.Name),
                    $"the name \"{name}\" belongs to {names[name]} and to {concept.Name}."
                );
            }
            Require(
                concept.Sprite.Length > 0 && concept.Sprite.All(c => char.IsAsciiHexDigitLower(c) || c == '-'),
                $"the sprite \"{concept.Sprite}\" of {concept.Name} must be lower-case hexadecimal code "
                    + "points joined by hyphens."
            );
            Require(
                concept.Colour is null || SceneColour.Names.Contains(concept.Colour),
                $"the colour \"{concept.Colour}\" of {concept.Name} is unknown; known are "
                    + $"{string.Join(", ", SceneColour.Names)}."
            );
            Require(
                concept.Saddle is null or { Count: 2 },
                $"the saddle of {concept.Name} must be two numbers, x and y."
            );
            Require(concept.Weight >= 0, $"the weight of {concept.Name} is negative.");
            Require(concept.Weight <= Heaviest, $"the weight of {concept.Name} is above {Heaviest}.");
            Require(
                concept.Saddle is null || concept.Saddle.All(part => Math.Abs(part) <= FarthestSaddle),
                $"the saddle of {concept.Name} lies far outside of it."
            );
        }
        Require(Concepts.Any(c => c.Weight > 0), "no concept has a weight above 0.");
        foreach (var colour in Colours)
            Require(
                SceneColour.Names.Contains(colour),
                $"the colour \"{colour}\" is unknown; known are {string.Join(", ", SceneColour.Names)}."
            );
        foreach (var background in Backgrounds)
        {
            Require(
                Backdrop.Kinds.Contains(background.Kind),
                $"the kind \"{background.Kind}\" of the background {background.Name} is unknown; known are "
                    + $"{string.Join(", ", Backdrop.Kinds)}."
            );
            Require(background.Words.Count > 0, $"the background {background.Name} has no words.");
            Require(
                background.Words.Concat(background.AirWords).All(IsPlainWords),
                $"the words of the background {background.Name} may hold lower-case letters, digits, blanks "
                    + "and hyphens only."
            );
            Require(
                !Backdrop.NeedsColour(background.Kind)
                    || background.Colour is not null && SceneColour.Names.Contains(background.Colour),
                $"the background {background.Name} needs a colour; known are {string.Join(", ", SceneColour.Names)}."
            );
            Require(
                background.Weight is >= 0 and <= Heaviest,
                $"the weight of the background {background.Name} is not between 0 and {Heaviest}."
            );
        }
        Require(
            Backgrounds.Select(b => b.Name).Distinct().Count() == Backgrounds.Count,
            "two backgrounds have the same name."
        );
        Require(
            Backgrounds.Any(b => b is { Kind: "plain", Weight: > 0 } && SceneColour.IsNeutral(b.Colour!)),
            "it needs a plain background in white, grey or black for pictures without colour."
        );
        foreach (var look in Looks)
        {
            Require(
                PictureLook.Kinds.Contains(look.Filter),
                $"the filter \"{look.Filter}\" of the look {look.Name} is unknown; known are "
                    + $"{string.Join(", ", PictureLook.Kinds)}."
            );
            Require(
                look.Before.Count > 0 && look.After.Count > 0,
                $"the look {look.Name} needs words before and after."
            );
            Require(
                look.Before.Concat(look.After).All(IsPlainWords),
                $"the words of the look {look.Name} may hold lower-case letters, digits, blanks and hyphens only."
            );
            Require(!look.Lines || look.Style is not null, $"the look {look.Name} has lines but no style of its own.");
            Require(
                look.Weight is >= 0 and <= Heaviest,
                $"the weight of the look {look.Name} is not between 0 and {Heaviest}."
            );
        }
        Require(Looks.Select(l => l.Name).Distinct().Count() == Looks.Count, "two looks have the same name.");
        foreach (
            var share in new[]
            {
                Weights.LookShare,
                Weights.PlainShare,
                Weights.ColourShare,
                Weights.SizeShare,
                Weights.CornerShare,
                Weights.NightShare,
                Weights.MirrorShare,
                Weights.CompleteShare,
                Weights.WeatherShare,
                Weights.TimeShare,
            }
        )
            Require(share is >= 0 and <= 1, $"a share of {share} is not between 0 and 1.");
        foreach (var weight in new[] { Weights.Single, Weights.Group, Weights.Places, Weights.Doings, Weights.Several })
            Require(weight is >= 0 and <= Heaviest, $"a weight of {weight} is not between 0 and {Heaviest}.");
        Require(
            Weights.Single + Weights.Group + Weights.Places + Weights.Doings + Weights.Several > 0,
            "all weights of single, group, places, doings and several are 0."
        );
        CheckChoices(Require);
    }

    private static bool IsPlainWords(string text) =>
        text.Length > 0
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is ' ' or '-')
        && text.Trim() == text
        && !text.Contains("  ", StringComparison.Ordinal);
}
