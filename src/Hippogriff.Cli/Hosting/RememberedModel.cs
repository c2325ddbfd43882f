using Hippogriff.Data;
using Hippogriff.Pipelines.Checkpoints;
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

    /// <param name="wanted">What the picture says of its model.</param>
    /// <param name="models">The models that are here.</param>
    /// <param name="here">The folder in which runs are looked for.</param>
    /// <exception cref="HippogriffException">It is a model of this program that is not installed; the message says how
    /// to name it.</exception>
    public static FoundModel Find(WantedModel wanted, IModelSource models, string here)
    {
        if (wanted.Name is not { Length: > 0 } name)
            return new FoundModel(null, null);
        IReadOnlyList<ListedModel> all = models.List();
        if (all.Any(model => model.Name == name))
            return new FoundModel(name, null);
        if (
            PictureFolderSource.IsMeant(name)
            && IsName(PictureFolderSource.FolderOf(name))
            && Path.Exists(Path.Combine(here, PictureFolderSource.FolderOf(name)))
        )
            return new FoundModel(name, null);
        if (wanted.Hash is { Length: > 0 } hash && IsName(name) && ByHash(wanted, name, hash, models, here) is { } same)
            return same;
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

    /// <summary>The model with the same weights: under another name, or in a run of that name; null if none.</summary>
    private static FoundModel? ByHash(WantedModel wanted, string name, string hash, IModelSource models, string here)
    {
        if (models.List().FirstOrDefault(model => IsItsHash(models, model, hash)) is { } renamed)
            return new FoundModel(
                renamed.Name,
                $"The model '{name}' of '{wanted.Picture}' is called '{renamed.Name}' here."
            );
        string[] places =
        [
            Path.Combine(here, Runs, name, ModelFolder.OfRun),
            Path.Combine(here, name, ModelFolder.OfRun),
            Path.Combine(here, Runs, name),
            Path.Combine(here, name),
        ];
        return
            places.FirstOrDefault(place =>
                File.Exists(Path.Combine(place, ModelFolder.IndexFile))
                && HashOf(() => Task.FromResult(CheckpointRegistry.Default.HashOf(ModelFolder.At(place)))) == hash
            )
                is { } found
            ? new FoundModel(found, null)
            : null;
    }

    /// <summary>Also a hash of before 2023, of which other programs wrote eight digits.</summary>
    private static bool IsItsHash(IModelSource models, ListedModel model, string hash) =>
        hash.Length == FormerHash.Digits
            ? model.Files is { IsFile: true } files
                && HashOf(() => Task.FromResult(FormerHash.Of(files.Path) ?? "")) is { Length: > 0 } former
                && former.Equals(hash, StringComparison.OrdinalIgnoreCase)
            : HashOf(() => models.HashAsync(model)) == hash;

    private static string Example(string name) => PictureFolderSource.IsMeant(name) ? "folder:DIR" : "FOLDER";

    private static string Fit(string name) => $"'{Texts.Fit.Piece(name)}'";

    private static bool IsName(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0;

    /// <summary>The hash of a model; null if it cannot be read.</summary>
    private static string? HashOf(Func<Task<string>> hash)
    {
        try
        {
            return hash().GetAwaiter().GetResult();
        }
        catch (HippogriffException)
        {
            return null;
        }
    }
}
