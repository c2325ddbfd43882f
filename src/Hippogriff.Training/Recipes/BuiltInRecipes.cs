namespace Hippogriff.Training.Recipes;

/// <summary>
/// The built-in recipes: the default one for folders of captioned pictures, and those of <c>recipes/</c>.
/// </summary>
public static class BuiltInRecipes
{
    /// <summary>Name of the default recipe.</summary>
    public const string Default = "usual";

    private const string Prefix = "recipes/",
        Suffix = ".json";

    /// <summary>Names of all recipes, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BuiltInRecipes)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .OrderBy(name => name != Default)
            .ThenBy(name => name, StringComparer.Ordinal),
    ];

    /// <summary>The recipe with this name. It uses the built-in world of scenes and refers to no file.</summary>
    /// <exception cref="HippogriffException">There is none; the message lists the existing ones.</exception>
    public static TrainingRecipe Find(string name)
    {
        if (!Names.Contains(name))
            throw new HippogriffException(
                $"There is no recipe '{name}'; there are {string.Join(", ", Names)}.",
                FaultKind.NotFound
            );
        using Stream stream = typeof(BuiltInRecipes).Assembly.GetManifestResourceStream(Prefix + name + Suffix)!;
        using StreamReader reader = new(stream);
        return TrainingRecipe.Parse(reader.ReadToEnd(), name == Default ? "the built-in recipe" : name) with
        {
            World = null,
        };
    }
}
