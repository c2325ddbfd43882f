using Hippogriff.Data.Scenes;
using Hippogriff.Texts;

namespace Hippogriff.Evaluation;

/// <summary>
/// The evaluation prompts of a world. They depend only on its things, backgrounds, looks and colours, not on its
/// weights. The first n prompts of a category are the same for any n. Within a category, parts alternate, and no thing,
/// background or look repeats before the others were used.
/// </summary>
public static class PromptSet
{
    /// <summary>Prompts per category in a full evaluation, of those that count.</summary>
    public const int Default = 50;

    /// <summary>Prompts per category in a quick evaluation.</summary>
    public const int Quick = 12;

    /// <summary>Maximum number of pictures per prompt: the distance between seeds of prompts.</summary>
    public const int MostSeeds = 64;

    private const int Candidates = 8,
        MostTries = 30_000;

    /// <summary>At least <paramref name="count"/> prompts of a category, with alternating parts.</summary>
    /// <exception cref="HippogriffException">The world is too small for this number.</exception>
    public static IReadOnlyList<EvaluationPrompt> Of(
        Category category,
        SceneWorld world,
        SpriteLibrary sprites,
        PromptShare share,
        int count = Default,
        long seed = 0
    )
    {
        IReadOnlyList<string> parts = Categories.PartsOf(category, world);
        int counted = parts.Count(p => p != Categories.Four),
            pool = Candidates * ((Default + counted - 1) / counted);
        IReadOnlyList<(string Words, Scene Scene)>[] lists =
        [
            .. parts.Select(part => InTurn(Draw(new Drawn(category, part, share), world, sprites, pool, seed))),
        ];
        List<EvaluationPrompt> prompts = [];
        for (int round = 0; round < pool && prompts.Count(p => p.Counts) < count; round++)
        for (int p = 0; p < parts.Count; p++)
            if (round < lists[p].Count)
                prompts.Add(
                    new EvaluationPrompt(
                        category,
                        parts[p],
                        lists[p][round].Words,
                        lists[p][round].Scene,
                        SeedOf(category, share, p * Default + round)
                    )
                    {
                        Atoms = category == Category.Compound ? Atoms.Of(lists[p][round].Scene, world) : [],
                    }
                );
        int found = prompts.Count(p => p.Counts);
        return found >= count
            ? prompts
            : throw new HippogriffException(
                $"The world {world.Name} gives {Counted.Of(found, "prompt")} for "
                    + $"{Categories.NameOf(category)}, and {count} are needed; it needs more things, colours, "
                    + "backgrounds or looks."
            );
    }

    /// <summary>
    /// Seeds depend only on the prompt's position, so that a quick evaluation draws a part of a full one.
    /// </summary>
    private static long SeedOf(Category category, PromptShare share, int number) =>
        ((int)share * 100L + (int)category + 1) * 100_000 + number * (long)MostSeeds;

    /// <summary>
    /// The candidates in passes. In each pass every thing may be used once more, and every background and look a few
    /// times more.
    /// </summary>
    private static List<(string Words, Scene Scene)> InTurn(List<(string Words, Scene Scene)> candidates)
    {
        const int framesAPass = 6;
        List<(string Words, Scene Scene)> ordered = [],
            left = candidates;
        Dictionary<string, int> uses = [];
        for (int pass = 1; left.Count > 0; pass++)
        {
            List<(string Words, Scene Scene)> later = [];
            foreach ((string words, Scene scene) in left)
            {
                string[] names = [.. scene.Things.Select(t => t.Concept).Distinct()],
                    frame = [$"on {Sighting.BackgroundOf(scene)}", $"as {scene.Look}"];
                if (
                    names.Any(n => uses.GetValueOrDefault(n) >= pass)
                    || frame.Any(f => uses.GetValueOrDefault(f) >= framesAPass * pass)
                )
                {
                    later.Add((words, scene));
                    continue;
                }
                foreach (string name in names.Concat(frame))
                    uses[name] = uses.GetValueOrDefault(name) + 1;
                ordered.Add((words, scene));
            }
            left = later;
        }
        return ordered;
    }

    private readonly record struct Drawn(Category Category, string Part, PromptShare Share);

    private static List<(string Words, Scene Scene)> Draw(
        Drawn what,
        SceneWorld world,
        SpriteLibrary sprites,
        int count,
        long fresh
    )
    {
        (Category category, string part, PromptShare share) = what;
        ScenePlanner planner = new(Categories.WorldOf(category, part, world), sprites);
        SceneCaptions captions = new(world);
        OwnColours own = new(sprites);
        LookShows shows = new(world, sprites);
        long seed = unchecked((long)HeldOut.Hash($"{Categories.NameOf(category)} {part}") + fresh);
        List<(string Words, Scene Scene)> found = [];
        HashSet<string> met = [];
        for (int i = 0; i < MostTries && found.Count < count; i++)
        {
            SceneRandom random = new(seed, i);
            Scene scene = planner.Plan(ref random);
            if (Categories.PartOf(category, scene, world) != part || !HeldOut.IsCombination(scene, world))
                continue;
            if (HeldOut.IsHeldOut(scene, world) != (share == PromptShare.HeldOut))
                continue;
            if (scene.Things.Any(t => t.Colour is { } colour && own.Resembles(t.Concept, t.Style, colour)))
                continue;
            string words = captions.SayPlainly(scene);
            if (!captions.IsTooLong(words) && met.Add(words) && shows.In(scene))
                found.Add((words, scene));
        }
        return found;
    }
}
