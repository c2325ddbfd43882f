using Hippogriff.Data.Scenes;
using Hippogriff.Models.Text;
using Hippogriff.Training.Loop;

namespace Hippogriff.Training.Adapters;

/// <summary>
/// Prompts for prior pictures: sentences about the built-in world whose words the model knows. If it knows none, its
/// single words.
/// </summary>
internal static class PriorPrompts
{
    private const int Tries = 40;
    private const double LookShare = 0.4; // a look changes the whole picture, and a new thing changes looks first

    /// <summary><paramref name="count"/> prompts, a pure function of the words and the seed.</summary>
    public static IReadOnlyList<string> For(Vocabulary vocabulary, int count, long seed)
    {
        SceneWorld world = SceneWorld.First;
        SceneCaptions captions = new(world);
        List<string> prompts = [];
        for (long i = 0; prompts.Count < count && i < (long)count * Tries; i++)
        {
            SceneRandom random = new(seed, i);
            string prompt = captions.SayPlainly(Invent(world, ref random));
            if (vocabulary.Read(prompt).IsWhole)
                prompts.Add(prompt);
        }
        string[] words = [.. vocabulary.Words.Skip(2)];
        for (int i = 0; prompts.Count < count && words.Length > 0; i++)
            prompts.Add(words[(int)((ulong)TrainingLoop<string>.SeedOf(seed, i) % (ulong)words.Length)]);
        return prompts;
    }

    /// <summary>A scene for a caption only; positions and artwork do not matter.</summary>
    private static Scene Invent(SceneWorld world, ref SceneRandom random)
    {
        Relation relation = random.Pick([
            Relation.None,
            Relation.None,
            Relation.None,
            Relation.Group,
            Relation.Beside,
            Relation.LeftOf,
            Relation.RightOf,
            Relation.Above,
            Relation.Below,
            Relation.Fighting,
        ]);
        WorldConcept first = random.Pick(world.Concepts, c => c.Weight),
            second = random.Pick(world.Concepts, c => c.Weight);
        if (relation == Relation.Fighting && !(first.Acts && second.Acts))
            relation = Relation.Beside;
        if (first == second && relation is not Relation.None)
            relation = Relation.Group;
        List<SceneThing> things = [Thing(first, world, ref random)];
        if (relation == Relation.Group)
            things.AddRange(Enumerable.Repeat(things[0], 1 + random.Below(3)));
        else if (relation != Relation.None)
            things.Add(Thing(second, world, ref random));
        WorldBackground background = random.Pick(world.Backgrounds, b => b.Weight);
        string? look = random.Chance(LookShare) ? random.Pick(world.Looks, l => l.Weight).Name : null;
        return new Scene
        {
            Things = things,
            Relation = relation,
            Background = background.Name,
            Look = look,
            Night = background.CanBeNight && random.Chance(world.Weights.NightShare),
        };
    }

    private static SceneThing Thing(WorldConcept concept, SceneWorld world, ref SceneRandom random) =>
        new()
        {
            Concept = concept.Name,
            Colour = concept.Recolour && random.Chance(world.Weights.ColourShare) ? random.Pick(world.Colours) : null,
            Style = world.Style,
            Box = new SceneBox(0, 0, 1, 1),
        };
}
