using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Hub.Faults;
using Hippogriff.Weights;

namespace Hippogriff.Hub.Selection;

/// <summary>The files of a repository that a model needs.</summary>
/// <param name="Files">Their paths, in the order of the repository.</param>
/// <param name="Notes">What a user should know about the choice, one sentence each.</param>
public sealed record SelectedFiles(IReadOnlyList<string> Files, IReadOnlyList<string> Notes);

/// <summary>
/// Chooses from a list of files what drawing needs: for each component that model_index.json names its settings and one
/// set of safetensors weights. Checkers of contents, pickles, and weights of other programs are left out.
/// </summary>
public static class FileSelection
{
    private const string LoraName = "pytorch_lora_weights" + ModelFolder.Ending;
    private static readonly string[] s_unused = ["safety_checker", "feature_extractor", "image_encoder"];
    private static readonly string[] s_pickles = [".bin", ".pt", ".pth", ".ckpt", ".pkl"];

    /// <summary>Chooses the files.</summary>
    /// <param name="files">All paths of the repository.</param>
    /// <param name="index">Its model_index.json; null if it has none.</param>
    /// <param name="variant">The variant of the weights, such as "fp16"; null for the plain one.</param>
    /// <param name="path">A file or folder that alone is wanted; empty for the whole model.</param>
    /// <param name="tag">A part of the name that chooses one of several files.</param>
    /// <exception cref="HippogriffException">Needed weights are missing or pickles, the variant does not exist, or one
    /// of several files has to be named.</exception>
    public static SelectedFiles Choose(
        IReadOnlyList<string> files,
        JsonElement? index = null,
        string? variant = null,
        string path = "",
        string? tag = null
    )
    {
        if (path.Length > 0)
            return ChoosePath(files, variant, path);
        if (tag is not null)
            return ChooseTag(files, tag);
        return index is { } named ? ChooseComponents(files, named, variant) : ChooseTop(files, variant);
    }

    /// <summary>The components of a model_index.json that drawing uses.</summary>
    public static IReadOnlyList<string> ComponentsOf(JsonElement index) =>
        index.ValueKind != JsonValueKind.Object
            ? []
            :
            [
                .. index
                    .EnumerateObject()
                    .Where(part =>
                        part.Value.ValueKind == JsonValueKind.Array
                        && part.Value.GetArrayLength() == 2
                        && part.Value[1].ValueKind == JsonValueKind.String
                        && !s_unused.Contains(part.Name)
                        && FileNameRules.All.Fault(part.Name) is null
                    )
                    .Select(part => part.Name),
            ];

    private static SelectedFiles ChooseComponents(IReadOnlyList<string> files, JsonElement index, string? variant)
    {
        HashSet<string> chosen = [ModelFolder.IndexFile];
        List<string> notes = [],
            plain = [];
        bool anyOfVariant = false;
        foreach (string name in ComponentsOf(index) is { Count: > 0 } named ? named : FoldersOf(files))
        {
            ComponentFiles component = new(files, name + "/");
            chosen.UnionWith(component.Settings);
            if (component.HoldsNoWeights)
                continue;
            (IReadOnlyList<string> weights, string? taken) = component.Weights(variant);
            chosen.UnionWith(weights);
            if (variant is not null && taken == variant)
                anyOfVariant = true;
            else if (variant is not null)
                plain.Add(name);
            else if (taken is not null)
                notes.Add($"{name} has no plain weights; its variant {Quoted.Name(taken)} is taken.");
        }
        if (variant is not null && !anyOfVariant)
            throw new HubException(NoVariant(files, variant), HubFault.NoSuchFile);
        if (plain.Count > 0)
            notes.Add(
                $"{string.Join(", ", plain)} {(plain.Count == 1 ? "has" : "have")} no variant {Quoted.Name(variant!)}; "
                    + "the plain weights are taken."
            );
        if (files.Contains("README.md"))
            chosen.Add("README.md"); // the card, which tells the licence
        return new SelectedFiles([.. files.Where(chosen.Contains)], notes);
    }

    /// <summary>The folders of a repository whose index lists no parts, as Hippogriff's own does.</summary>
    private static string[] FoldersOf(IReadOnlyList<string> files) =>
        [
            .. files
                .Where(file => file.Contains('/', StringComparison.Ordinal))
                .Select(file => file.Split('/')[0])
                .Distinct(),
        ];

