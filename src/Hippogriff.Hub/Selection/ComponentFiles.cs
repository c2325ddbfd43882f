using System.Globalization;
using System.Text.RegularExpressions;
using Hippogriff.Hub.Faults;
using Hippogriff.Weights;

namespace Hippogriff.Hub.Selection;

/// <summary>The files of one component of a repository, such as those in "unet/".</summary>
internal sealed partial class ComponentFiles
{
    private static readonly string[] s_stems = ["diffusion_pytorch_model", "model"];
    private static readonly string[] s_settings = [".json", ".txt", ".tsv", ".model", ".jinja"];
    private readonly string[] _names;
    private readonly string _prefix;

    /// <param name="files">All paths of the repository.</param>
    /// <param name="prefix">The component's folder with a slash; empty for the top.</param>
    public ComponentFiles(IReadOnlyList<string> files, string prefix)
    {
        _prefix = prefix;
        _names =
        [
            .. files
                .Where(file => file.StartsWith(prefix, StringComparison.Ordinal))
                .Select(file => file[prefix.Length..])
                .Where(name => name.Length > 0 && !name.Contains('/', StringComparison.Ordinal)),
        ];
    }

    public bool IsEmpty => _names.Length == 0;

    /// <summary>Whether there are no weights of any form: a tokenizer, a scheduler.</summary>
    public bool HoldsNoWeights => !_names.Any(name => IsWeights(name) || IsPickle(name));

    /// <summary>Paths of the small files: config.json, vocabularies. Lists of shards are not among them.</summary>
    public IEnumerable<string> Settings =>
        _names
            .Where(name =>
                s_settings.Contains(Path.GetExtension(name)) && !name.Contains(".index.", StringComparison.Ordinal)
            )
            .Select(name => _prefix + name);

    /// <summary>The paths of one set of weights, with the list of shards, and its variant.</summary>
    /// <param name="variant">The variant wanted; null for the plain weights. Without such the other is taken.</param>
    /// <exception cref="HubException">There are none, shards are missing, or there are pickles only.</exception>
    public (IReadOnlyList<string> Files, string? Variant) Weights(string? variant)
    {
        IEnumerable<string?> order =
        [
            variant,
            null,
            .. _names.Select(VariantOf).OfType<string>().Distinct().Order(StringComparer.Ordinal),
        ];
        foreach (string stem in s_stems)
        foreach (string? one in order.Distinct())
            if (Set(stem, one) is { } found)
                return ([.. found.Select(name => _prefix + name)], one);
        if (_names.FirstOrDefault(IsPickle) is { } pickle)
            throw FileSelection.Pickle(_prefix + pickle);
        throw new HubException(
            $"{Quoted.Name(_prefix.Length == 0 ? "the repository" : _prefix)} holds no weights that are known by name.",
            HubFault.NoSuchFile
        );
    }

    /// <summary>One file, or all shards with their list; null if there is none of that name.</summary>
    private string[]? Set(string stem, string? variant)
    {
        string middle = variant is null ? "" : "." + variant;
        string whole = stem + middle + ModelFolder.Ending;
        if (_names.Contains(whole))
            return [whole];
        Match[] shards = [.. _names.Select(name => ShardPattern().Match(name)).Where(IsOfSet)];
        if (shards.Length == 0)
            return null;
        int announced = int.Parse(shards[0].Groups["all"].ValueSpan, CultureInfo.InvariantCulture);
        if (shards.Length != announced)
            throw new HubException(
                $"{Quoted.Name(_prefix + shards[0].Value)} is one of {announced} shards, and the repository lists "
                    + $"{shards.Length}.",
                HubFault.NoSuchFile
            );
        return [.. shards.Select(match => match.Value), ListOf(stem, middle, shards[0].Value)];

        bool IsOfSet(Match shard)
        {
            string before = shard.Groups["before"].Value,
                after = shard.Groups["after"].Value;
            return shard.Success
                && shard.Groups["stem"].Value == stem
                && ((before == middle && after.Length == 0) || (after == middle && before.Length == 0));
        }
    }

    /// <summary>The list of shards, whose variant stands behind "index", before it, or in the middle.</summary>
    private string ListOf(string stem, string middle, string shard)
    {
        string[] names =
        [
            $"{stem}{ModelFolder.Ending}.index{middle}.json",
            $"{stem}{ModelFolder.Ending}{middle}.index.json",
            $"{stem}{middle}{ModelFolder.Ending}.index.json",
        ];
        return _names.FirstOrDefault(names.Contains)
            ?? throw new HubException(
                $"{Quoted.Name(_prefix + shard)} is a shard, and its list {Quoted.Name(names[0])} is missing.",
                HubFault.NoSuchFile
            );
    }

    /// <summary>The variant in the name of a weights file: "fp16" of "model.fp16.safetensors"; null if it is
    /// plain.</summary>
    public static string? VariantOf(string file)
    {
        Match match = VariantPattern().Match(file[(file.LastIndexOf('/') + 1)..]);
        return match.Success ? match.Groups[1].Value : null;
    }

    /// <summary>A name without the number of its shard.</summary>
    public static string WithoutShard(string file) => NumberPattern().Replace(file, "");

    private static bool IsWeights(string name) => name.EndsWith(ModelFolder.Ending, StringComparison.Ordinal);

    private static bool IsPickle(string name) =>
        name.EndsWith(".bin", StringComparison.Ordinal)
        && (
            name.StartsWith("pytorch_model", StringComparison.Ordinal)
            || name.StartsWith("diffusion_pytorch_model", StringComparison.Ordinal)
        );

    [GeneratedRegex(
        @"\A(?<stem>diffusion_pytorch_model|model)(?<before>\.[\w-]+?)?"
            + @"-\d{5}-of-(?<all>\d{5})(?<after>\.\w+)?\.safetensors\z"
    )]
    private static partial Regex ShardPattern();

    [GeneratedRegex(
        @"\A(?:diffusion_pytorch_model|model)(?:-\d{5}-of-\d{5})?\.(\w+)(?:-\d{5}-of-\d{5})?\.safetensors\z"
    )]
    private static partial Regex VariantPattern();

    [GeneratedRegex(@"-\d{5}-of-\d{5}")]
    private static partial Regex NumberPattern();
}
