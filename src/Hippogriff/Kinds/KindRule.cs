using System.Globalization;
using Hippogriff.Weights;

namespace Hippogriff.Kinds;

/// <summary>A test of a file's names and shapes, one line of kinds.txt.</summary>
internal abstract record KindRule
{
    /// <summary>The prefix for which it holds; null if it holds for none.</summary>
    /// <param name="tensors">The file's tensors.</param>
    /// <param name="wrapper">What stands before all names.</param>
    public abstract string? PrefixOf(IReadOnlyDictionary<string, SafetensorsEntry> tensors, string wrapper);

    /// <summary>Reads a line.</summary>
    public static KindRule Parse(string line, IReadOnlyList<string> prefixes)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0].StartsWith('*'))
            return new SomeName(words);
        if (words is [['1', '=', .. var sides]])
            return new OneTensor(Sides(sides));
        List<(string, long[]?)> all = [];
        List<string> none = [];
        foreach (string word in words)
        {
            if (word.StartsWith('!'))
                none.Add(word[1..]);
            else if (word.Split('=') is [var name, var shape])
                all.Add((name, Sides(shape)));
            else
                all.Add((word, null));
        }
        return new Names(prefixes, all, none);
    }

    private static long[] Sides(string list) =>
        [.. list.Split(',').Select(side => long.Parse(side, CultureInfo.InvariantCulture))];

    private sealed record Names(
        IReadOnlyList<string> Prefixes,
        IReadOnlyList<(string Name, long[]? Shape)> All,
        IReadOnlyList<string> None
    ) : KindRule
    {
        public override string? PrefixOf(IReadOnlyDictionary<string, SafetensorsEntry> tensors, string wrapper) =>
            Prefixes
                .Select(prefix => wrapper + prefix)
                .FirstOrDefault(prefix => Holds(new WeightShapes(tensors, prefix)));

        private bool Holds(WeightShapes shapes) =>
            All.All(one => shapes.Find(one.Name) is { } shape && (one.Shape is null || shape.SequenceEqual(one.Shape)))
            && !None.Any(shapes.Has);
    }

    private sealed record SomeName(IReadOnlyList<string> Patterns) : KindRule
    {
        public override string? PrefixOf(IReadOnlyDictionary<string, SafetensorsEntry> tensors, string wrapper) =>
            tensors.Keys.Any(name => Patterns.Any(pattern => Matches(name, pattern))) ? wrapper : null;

        private static bool Matches(string name, string pattern) =>
            pattern.EndsWith('*')
                ? name.Contains(pattern[1..^1], StringComparison.Ordinal)
                : name.EndsWith(pattern[1..], StringComparison.Ordinal);
    }

    private sealed record OneTensor(IReadOnlyList<long> LastSides) : KindRule
    {
        public override string? PrefixOf(IReadOnlyDictionary<string, SafetensorsEntry> tensors, string wrapper) =>
            tensors.Count == 1
            && tensors.Values.First().Shape is { Count: 1 or 2 } shape
            && LastSides.Contains(shape[^1])
                ? wrapper
                : null;
    }
}
