using System.Text.RegularExpressions;

namespace Hippogriff.Story.Training;

/// <summary>A symbol on the right side of a rule.</summary>
/// <param name="Text">A word as written, or a rule's name.</param>
/// <param name="IsRule">Whether it is a rule's name.</param>
internal readonly record struct GrammarSymbol(string Text, bool IsRule)
{
    /// <summary>What a word is compared with.</summary>
    public string Key { get; } = IsRule ? Text : WordList.Key(Text);
}

/// <summary>
/// A line of a rule with its expansions, with and without optional parts. All expansions of a line share its
/// probability.
/// </summary>
internal sealed record GrammarLine(IReadOnlyList<GrammarSymbol[]> Ways);

/// <summary>
/// The rules of a context-free grammar, read from its text. <c>{name}</c> is another rule, and <c>[ ]</c> is optional.
/// <c>@</c> stands for _m or _f throughout an alternative, which becomes two alternatives. A name with _m or _f without
/// its own rule refers to the rule without the suffix: most professions are open to everyone.
/// </summary>
internal sealed partial class GrammarRules
{
    /// <summary>Names that are not rules: an article, and those from the table of countries.</summary>
    public const string Article = "a",
        Country = "country",
        City = "city",
        People = "people";

    private static readonly HashSet<string> s_given = [Article, Country, City, People];
    private readonly Dictionary<string, List<GrammarLine>> _rules = new(StringComparer.Ordinal);

    public GrammarRules(IEnumerable<string> lines)
    {
        string? name = null;
        foreach (string line in lines)
        {
            if (!char.IsWhiteSpace(line[0]))
                _rules.Add(name = line.Trim().TrimEnd(':'), []);
            else
                foreach (string alternative in line.Split('|'))
                    _rules[name ?? throw new FormatException($"'{line}' stands before the first rule.")]
                        .AddRange(Genders(alternative));
        }
        foreach (
            GrammarSymbol symbol in _rules
                .Values.SelectMany(r => r)
                .SelectMany(l => l.Ways)
                .SelectMany(w => w)
                .Where(s => s.IsRule && !IsGiven(s.Text))
        )
            _ = Lines(symbol.Text);
    }

    /// <summary>Names of all rules as written.</summary>
    public IEnumerable<string> Names => _rules.Keys;

    /// <summary>Whether the name is an article or from the table of countries.</summary>
    public static bool IsGiven(string name) => s_given.Contains(name);

    /// <summary>The lines of a rule.</summary>
    public IReadOnlyList<GrammarLine> Lines(string name) =>
        _rules.TryGetValue(name, out List<GrammarLine>? own) ? own
        : name.Length > 2 && name[^2] == '_' && _rules.TryGetValue(name[..^2], out List<GrammarLine>? open) ? open
        : throw new FormatException($"The grammar has no rule '{name}'.");

    private static IEnumerable<GrammarLine> Genders(string alternative) =>
        alternative.Contains('@', StringComparison.Ordinal)
            ?
            [
                Read(alternative.Replace("@", "_m", StringComparison.Ordinal)),
                Read(alternative.Replace("@", "_f", StringComparison.Ordinal)),
            ]
            : [Read(alternative)];

    private static GrammarLine Read(string alternative)
    {
        List<List<GrammarSymbol>> ways =
        [
            [],
        ];
        List<List<GrammarSymbol>>? without = null;
        foreach (Match piece in Piece().Matches(alternative))
        {
            switch (piece.Value)
            {
                case "[":
                    without = [.. ways.Select(way => way.ToList())];
                    break;
                case "]":
                    ways = [.. ways, .. without ?? throw new FormatException($"']' without '[' in '{alternative}'.")];
                    break;
                default:
                    bool rule = piece.Value[0] == '{';
                    foreach (List<GrammarSymbol> way in ways)
                        way.Add(new GrammarSymbol(rule ? piece.Value[1..^1] : piece.Value, rule));
                    break;
            }
        }
        return new GrammarLine([.. ways.Select(way => way.ToArray())]);
    }

    [GeneratedRegex(@"\{\w+\}|\[|\]|[^\s\[\]]+")]
    private static partial Regex Piece();
}
