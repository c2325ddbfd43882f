using Hippogriff.Training.Scenes;

namespace Hippogriff.Training.Evaluation;

/// <summary>
/// The prompts of a world. They depend on its things, backgrounds, looks and colours and on nothing else: not on its weights, and the first n of a
/// category are the same whatever n is. Within a category parts take turns, and no thing, background or look comes again before the others came.
/// </summary>
public static class PromptSet
{
    /// <summary>Prompts a category in a whole evaluation (of those that count).</summary>
    public const int Usual = 50;

    /// <summary>Prompts a category for people in a hurry.</summary>
    public const int Quick = 12;

    /// <summary>Most pictures a prompt: seeds of prompts lie this far apart.</summary>
    public const int MostSeeds = 64;

    private const int Candidates = 8, MostTries = 60_000;

    /// <summary>At least <paramref name="count"/> prompts of a category, the same number a part.</summary>
    /// <exception cref="HippogriffException">The world is too narrow for so many.</exception>
    public static IReadOnlyList<EvaluationPrompt> Of(Category category, SceneWorld world, SpriteLibrary sprites, PromptShare share, int count = Usual)
    {
        IReadOnlyList<string> parts = Categories.PartsOf(category, world);
        int counted = parts.Count(p => p != Categories.Four), each = (Usual + counted - 1) / counted;
        List<(string Words, Scene Scene)>[] lists = [.. parts.Select(part => Choose(category, part, world, sprites, share, each))];
        List<EvaluationPrompt> prompts = [];
        int rounds = Math.Min(each, (count + counted - 1) / counted);
        for (int round = 0; round < rounds; round++)
            for (int p = 0; p < parts.Count; p++)
                if (round < lists[p].Count)
                    prompts.Add(new EvaluationPrompt(category, parts[p], lists[p][round].Words, lists[p][round].Scene, SeedOf(category, share, p * each + round)));
        if (prompts.Count(p => p.Counts) < count)
            throw new HippogriffException($"The world {world.Name} gives {prompts.Count(p => p.Counts)} prompts for {Categories.NameOf(category)}, and {count} are needed; it needs more things, colours, backgrounds or looks.");
        return prompts;
    }

    /// <summary>Seeds depend on the prompt's place alone, so that a quick evaluation draws a part of a whole one.</summary>
    private static long SeedOf(Category category, PromptShare share, int number) =>
        ((int)share * 100L + (int)category + 1) * 100_000 + number * (long)MostSeeds;

    /// <summary>The prompts of a part: candidates in the order of a generator of their own, taken in passes in which each thing, background and look may come once more.</summary>
    private static List<(string Words, Scene Scene)> Choose(Category category, string part, SceneWorld world, SpriteLibrary sprites, PromptShare share, int count)
    {
        List<(string Words, Scene Scene)> candidates = Draw(category, part, world, sprites, share, count * Candidates), chosen = [];
        Dictionary<string, int> uses = [];
        for (int cap = 1; cap <= count && chosen.Count < count; cap++)
        {
            foreach ((string words, Scene scene) in candidates.Except(chosen).ToList())
            {
                if (chosen.Count == count) break;
                string[] names = [.. scene.Things.Select(t => t.Concept).Distinct()];
                string[] frame = [$"on {scene.Background} {scene.Night}", $"as {scene.Look}"];
                if (names.Any(n => uses.GetValueOrDefault(n) >= cap) || frame.Any(f => uses.GetValueOrDefault(f) >= 6 * cap)) continue;
                foreach (string name in names.Concat(frame)) uses[name] = uses.GetValueOrDefault(name) + 1;
                chosen.Add((words, scene));
            }
        }
        return chosen;
    }

    private static List<(string Words, Scene Scene)> Draw(Category category, string part, SceneWorld world, SpriteLibrary sprites, PromptShare share, int count)
    {
        ScenePlanner planner = new(Categories.WorldOf(category, part, world), sprites);
        SceneCaptions captions = new(world);
        OwnColours own = new(sprites);
        long seed = unchecked((long)HeldOut.Hash($"{Categories.NameOf(category)} {part}"));
        Dictionary<string, Scene> found = [];
        for (int i = 0; i < MostTries && found.Count < count; i++)
        {
            SceneRandom random = new(seed, i);
            Scene scene = planner.Plan(ref random);
            if (Categories.PartOf(category, scene) != part || !HeldOut.IsCombination(scene, world)) continue;
            if (HeldOut.IsHeldOut(scene, world) != (share == PromptShare.HeldOut)) continue;
            if (scene.Things.Any(t => t.Colour is { } colour && own.Resembles(t.Concept, t.Style, colour))) continue;
            found.TryAdd(captions.SayPlainly(scene), scene);
        }
        return [.. found.Select(f => (f.Key, f.Value))];
    }
}
