using System.Text;
using System.Text.RegularExpressions;

namespace Hippogriff.PromptGrammar;

/// <summary>A piece of a prompt: text, an edit <c>[a:b:0.5]</c>, or an alternation <c>[a|b]</c>.</summary>
internal abstract record PromptNode
{
    /// <summary>Text that stays.</summary>
    public sealed record Plain(string Text) : PromptNode;

    /// <summary>The first text up to and including a step, then the second one.</summary>
    public sealed record Edit(IReadOnlyList<PromptNode> Before, IReadOnlyList<PromptNode> After, string When)
        : PromptNode;

    /// <summary>One of the options each step, in turn.</summary>
    public sealed record Alternate(IReadOnlyList<IReadOnlyList<PromptNode>> Options) : PromptNode;
}

/// <summary>
/// Parses prompt editing and alternation of Stable Diffusion's web UI. Brackets of emphasis stay in the text. A bracket
/// that is no valid group is text; a lone "|" or a backslash at the end makes the whole prompt text.
/// </summary>
internal sealed partial class PromptTree
{
    private const int MostNesting = 100;
    private readonly string _text;

    /// <summary>Groups found so far, so that each place is parsed once.</summary>
    private readonly Dictionary<int, (IReadOnlyList<PromptNode>? Nodes, int End)> _groups = [];

    private int _depth;
    private bool _isTooDeep;

    private PromptTree(string text) => _text = text;

    /// <summary>The pieces; null if the whole prompt is text.</summary>
    public static IReadOnlyList<PromptNode>? Parse(string prompt)
    {
        PromptTree tree = new(prompt);
        IReadOnlyList<PromptNode>? nodes = tree.Root();
        return tree._isTooDeep ? null : nodes;
    }

    private IReadOnlyList<PromptNode>? Root()
    {
        Pieces found = new();
        for (int at = 0; at < _text.Length; )
        {
            char c = _text[at];
            if (c is '[' or '(' && Group(ref at) is { } group)
                found.Add(group);
            else if (c == '|' || (c == '\\' && IsLone(at)))
                return null;
            else
                at += found.Take(_text, at);
        }
        return found.Done();
    }

    /// <summary>Pieces up to one of the stops; null if something stands there that belongs to no group.</summary>
    private IReadOnlyList<PromptNode>? Items(ref int at, string stops)
    {
        Pieces found = new();
        while (at < _text.Length && !stops.Contains(_text[at], StringComparison.Ordinal))
        {
            char c = _text[at];
            if (c is ')' or ']' or ':' or '|' || (c == '\\' && IsLone(at)))
                return null;
            if (c is not ('[' or '('))
                at += found.Take(_text, at);
            else if (Group(ref at) is { } group)
                found.Add(group);
            else
                return null;
        }
        return found.Done();
    }

    private IReadOnlyList<PromptNode>? Group(ref int at)
    {
        if (!_groups.TryGetValue(at, out (IReadOnlyList<PromptNode>? Nodes, int End) known))
        {
            if (++_depth > MostNesting)
                _isTooDeep = true;
            else
                known = _text[at] == '[' ? Bracket(at) : Parenthesis(at);
            _depth--;
            _groups[at] = known;
        }
        if (known.Nodes is not null)
            at = known.End;
        return known.Nodes;
    }

    private (IReadOnlyList<PromptNode>?, int) Parenthesis(int start)
    {
        int at = start + 1;
        if (Items(ref at, ")") is { } inner && Take(ref at, ')'))
            return (Joined("(", inner, ")"), at);
        at = start + 1;
        if (Items(ref at, ":)") is not { } words || !Take(ref at, ':'))
            return (null, 0);
        return Items(ref at, ")") is { } weight && Take(ref at, ')')
            ? (Joined("(", [.. words, new PromptNode.Plain(":"), .. weight], ")"), at)
            : (null, 0);
    }

    private (IReadOnlyList<PromptNode>?, int) Bracket(int start)
    {
        if (Edit(start) is ({ } edit, int end))
            return ([edit], end);
        if (Alternate(start) is ({ } alternate, int last))
            return ([alternate], last);
        int at = start + 1;
        return Items(ref at, "]") is { } inner && Take(ref at, ']') ? (Joined("[", inner, "]"), at) : (null, 0);
    }

    private (PromptNode?, int) Edit(int start)
    {
        int at = start + 1;
        List<IReadOnlyList<PromptNode>> parts = [];
        while (parts.Count < 2 && Items(ref at, ":]|") is { } part && at < _text.Length && _text[at] == ':')
        {
            parts.Add(part);
            if (Number().Match(_text, at) is { Success: true } when)
                return (
                    new PromptNode.Edit(parts.Count == 2 ? parts[0] : [], parts[^1], when.Groups[1].Value),
                    at + when.Length
                );
            at++;
        }
        return (null, 0);
    }

    private (PromptNode?, int) Alternate(int start)
    {
        int at = start + 1;
        List<IReadOnlyList<PromptNode>> options = [];
        while (Items(ref at, "|]") is { } option)
        {
            options.Add(option);
            if (!Take(ref at, '|'))
                return options.Count > 1 && Take(ref at, ']') ? (new PromptNode.Alternate(options), at) : (null, 0);
        }
        return (null, 0);
    }

    private bool Take(ref int at, char c)
    {
        if (at >= _text.Length || _text[at] != c)
            return false;
        at++;
        return true;
    }

    private bool IsLone(int backslash) => backslash + 1 >= _text.Length || _text[backslash + 1] == '\n';

    private static IReadOnlyList<PromptNode> Joined(string open, IReadOnlyList<PromptNode> inner, string close) =>
        [new PromptNode.Plain(open), .. inner, new PromptNode.Plain(close)];

    /// <summary>Pieces in order; text is collected.</summary>
    private sealed class Pieces
    {
        private readonly List<PromptNode> _found = [];
        private readonly StringBuilder _text = new();

        /// <summary>Takes a character, or an escape of two; returns how many.</summary>
        public int Take(string text, int at)
        {
            int length = text[at] == '\\' ? 2 : 1;
            _text.Append(text, at, length);
            return length;
        }

        public void Add(IReadOnlyList<PromptNode> group)
        {
            foreach (PromptNode node in group)
                if (node is PromptNode.Plain plain)
                    _text.Append(plain.Text);
                else
                {
                    Flush();
                    _found.Add(node);
                }
        }

        public IReadOnlyList<PromptNode> Done()
        {
            Flush();
            return _found;
        }

        private void Flush()
        {
            if (_text.Length > 0)
                _found.Add(new PromptNode.Plain(_text.ToString()));
            _text.Clear();
        }
    }

    [GeneratedRegex(@"\G:\s*([+-]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)\s*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
