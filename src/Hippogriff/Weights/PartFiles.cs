using System.Text.Json;
using Hippogriff.Files;

namespace Hippogriff.Weights;

/// <summary>
/// The weight files of one part of a model folder: a file, or its shards by an index. Either may be a variant, such as
/// fp16.
/// </summary>
/// <param name="Paths">Full paths; several for shards.</param>
/// <param name="Variant">The variant that was taken because there is no plain file; null for the plain one.</param>
public sealed record PartFiles(IReadOnlyList<string> Paths, string? Variant)
{
    private const string Index = ".safetensors.index";
    private static readonly string[] s_pickles = [".bin", ".pt", ".pth", ".ckpt"];

    /// <summary>
    /// Finds them: the plain file, its shards, then a variant, the first by name. A shard's name may not lead out of
    /// the folder.
    /// </summary>
    /// <param name="folder">Full path of the part's folder.</param>
    /// <param name="stem">Name of the file without extension: "model", "diffusion_pytorch_model".</param>
    /// <param name="variant">The variant to take; null for the plain file, or the one that there is.</param>
    /// <exception cref="HippogriffException">There is none, or it is a pickle, or an index is damaged.</exception>
    public static PartFiles Find(string folder, string stem, string? variant = null)
    {
        string[] names = NamesIn(folder);
        if (variant is null && Named(folder, names, stem, null) is { } plain)
            return plain;
        string[] variants =
        [
            .. names
                .Where(name => name.StartsWith(stem + ".", StringComparison.Ordinal))
                .Select(name => VariantOf(name, stem))
                .OfType<string>()
                .Where(found => variant is null || found == variant)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        foreach (string found in variants)
            if (Named(folder, names, stem, found) is { } files)
                return files;
        string wanted = stem + (variant is null ? "" : "." + variant) + ModelFolder.Ending;
        throw new HippogriffException(
            names.FirstOrDefault(name => s_pickles.Contains(Path.GetExtension(name))) is { } pickle
                ? $"'{Path.Combine(folder, pickle)}' is a pickle, which could run code when it is read; this version "
                    + $"reads {wanted}, which most models offer beside it."
                : $"'{folder}' holds no weights: it lacks {Quoted.Name(wanted)}.",
            FaultKind.DamagedFile
        );
    }

    /// <summary>The shards of an index, in the order of their names.</summary>
    /// <param name="path">The index, a JSON file beside them.</param>
    /// <exception cref="HippogriffException">It is damaged, a shard is missing, or one leads out of the
    /// folder.</exception>
    public static IReadOnlyList<string> Shards(string path)
    {
        JsonElement root = JsonText.ReadFile<JsonElement>(
            path,
            null,
            fault => $"'{path}' cannot be read as a list of shards: {fault}."
        );
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("weight_map", out JsonElement map)
            || map.ValueKind != JsonValueKind.Object
        )
            throw new HippogriffException(
                $"'{path}' is no list of shards: it lacks the object 'weight_map'.",
                FaultKind.DamagedFile
            );
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Dictionary<string, List<string>> byFile = new(StringComparer.Ordinal);
        foreach (JsonProperty tensor in map.EnumerateObject())
        {
            string file = JsonText.StringOf(tensor.Value) ?? "";
            if (file.Length == 0 || file.AsSpan().IndexOfAny("/\\\0") >= 0 || file is "." or "..")
                throw new HippogriffException(
                    $"'{path}' names {Quoted.Name(file)} for {Quoted.Name(tensor.Name)}, which is no file beside it.",
                    FaultKind.DamagedFile
                );
            if (!byFile.TryGetValue(file, out List<string>? held))
                byFile[file] = held = [];
            held.Add(tensor.Name);
        }
        foreach ((string file, List<string> held) in byFile)
            RequireHolds(path, Path.Combine(folder, file), held);
        return [.. byFile.Keys.Order(StringComparer.Ordinal).Select(file => Path.Combine(folder, file))];
    }

    private static void RequireHolds(string index, string shard, List<string> tensors)
    {
        if (!File.Exists(shard))
            throw new HippogriffException(
                $"'{index}' names the shard {Quoted.Name(Path.GetFileName(shard))}, which is not beside it.",
                FaultKind.DamagedFile
            );
        using SafetensorsFile file = SafetensorsFile.Open(shard);
        string[] lacking = [.. tensors.Where(tensor => !file.ByName.ContainsKey(tensor))];
        if (lacking.Length > 0)
            throw new HippogriffException(
                $"'{index}' says that '{shard}' holds {Quoted.Few(lacking)}, and it does not.",
                FaultKind.DamagedFile
            );
    }

    private static PartFiles? Named(string folder, string[] names, string stem, string? variant)
    {
        string middle = variant is null ? "" : "." + variant;
        string whole = stem + middle + ModelFolder.Ending;
        if (names.Contains(whole))
            return new PartFiles([Path.Combine(folder, whole)], variant);
        // The library writes the variant behind "index"; some tools before it.
        string[] indexes = [stem + Index + middle + ".json", stem + middle + Index + ".json"];
        return indexes.FirstOrDefault(names.Contains) is { } index
            ? new PartFiles(Shards(Path.Combine(folder, index)), variant)
            : null;
    }

    /// <summary>"fp16" of "model.fp16.safetensors" and of "model.safetensors.index.fp16.json".</summary>
    private static string? VariantOf(string name, string stem)
    {
        string rest = name[(stem.Length + 1)..];
        string? found =
            rest.StartsWith(Index[1..] + ".", StringComparison.Ordinal)
            && rest.EndsWith(".json", StringComparison.Ordinal)
                ? rest[Index.Length..].Split('.')[0]
            : rest.EndsWith(Index + ".json", StringComparison.Ordinal) ? rest[..^(Index.Length + ".json".Length)]
            : rest.EndsWith(ModelFolder.Ending, StringComparison.Ordinal) ? rest[..^ModelFolder.Ending.Length]
            : null;
        return found is { Length: > 0 } && found != "json" && !found.Contains('.', StringComparison.Ordinal)
            ? found
            : null;
    }

    private static string[] NamesIn(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception error) when (RegularFile.IsOfReading(error))
        {
            throw new HippogriffException(
                $"The folder '{folder}' cannot be read: {error.Message.TrimEnd('.')}.",
                error
            );
        }
    }
}
