using System.Globalization;
using Hippogriff.Data.Scenes;

namespace Hippogriff.Evaluation;

/// <summary>Categories of prompts: the six of GenEval (2310.11513) in a closed world, then looks and actions.</summary>
public enum Category
{
    /// <summary>One thing, with a look and a background.</summary>
    Single,

    /// <summary>Two different things side by side.</summary>
    Two,

    /// <summary>One, two or three of a thing; four are drawn too but not part of the figure.</summary>
    Counting,

    /// <summary>One thing in a colour that is not its own.</summary>
    Colours,

    /// <summary>Two different things, one left of, right of, above or below the other.</summary>
    Position,

    /// <summary>Two different things, each in a colour of its own.</summary>
    Binding,

    /// <summary>The look of the whole picture.</summary>
    Looks,

    /// <summary>Two different things, one acting on the other.</summary>
    Doings,

    /// <summary>
    /// Three to ten <see cref="Atom"/>s: several things with numbers, colours, places, doings, a look, what is around
    /// them. Only in worlds with scenes of several things (<see cref="WorldWeights.Several"/>).
    /// </summary>
    Compound,
}

/// <summary>
/// The scenes of each category and its parts. A part is a subdivision of the figure: a number, a colour, a position, a
/// look or an action.
/// </summary>
public static class Categories
{
    /// <summary>The categories of every world.</summary>
    public static IReadOnlyList<Category> All { get; } =
    [.. Enum.GetValues<Category>().Where(c => c != Category.Compound)];

    /// <summary>The categories of a world.</summary>
    public static IReadOnlyList<Category> Of(SceneWorld world) =>
        world.Weights.Several > 0 ? [.. All, Category.Compound] : All;

    /// <summary>The category of this name, or, where it is null, all of a world.</summary>
    /// <exception cref="HippogriffException">The world has no such category.</exception>
    public static IReadOnlyList<Category> Of(SceneWorld world, string? only)
    {
        IReadOnlyList<Category> all = Of(world);
        Category[] asked = only is null ? [.. all] : [.. all.Where(c => NameOf(c) == only)];
        return asked.Length > 0
            ? asked
            : throw new HippogriffException(
                $"The world {world.Name} has no prompts of the category {only}; it has "
                    + $"{string.Join(", ", all.Select(NameOf))}."
            );
    }

    /// <summary>The six categories of the overall figure.</summary>
    public static IReadOnlyList<Category> Overall { get; } =
    [Category.Single, Category.Two, Category.Counting, Category.Colours, Category.Position, Category.Binding];

    /// <summary>The name on the command line and in files: <c>single</c>.</summary>
    public static string NameOf(Category category) => category.ToString().ToLowerInvariant();

    /// <summary>The parts of a category in <paramref name="world"/>; one unnamed part if it has none.</summary>
    public static IReadOnlyList<string> PartsOf(Category category, SceneWorld world) =>
        category switch
        {
            Category.Counting => ["one", "two", "three", Four],
            Category.Colours => [.. world.Colours],
            Category.Position => ["left of", "right of", "above", "below"],
            Category.Looks => [.. world.Looks.Where(l => l.Weight > 0).Select(l => l.Name)],
            Category.Doings => [.. world.Doings.Select(d => d.ToString().ToLowerInvariant())],
            Category.Compound => [.. Enumerable.Range(Atoms.Fewest, Atoms.Most - Atoms.Fewest + 1).Select(Part)],
            _ => [""],
        };

    private static string Part(int atoms) => atoms.ToString(CultureInfo.InvariantCulture);

    /// <summary>The part that is drawn and shown but does not count.</summary>
    public const string Four = "four";

    /// <summary>
    /// The part of <paramref name="category"/> for a scene; null if the scene is not in the category.
    /// </summary>
    public static string? PartOf(Category category, Scene scene, SceneWorld world)
    {
        if (category == Category.Compound)
            return
                scene.Relation == Relation.Several
                && Atoms.Of(scene, world).Count is >= Atoms.Fewest and <= Atoms.Most and var n
                ? Part(n)
                : null;
        bool coloured = scene.Things.All(t => t.Colour is not null),
            plain = scene.Things.All(t => t.Colour is null),
            looked = scene.Look is not null;
        return (category, scene.Relation) switch
        {
            (Category.Single, Relation.None) when looked && plain => "",
            (Category.Two, Relation.Beside) when !looked && plain => "",
            (Category.Counting, Relation.None) when !looked && coloured => "one",
            (Category.Counting, Relation.Group) when !looked && plain => scene.Things.Count switch
            {
                2 => "two",
                3 => "three",
                _ => Four,
            },
            (Category.Colours, Relation.None) when !looked && coloured => scene.Things[0].Colour,
            (Category.Position, Relation.LeftOf) when !looked && plain => "left of",
            (Category.Position, Relation.RightOf) when !looked && plain => "right of",
            (Category.Position, Relation.Above) when !looked && plain => "above",
            (Category.Position, Relation.Below) when !looked && plain => "below",
            (Category.Binding, Relation.Beside)
                when !looked && coloured && scene.Things[0].Colour != scene.Things[1].Colour => "",
            (Category.Looks, Relation.None or Relation.Beside) when looked && plain => scene.Look,
            (Category.Doings, var relation) when WorldChoices.IsDoing(relation) && !looked && plain => relation
                .ToString()
                .ToLowerInvariant(),
            _ => null,
        };
    }

    /// <summary>
    /// The world for scenes of a part, with only the features that it needs. Things, backgrounds and looks are equally
    /// likely; sizes and corners are the default.
    /// </summary>
    internal static SceneWorld WorldOf(Category category, string part, SceneWorld world)
    {
        if (category == Category.Compound)
            return Crowded(world);
        bool alone = category is Category.Single or Category.Colours || part == "one";
        bool looked = category is Category.Single or Category.Looks;
        return world with
        {
            Concepts = [.. world.Concepts.Select(c => c with { Weight = Math.Sign(c.Weight) })],
            Backgrounds = [.. world.Backgrounds.Select(b => b with { Weight = Math.Sign(b.Weight) })],
            Looks =
            [
                .. world.Looks.Select(l =>
                    l with
                    {
                        Weight = category == Category.Looks && l.Name != part ? 0 : Math.Sign(l.Weight),
                    }
                ),
            ],
            Weights = world.Weights with
            {
                Single = alone || category == Category.Looks ? 1 : 0,
                Group = category == Category.Counting && !alone ? 1 : 0,
                Places = category is Category.Two or Category.Position or Category.Binding or Category.Looks ? 1 : 0,
                Doings = category == Category.Doings ? 1 : 0,
                Several = 0,
                WeatherShare = 0,
                TimeShare = 0.2,
                LookShare = looked ? 1 : 0,
                ColourShare = category is Category.Colours or Category.Binding || part == "one" ? 1 : 0,
                PlainShare = 0.4,
                NightShare = 0.2,
                SizeShare = 0,
                CornerShare = 0,
            },
        };
    }

    private static SceneWorld Crowded(SceneWorld world) =>
        WorldOf(Category.Looks, "", world) with
        {
            Looks = [.. world.Looks.Select(l => l with { Weight = Math.Sign(l.Weight) })],
            Weights = world.Weights with
            {
                Single = 0,
                Group = 0,
                Places = 0,
                Doings = 0,
                Several = 1,
                LookShare = 0.5,
                ColourShare = 0.5,
                PlainShare = 0.5,
                WeatherShare = 0.3,
                TimeShare = 0.4,
                SizeShare = 0,
                CornerShare = 0,
            },
        };
}
