using System.Text.RegularExpressions;
using Hippogriff.Texts;

namespace Hippogriff.PromptGrammar;

/// <summary>
/// The emphasis of Stable Diffusion's web UI. <c>(a)</c> multiplies by 1.1, <c>[a]</c> divides by 1.1, <c>(a:1.3)</c>
/// multiplies by 1.3, and a backslash makes a bracket a character. <c>BREAK</c> outside of brackets starts a new chunk.
/// </summary>
public static partial class A1111Emphasis
{
    private const double Round = 1.1,
        Square = 1 / 1.1;

    /// <summary>The parts of a prompt; neighbours of equal weight are one part. At least one part.</summary>
    /// <exception cref="HippogriffException">A weight has two decimal points or none but a point.</exception>
    public static IReadOnlyList<WeightedText> Parse(string prompt)
    {
        Parts parts = new();
        for (int at = 0; at < prompt.Length; )
        {
            char c = prompt[at];
            if (c == '\\')
                at += Escape(prompt, at, parts);
            else if (c == ':' && Weight().Match(prompt, at) is { Success: true } weight)
            {
                parts.CloseRound(weight);
                at += weight.Length;
            }
            else if (c is '(' or '[' or ')' or ']' or ':')
            {
                parts.Take(c);
                at++;
            }
            else
            {
                int end = prompt.AsSpan(at).IndexOfAny(@"\()[]:") is >= 0 and var next ? at + next : prompt.Length;
                Words(prompt[at..end], parts);
                at = end;
            }
        }
        return parts.Merged();
    }

    /// <summary>A backslash before anything but a bracket or a backslash vanishes.</summary>
    private static int Escape(string prompt, int at, Parts parts)
    {
        bool isEscape = at + 1 < prompt.Length && prompt[at + 1] is '(' or ')' or '[' or ']' or '\\';
        parts.Add(isEscape ? prompt.Substring(at + 1, 1) : "");
        return isEscape ? 2 : 1;
    }

    private static void Words(string text, Parts parts)
    {
        bool isFirst = true;
        foreach (string piece in BreakWord().Split(text))
        {
            if (!isFirst)
                parts.Add(WeightedText.Break, -1);
            parts.Add(piece);
            isFirst = false;
        }
    }

    /// <summary>The parts so far, and the first part of each open bracket.</summary>
    private sealed class Parts
    {
        private readonly List<(string Text, double Weight)> _all = [];
        private readonly Stack<int> _round = new(),
            _square = new();

        public void Add(string text, double weight = 1) => _all.Add((text, weight));

        public void Take(char c)
        {
            if (c == '(')
                _round.Push(_all.Count);
            else if (c == '[')
                _square.Push(_all.Count);
            else if (c == ')' && _round.TryPop(out int round))
                Scale(round, Round);
            else if (c == ']' && _square.TryPop(out int square))
                Scale(square, Square);
            else
                Add(c.ToString());
        }

        public void CloseRound(Match weight)
        {
            if (!_round.TryPop(out int first))
            {
                Add(weight.Value);
                return;
            }
            string number = weight.Groups[1].Value;
            Scale(
                first,
                PromptNumber.Parse(number)
                    ?? throw new HippogriffException(
                        $"The prompt has the weight '{Fit.Piece(number)}', which is not a number; "
                            + "a weight is written as in (a cat:1.3)."
                    )
            );
        }

        /// <summary>Brackets that are never closed act to the end.</summary>
        public IReadOnlyList<WeightedText> Merged()
        {
            foreach (int first in _round.Reverse())
                Scale(first, Round);
            foreach (int first in _square.Reverse())
                Scale(first, Square);
            List<(System.Text.StringBuilder Text, double Weight)> merged = [];
            foreach ((string text, double weight) in _all)
                if (merged.Count > 0 && merged[^1].Weight == weight)
                    merged[^1].Text.Append(text);
                else
                    merged.Add((new System.Text.StringBuilder(text), weight));
            return merged.Count == 0
                ? [new WeightedText("", 1)]
                : [.. merged.Select(part => new WeightedText(part.Text.ToString(), part.Weight))];
        }

        private void Scale(int first, double factor)
        {
            for (int i = first; i < _all.Count; i++)
                _all[i] = (_all[i].Text, _all[i].Weight * factor);
        }
    }

    [GeneratedRegex(@"\G:\s*([+-]?[.\d]+)\s*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Weight();

    [GeneratedRegex(@"\s*\bBREAK\b\s*", RegexOptions.CultureInvariant)]
    private static partial Regex BreakWord();
}
