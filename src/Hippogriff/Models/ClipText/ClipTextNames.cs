using System.Globalization;
using System.Text.RegularExpressions;
using Hippogriff.Weights;

namespace Hippogriff.Models.ClipText;

/// <summary>
/// The names of a CLIP text encoder's weights in a file. Those of transformers have <c>text_model.</c> in front or not.
/// In those of OpenCLIP, queries, keys and values are one tensor, and the projection is transposed.
/// </summary>
public sealed partial class ClipTextNames
{
    private const string Model = "text_model.";
    private readonly string _prefix;

    private ClipTextNames(string prefix, bool isOpenClip, int layers) =>
        (_prefix, IsOpenClip, Layers) = (prefix, isOpenClip, layers);

    /// <summary>Whether they are OpenCLIP's.</summary>
    public bool IsOpenClip { get; }

    /// <summary>Number of blocks in the file.</summary>
    public int Layers { get; }

    internal string Tokens => _prefix + (IsOpenClip ? "token_embedding.weight" : "embeddings.token_embedding.weight");

    internal string Places => _prefix + (IsOpenClip ? "positional_embedding" : "embeddings.position_embedding.weight");

    internal string InnerBias =>
        _prefix + (IsOpenClip ? "transformer.resblocks.0.mlp.c_fc.bias" : "encoder.layers.0.mlp.fc1.bias");

    internal string Projection =>
        IsOpenClip ? _prefix + "text_projection"
        : _prefix.EndsWith(Model, StringComparison.Ordinal) ? _prefix[..^Model.Length] + "text_projection.weight"
        : _prefix + "text_projection.weight";

    /// <summary>Finds out which names a file has.</summary>
    /// <param name="names">Names of the file's tensors.</param>
    /// <param name="prefix">What stands before the encoder's names; "" for a file of its own.</param>
    public static ClipTextNames Find(IEnumerable<string> names, string prefix = "")
    {
        string[] own = [.. names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        bool isOpenClip = own.Any(name => Block().Match(name, prefix.Length) is { Groups: [_, { Success: true }, ..] });
        if (!isOpenClip && own.Any(name => string.CompareOrdinal(name, prefix.Length, Model, 0, Model.Length) == 0))
            prefix += Model;
        int[] blocks =
        [
            .. own.Where(name => name.Length > prefix.Length)
                .Select(name => Block().Match(name, prefix.Length))
                .Where(match => match.Success)
                .Select(match => int.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, out int n) ? n : -1),
        ];
        return new ClipTextNames(prefix, isOpenClip, blocks.DefaultIfEmpty(-1).Max() + 1);
    }

    /// <summary>
    /// What stands before the names of each CLIP text encoder in a file, in order. SDXL's files have two, single files
    /// may have none.
    /// </summary>
    public static IReadOnlyList<string> PrefixesIn(IEnumerable<string> names) =>
        [
            .. names
                .Select(name => Embedding().Match(name))
                .Where(match => match.Success)
                .Select(match => match.Groups[1].Value)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>
    /// The map from a file with these names to a network of a configuration. Tensors outside of the prefix, positions
    /// as numbers, further blocks and a projection that the network does not have may be left.
    /// </summary>
    public WeightMap MapFor(ClipTextConfig config)
    {
        WeightMap map = (IsOpenClip ? OpenClip(config.Width) : WeightMap.Same)
            .Make("^text_projection\\.weight$", _ => ProjectionInFile())
            .Rename(name => name == Projection ? name : _prefix + name)
            .Leave(@"(position_ids|logit_scale|attn_mask)$")
            .Leave("^" + Regex.Escape(Projection) + "$");
        if (_prefix.Length > 0)
            map = map.Leave("^(?!" + Regex.Escape(_prefix) + ")");
        if (config.Layers >= Layers)
            return map;
        string further = string.Join('|', Enumerable.Range(config.Layers, Layers - config.Layers));
        return map.Leave($"^{Regex.Escape(_prefix)}.*\\.({further})\\.");
    }

    private WeightExpression ProjectionInFile() =>
        IsOpenClip ? Weight.Transpose(Weight.Of(Projection)) : Weight.Of(Projection);

    private static WeightMap OpenClip(int width)
    {
        const string block = @"^encoder\.layers\.(\d+)\.";
        return WeightMap
            .Same.Make(block + @"self_attn\.([qkv])_proj\.(weight|bias)$", Rows)
            .Replace(@"^encoder\.layers\.", "transformer.resblocks.")
            .Replace(@"\.layer_norm([12])\.", ".ln_$1.")
            .Replace(@"\.self_attn\.out_proj\.", ".attn.out_proj.")
            .Replace(@"\.mlp\.fc1\.", ".mlp.c_fc.")
            .Replace(@"\.mlp\.fc2\.", ".mlp.c_proj.")
            .Replace(@"^final_layer_norm\.", "ln_final.")
            .Replace(@"^embeddings\.position_embedding\.weight$", "positional_embedding")
            .Replace(@"^embeddings\.", "");

        WeightExpression Rows(Match part)
        {
            int row = "qkv".IndexOf(part.Groups[2].Value[0], StringComparison.Ordinal) * width;
            string name = $"transformer.resblocks.{part.Groups[1].Value}.attn.in_proj_{part.Groups[3].Value}";
            return Weight.Slice(Weight.Of(name), 0, row, row + width);
        }
    }

    [GeneratedRegex(
        @"\A(.*?)(?:text_model\.)?(?:embeddings\.)?token_embedding\.weight\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Embedding();

    [GeneratedRegex(@"\G(?:(transformer\.resblocks)|encoder\.layers)\.(\d+)\.", RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
