using Hippogriff.Data;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Hosting;

/// <summary>The model in a picture's settings.</summary>
/// <param name="Picture">The picture's file, for messages.</param>
/// <param name="Name">The model's name; null if unknown.</param>
/// <param name="Hash">Its hash; null if unknown.</param>
/// <param name="IsOurs">Whether this program drew the picture.</param>
/// <param name="Program">The other program that drew it, if known.</param>
internal sealed record WantedModel(string Picture, string? Name, string? Hash, bool IsOurs, string? Program);

/// <summary>The model to use instead.</summary>
/// <param name="Model">Value for --model; null for the default one.</param>
/// <param name="Remark">A remark for the user; null if it is the picture's model.</param>
internal sealed record FoundModel(string? Model, string? Remark);

/// <summary>
/// Finds the model that a picture names. A picture may come from anywhere, so its text is used as a name, never as a
/// path. The name is searched in the model folders, then the hash in them and in runs of that name here. No other file
/// is opened.
/// </summary>
internal static class RememberedModel
{
    private const string Runs = "runs";

    /// <exception cref="HippogriffException">It is a model of this program that is not installed; the message says how
    /// to name it.</exception>
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
            PictureFolderSource.IsMeant(name)
            && IsName(PictureFolderSource.FolderOf(name))
            && Path.Exists(Path.Combine(here, PictureFolderSource.FolderOf(name)))
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

    private static string Example(string name) => PictureFolderSource.IsMeant(name) ? "folder:DIR" : "FOLDER";

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
