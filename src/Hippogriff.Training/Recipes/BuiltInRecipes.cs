namespace Hippogriff.Training.Recipes;

/// <summary>
/// The recipes that come with the program: the usual one for folders of captioned pictures, and those of
/// <c>recipes/</c>.
/// </summary>
public static class BuiltInRecipes
{
    /// <summary>Name of the recipe that is taken where none is named.</summary>
    public const string Default = "usual";

    private const string Prefix = "recipes/",
        Suffix = ".json";

    /// <summary>Names of all of them, the usual one first.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BuiltInRecipes)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .OrderBy(name => name != Default)
            .ThenBy(name => name, StringComparer.Ordinal),
    ];

    /// <summary>The recipe called so. Its world of scenes is the one that is built in, so it names no file.</summary>
    /// <exception cref="HippogriffException">There is none; the sentence lists those that there are.</exception>
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
