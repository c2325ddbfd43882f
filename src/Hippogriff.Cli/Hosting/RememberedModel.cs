using Hippogriff.Weights;

namespace Hippogriff.Cli.Hosting;

/// <summary>The model that a picture says it was drawn with.</summary>
/// <param name="Picture">The picture's file, for sentences.</param>
/// <param name="Name">The model's name; null where the picture says none.</param>
/// <param name="Hash">Its hash; null where the picture says none.</param>
/// <param name="IsOurs">Whether this program drew the picture.</param>
/// <param name="Program">The program that drew it, where it is known and another.</param>
internal sealed record WantedModel(string Picture, string? Name, string? Hash, bool IsOurs, string? Program);

/// <summary>The model that is drawn with instead.</summary>
/// <param name="Model">As --model takes it; null for the default one.</param>
/// <param name="Remark">What is to be said of it; null where it is the one that was meant.</param>
internal sealed record FoundModel(string? Model, string? Remark);

/// <summary>
/// Finds the model that a picture names. A picture may come from anywhere, so what it says is a name and never a path:
/// it is looked for among the models that lie where models lie, then by its hash among them and in runs of that name
/// here; nothing else is opened.
/// </summary>
internal static class RememberedModel
{
    private const string FolderPrefix = "folder:",
        Runs = "runs";

    /// <exception cref="HippogriffException">It is a model of this program's that is not here; the sentence says how to
    /// name it.</exception>
    public static FoundModel Find(WantedModel wanted) =>
        Find(wanted, ModelLibrary.Default(), Environment.CurrentDirectory);

    /// <inheritdoc cref="Find(WantedModel)"/>
    internal static FoundModel Find(WantedModel wanted, ModelLibrary library, string here)
    {
        if (wanted.Name is not { Length: > 0 } name)
            return new FoundModel(null, null);
        IReadOnlyList<ModelFolder> all = library.List();
        if (all.Any(model => model.Name == name))
            return new FoundModel(name, null);
        if (
            FolderPipeline.IsMeant(name)
            && IsName(name[FolderPrefix.Length..])
            && Path.Exists(Path.Combine(here, name[FolderPrefix.Length..]))
        )
            return new FoundModel(name, null);
        if (wanted.Hash is { Length: > 0 } hash && IsName(name))
        {
            if (all.FirstOrDefault(model => HashOf(model) == hash) is { } renamed)
                return new FoundModel(
                    renamed.Name,
                    $"The model '{name}' of '{wanted.Picture}' is called '{renamed.Name}' here."
                );
            foreach (
                string place in new[]
                {
                    Path.Combine(here, Runs, name, ModelFolder.OfRun),
                    Path.Combine(here, name, ModelFolder.OfRun),
                    Path.Combine(here, Runs, name),
                    Path.Combine(here, name),
                }
            )
                if (File.Exists(Path.Combine(place, ModelFolder.IndexFile)) && HashOf(ModelFolder.At(place)) == hash)
                    return new FoundModel(place, null);
        }
        if (wanted.IsOurs)
            throw new HippogriffException(
                $"'{wanted.Picture}' was drawn with the model {Fit(name)}, which is not among those here "
                    + $"({string.Join(", ", all.Take(20).Select(model => model.Name))}); name it as it was named "
                    + $"then, with --model {Example(name)}.",
                FaultKind.NotFound
            );
        return new FoundModel(
            null,
            $"'{wanted.Picture}' was drawn by {wanted.Program ?? "another program"} with the model "
                + $"{Fit(name)}, which is not here; the default model draws instead (--model names another)."
        );
    }

    private static string Example(string name) => FolderPipeline.IsMeant(name) ? "folder:DIR" : "FOLDER";

    private static string Fit(string name) => $"'{Texts.Fit.Piece(name)}'";

    private static bool IsName(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0;

    private static string? HashOf(ModelFolder model)
    {
        try
        {
            return model.Hash();
        }
        catch (HippogriffException)
        {
            return null;
        }
    }
}
