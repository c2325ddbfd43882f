using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>
/// Says how the tensors of a network follow from those of a file: an expression over the file's names for each of the
/// network's. Rules are tried in order for how tensors are made; then names are rewritten one rule after the other.
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

    /// <summary>Every tensor has the same name and shape in the file as in the network.</summary>
    public static WeightMap Same { get; } = new([], [], []);

    /// <summary>
    /// This map, and tensors of the network whose names match <paramref name="pattern"/> are made so. The first rule
    /// that matches counts; the names in its expression are rewritten as all others are.
    /// </summary>
    public WeightMap Make(string pattern, Func<Match, WeightExpression> make) =>
        new([.. _made, (Compiled(pattern), make)], _names, _left);

    /// <summary>
    /// This map, then: what matches the regular expression <paramref name="pattern"/> becomes <paramref name="text"/>
    /// ($1 is the first group).
    /// </summary>
    public WeightMap Replace(string pattern, string text)
    {
        Regex compiled = Compiled(pattern);
        return Rename(name => compiled.Replace(name, text));
    }

    /// <summary>This map, then names by a rule of any kind, for example a table.</summary>
    public WeightMap Rename(Func<string, string> name) => new(_made, [.. _names, name], _left);

    /// <summary>This map, then <paramref name="prefix"/> in front of every name.</summary>
    public WeightMap Prefix(string prefix) => Rename(name => prefix + name);

    /// <summary>
    /// This map, and names of the file that match <paramref name="pattern"/> may be left unread (other parts of the
    /// same file, counters nobody needs).
    /// </summary>
    public WeightMap Leave(string pattern) => new(_made, _names, [.. _left, Compiled(pattern)]);

    /// <summary>How the network's tensor <paramref name="target"/> is made.</summary>
    public WeightExpression ExpressionOf(string target)
    {
        foreach ((Regex pattern, Func<Match, WeightExpression> make) in _made)
            if (pattern.Match(target) is { Success: true } match)
                return make(match).Rename(NameOf);
        return Weight.Of(NameOf(target));
    }

    /// <summary>True where the file's tensor <paramref name="source"/> need not be read.</summary>
    public bool MayBeLeft(string source) => Array.Exists(_left, pattern => pattern.IsMatch(source));

    /// <summary>
    /// The way back: the tensors of a file for those of a network. Tensors live in the caller's dispose scope.
    /// </summary>
    /// <exception cref="NotSupportedException">An expression has no way back, or rows of a tensor are
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
