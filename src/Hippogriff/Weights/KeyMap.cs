using System.Text.RegularExpressions;

namespace Hippogriff.Weights;

/// <summary>
/// Says under which name a file keeps the weights of a network: rules that rewrite the network's own name, one after
/// the other, into the file's.
/// <code>
/// KeyMap keys = KeyMap.Same.Prefix("model.diffusion_model.").Replace(@"\bdown\.(\d+)\.",
/// "down_blocks.$1.").Leave(@"^first_stage_model\.");
/// </code>
/// </summary>
public sealed class KeyMap
{
    private readonly (Regex Pattern, string Text)[] _rules;
    private readonly Regex[] _left;

    private KeyMap((Regex, string)[] rules, Regex[] left) => (_rules, _left) = (rules, left);

    /// <summary>Every weight has the same name in the file as in the network.</summary>
    public static KeyMap Same { get; } = new([], []);

    /// <summary>
    /// This map, then: what matches the regular expression <paramref name="pattern"/> becomes <paramref name="text"/>
    /// ($1 is the first group).
    /// </summary>
    public KeyMap Replace(string pattern, string text) =>
        new([.. _rules, (new Regex(pattern, RegexOptions.CultureInvariant), text)], _left);

    /// <summary>This map, then <paramref name="prefix"/> in front of every name.</summary>
    public KeyMap Prefix(string prefix) => new([.. _rules, (new Regex("^"), prefix.Replace("$", "$$"))], _left);

    /// <summary>
    /// This map, and names of the file that match <paramref name="pattern"/> may be left unread (other parts of the
    /// same file, counters nobody needs).
    /// </summary>
    public KeyMap Leave(string pattern) => new(_rules, [.. _left, new Regex(pattern, RegexOptions.CultureInvariant)]);

    /// <summary>The file's name for the network's weight <paramref name="target"/>.</summary>
    public string SourceOf(string target) =>
        _rules.Aggregate(target, (name, rule) => rule.Pattern.Replace(name, rule.Text));

    /// <summary>True where the file's weight <paramref name="source"/> need not be read.</summary>
    public bool MayBeLeft(string source) => Array.Exists(_left, pattern => pattern.IsMatch(source));
}
