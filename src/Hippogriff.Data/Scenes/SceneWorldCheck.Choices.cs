namespace Hippogriff.Data.Scenes;

public sealed partial record SceneWorld
{
    private const int MostConcepts = ushort.MaxValue - 1,
        FewestWords = 8,
        MostWords = 256;

    // What worlds can have beyond things, colours, backgrounds and looks.
    private void CheckChoices(Action<bool, string> require)
    {
        require(Concepts.Count <= MostConcepts, $"it has {Concepts.Count} concepts; {MostConcepts} are the most.");
        require(HeldOut is >= 0 and <= 0.9, $"heldOut is {HeldOut}; it may be 0 to 0.9.");
        require(
            CaptionWords is null or (>= FewestWords and <= MostWords),
            $"captionWords is {CaptionWords}; it may be {FewestWords} to {MostWords}."
        );
        require(Sizes.Count > 0, "sizes is empty; leave it out for the usual ones.");
        foreach (var size in Sizes)
            require(WorldChoices.AllSizes.Contains(size), Unknown("size", size, WorldChoices.AllSizes));
        require(Doings.Count > 0, "doings is empty; leave it out for the usual ones.");
        foreach (var doing in Doings)
            require(
                WorldChoices.IsDoing(doing),
                Unknown("doing", EnumName(doing), [.. WorldChoices.AllDoings.Select(EnumName)])
            );
        foreach (var style in Styles)
            require(
                style.Length > 0 && style.All(c => c is not ('/' or '\\') && !char.IsControl(c)),
                "a style has no name that a folder can have."
            );
        foreach (var time in Times)
        {
            require(SceneLight.Names.Contains(time.Light), Unknown("light", time.Light, SceneLight.Names));
            RequireWords("time", time.Name, time.Words, time.Weight);
        }
        foreach (var weather in Weathers)
        {
            require(Weather.Kinds.Contains(weather.Kind), Unknown("kind of weather", weather.Kind, Weather.Kinds));
            RequireWords("weather", weather.Name, weather.Words, weather.Weight);
        }
        require(Times.Select(t => t.Name).Distinct().Count() == Times.Count, "two times have the same name.");
        require(Weathers.Select(w => w.Name).Distinct().Count() == Weathers.Count, "two weathers have the same name.");
        require(Weathers.Count == 0 || Weathers.Any(w => w.Weight > 0), "no weather has a weight above 0.");
        require(
            Times.Count < 2 || Times.Skip(1).Any(t => t.Weight > 0),
            "no time but the usual one has a weight above 0."
        );
        require(
            Times.Count == 0 || Backgrounds.All(b => !b.CanBeNight || !b.Outdoor),
            "a background that is outdoor has its night among the times; it cannot be canBeNight as well."
        );
        foreach (var concept in Concepts)
            CheckStyles(concept, require);

        void RequireWords(string what, string name, IReadOnlyList<string> words, double weight)
        {
            require(IsPlainWords(name), $"a {what} has no plain name.");
            require(words.Count > 0, $"the {what} {name} has no words.");
            require(
                words.All(IsPlainWords),
                $"the words of the {what} {name} may hold lower-case letters, digits, blanks and hyphens only."
            );
            require(
                weight is >= 0 and <= Heaviest,
                $"the weight of the {what} {name} is not between 0 and {Heaviest}."
            );
        }
    }

    private static void CheckStyles(WorldConcept concept, Action<bool, string> require)
    {
        require(
            concept.Made is null || WorldChoices.AllMade.Contains(concept.Made),
            $"the concept {concept.Name} is made with \"{concept.Made}\"; only "
                + $"{string.Join(" and ", WorldChoices.AllMade.Select(m => $"\"{m}\""))} can be drawn."
        );
        foreach (var colour in concept.ColourIn.Values)
            require(
                SceneColour.Names.Contains(colour),
                Unknown($"colour of {concept.Name}", colour, SceneColour.Names)
            );
        foreach (var saddle in concept.SaddleIn.Values)
            require(
                saddle is [_, _] && saddle.All(part => Math.Abs(part) <= FarthestSaddle),
                $"a saddle of {concept.Name} must be two numbers, x and y, not far outside of it."
            );
    }

    private static string Unknown(string what, string name, IReadOnlyList<string> known) =>
        $"the {what} \"{name}\" is unknown; known are {string.Join(", ", known)}.";

    private static string EnumName(Relation relation) =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(relation.ToString());
}