    /// <summary>A repository without an index: one network, or single files.</summary>
    private static SelectedFiles ChooseTop(IReadOnlyList<string> files, string? variant)
    {
        ComponentFiles top = new(files, "");
        if (files.Contains("config.json") && !top.HoldsNoWeights)
        {
            HashSet<string> chosen = ["config.json", "README.md", .. top.Weights(variant).Files];
            return new SelectedFiles([.. files.Where(chosen.Contains)], []);
        }
        string[] single =
        [
            .. files.Where(file =>
                !file.Contains('/', StringComparison.Ordinal) && IsEndingIn(file, ModelFolder.Ending)
            ),
        ];
        if (single.Length == 1)
            return Single(files, single[0]);
        if (single.Contains(LoraName))
            return Single(files, LoraName);
        throw Undecided(files, single);
    }

    private static SelectedFiles ChoosePath(IReadOnlyList<string> files, string? variant, string path)
    {
        if (files.Contains(path))
            return s_pickles.Any(ending => IsEndingIn(path, ending)) ? throw Pickle(path) : Single(files, path);
        ComponentFiles folder = new(files, path + "/");
        if (folder.IsEmpty)
            throw new HubException(
                $"There is no file or folder {Quoted.Name(path)} in this repository; near it "
                    + $"{Near(files, path)}.",
                HubFault.NoSuchFile
            );
        HashSet<string> chosen = [.. folder.Settings];
        if (!folder.HoldsNoWeights)
            chosen.UnionWith(folder.Weights(variant).Files);
        return new SelectedFiles([.. files.Where(chosen.Contains)], []);
    }

    private static SelectedFiles ChooseTag(IReadOnlyList<string> files, string tag)
    {
        string[] fitting =
        [
            .. files.Where(file =>
                file.Contains(tag, StringComparison.OrdinalIgnoreCase)
                && (IsEndingIn(file, ModelFolder.Ending) || IsEndingIn(file, ".gguf"))
            ),
        ];
        string[] exact = [.. fitting.Where(file => NameParts(file).Contains(tag, StringComparer.OrdinalIgnoreCase))];
        if (exact.Length > 0)
            fitting = exact;
        bool isOneFile = fitting.Select(ComponentFiles.WithoutShard).Distinct().Count() == 1;
        return isOneFile ? new SelectedFiles(fitting, []) : throw Undecided(files, fitting);
    }

    /// <summary>The words of a file's name: "Q4_K_M" of "model-Q4_K_M.gguf".</summary>
    private static string[] NameParts(string file) => ComponentFiles.WithoutShard(file).Split('-', '.', '/');

    private static SelectedFiles Single(IReadOnlyList<string> files, string file) =>
        new([.. files.Where(name => name == file || name == "README.md")], []);

    private static HubException Undecided(IReadOnlyList<string> files, string[] candidates)
    {
        if (candidates.Length == 0)
            candidates = [.. files.Where(file => IsEndingIn(file, ".gguf"))];
        if (candidates.Length > 0)
            return new HubException(
                $"This repository holds several files; name one of them behind the repository, such as "
                    + $"owner/name/FILE: {Quoted.Few(candidates, 12)}.",
                HubFault.NoSuchFile
            );
        return files.FirstOrDefault(file => s_pickles.Any(ending => IsEndingIn(file, ending))) is { } pickle
            ? Pickle(pickle)
            : new HubException(
                "This repository holds no model: neither model_index.json nor a .safetensors file.",
                HubFault.NoSuchFile
            );
    }

    /// <summary>The refusal of weights that could run code when they are read.</summary>
    internal static HubException Pickle(string file) =>
        new(
            $"{Quoted.Name(file)} is a pickle, which could run code when it is read; take a repository or "
                + "revision of the model with .safetensors files.",
            HubFault.NoSuchFile
        );

    private static string NoVariant(IReadOnlyList<string> files, string variant)
    {
        string[] there =
        [
            .. files.Select(ComponentFiles.VariantOf).OfType<string>().Distinct().Order(StringComparer.Ordinal),
        ];
        return $"This repository has no weights of the variant {Quoted.Name(variant)}; it has "
            + (there.Length == 0 ? "plain ones only." : $"{Quoted.Few(there)}.");
    }

    private static string Near(IReadOnlyList<string> files, string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        string[] near =
        [
            .. files.Where(file => file.EndsWith(name, StringComparison.OrdinalIgnoreCase)),
            .. files.Where(file => !file.Contains('/', StringComparison.Ordinal)),
        ];
        return $"lie {Quoted.Few([.. near.Distinct()], 4)}";
    }

    private static bool IsEndingIn(string file, string ending) =>
        file.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
