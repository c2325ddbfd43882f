using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Training.Recipes;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Trainings;

/// <summary>The recipes by name: built-in ones, and JSON files in <c>recipes</c> of the studio's folder.</summary>
internal sealed class RecipeCatalogue(DataFolder data)
{
    private const string Ending = ".json";

    /// <summary>All names, the default recipe first, own ones last.</summary>
    public IReadOnlyList<string> Names =>
        [.. BuiltInRecipes.Names, .. Own().Select(NameOf).Except(BuiltInRecipes.Names).Order(StringComparer.Ordinal)];

    /// <summary>The recipe with that name.</summary>
    /// <exception cref="HippogriffException">There is none, or the file is not a recipe.</exception>
    public TrainingRecipe Find(string name)
    {
        if (BuiltInRecipes.Names.Contains(name))
            return BuiltInRecipes.Find(name);
        return Own().FirstOrDefault(file => NameOf(file) == name) is { } found
            ? TrainingRecipe.Load(found)
            : throw new HippogriffException(
                $"There is no recipe {Quoted.Name(name)}; there are {string.Join(", ", Names)}.",
                FaultKind.NotFound
            );
    }

    /// <summary>"u_net, 64 × 64 pixels, on a latent": what a recipe trains, in a few words.</summary>
    public string About(string name) => OneOfMany.Read(() => AboutOf(Find(name)), fault => fault);

    private static string AboutOf(TrainingRecipe recipe)
    {
        string where = recipe.Autoencoder is null ? "pixels" : "an autoencoder’s latent";
        return $"{recipe.Network.DisplayName()} on {where}, {recipe.Size} × {recipe.Size}";
    }

    private string[] Own() =>
        Directory.Exists(data.In("recipes")) ? Directory.GetFiles(data.In("recipes"), "*" + Ending) : [];

    private static string NameOf(string file) => Path.GetFileName(file)[..^Ending.Length];
}
