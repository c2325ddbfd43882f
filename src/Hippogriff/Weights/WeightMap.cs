using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>
/// Maps tensors of a file to those of a network: an expression over the file's names for each tensor of the network.
/// The first matching rule makes a tensor; then all renaming rules are applied in order.
/// <code>
/// WeightMap ldm = WeightMap.Same
///     .Make(@"^(.*)\.qkv\.weight$", m => Weight.Concat(0, Weight.Of(m.Groups[1] + ".to_q.weight"), ...))
///     .Replace(@"\bdown\.(\d+)\.", "down_blocks.$1.")
///     .Prefix("model.diffusion_model.")
///     .Leave(@"^first_stage_model\.");
/// </code>
/// </summary>
public sealed class WeightMap
{
    private readonly (Regex Pattern, Func<Match, WeightExpression> Make)[] _made;
    private readonly Func<string, string>[] _names;
    private readonly Regex[] _left;

    private WeightMap((Regex, Func<Match, WeightExpression>)[] made, Func<string, string>[] names, Regex[] left) =>
        (_made, _names, _left) = (made, names, left);

    /// <summary>The identity: the same names and shapes in file and network.</summary>
    public static WeightMap Same { get; } = new([], [], []);

    /// <summary>
    /// This map with a rule for tensors of the network that match <paramref name="pattern"/>. The first matching rule
    /// applies; names in its expression are renamed like all others.
    /// </summary>
    public WeightMap Make(string pattern, Func<Match, WeightExpression> make) =>
        new([.. _made, (Compiled(pattern), make)], _names, _left);

    /// <summary>
    /// This map, then replaces matches of the regular expression <paramref name="pattern"/> by <paramref name="text"/>
    /// ($1 is the first group).
    /// </summary>
    public WeightMap Replace(string pattern, string text)
    {
        Regex compiled = Compiled(pattern);
        return Rename(name => compiled.Replace(name, text));
    }

    /// <summary>This map, then renames with any function, for example a table.</summary>
    public WeightMap Rename(Func<string, string> name) => new(_made, [.. _names, name], _left);

    /// <summary>This map, then adds <paramref name="prefix"/> to every name.</summary>
    public WeightMap Prefix(string prefix) => Rename(name => prefix + name);

    /// <summary>
    /// This map, with tensors of the file that match <paramref name="pattern"/> ignored, such as other parts of the
    /// same file.
    /// </summary>
    public WeightMap Leave(string pattern) => new(_made, _names, [.. _left, Compiled(pattern)]);

    /// <summary>The expression for the network's tensor <paramref name="target"/>.</summary>
    public WeightExpression ExpressionOf(string target)
    {
        foreach ((Regex pattern, Func<Match, WeightExpression> make) in _made)
            if (pattern.Match(target) is { Success: true } match)
                return make(match).Rename(NameOf);
        return Weight.Of(NameOf(target));
    }

    /// <summary>True if the file's tensor <paramref name="source"/> may be ignored.</summary>
    public bool MayBeLeft(string source) => Array.Exists(_left, pattern => pattern.IsMatch(source));

    /// <summary>The inverse: the tensors of a file for those of a network, in the caller's dispose scope.</summary>
    /// <exception cref="NotSupportedException">An expression has no inverse, or rows of a tensor are
    /// missing.</exception>
    public IReadOnlyDictionary<string, Tensor> Back(IEnumerable<KeyValuePair<string, Tensor>> network)
    {
        Dictionary<string, Tensor> whole = new(StringComparer.Ordinal);
        Dictionary<string, List<(Tensor Rows, int Dim, long From, long To)>> parts = new(StringComparer.Ordinal);
        foreach ((string target, Tensor value) in network)
            ExpressionOf(target).Back(value, Take);
        foreach ((string source, List<(Tensor Rows, int Dim, long From, long To)> rows) in parts)
        {
            rows.Sort((a, b) => a.From.CompareTo(b.From));
            if (rows[0].From != 0 || rows.Zip(rows.Skip(1)).Any(pair => pair.First.To != pair.Second.From))
                throw new NotSupportedException($"The network holds no rows for all of {source}.");
            whole[source] = cat([.. rows.Select(part => part.Rows)], rows[0].Dim);
        }
        return whole;

        void Take(string source, Tensor value, (int Dim, long From, long To)? rows)
        {
            if (rows is not { } part)
                whole[source] = value;
            else if (parts.TryGetValue(source, out List<(Tensor, int, long, long)>? there))
                there.Add((value, part.Dim, part.From, part.To));
            else
                parts[source] = [(value, part.Dim, part.From, part.To)];
        }
    }

    private string NameOf(string name)
    {
        foreach (Func<string, string> rename in _names)
            name = rename(name);
        return name;
    }

    private static Regex Compiled(string pattern) => new(pattern, RegexOptions.CultureInvariant);
}
