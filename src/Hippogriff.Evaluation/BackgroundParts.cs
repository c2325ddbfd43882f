using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>
/// The parts that a world's backgrounds are made of: place, time of day and weather. A judge says one number for each
/// part, and those of a background are added. So rain by night over the sea is learned from all rain and every night.
/// </summary>
internal sealed class BackgroundParts
{
    private readonly long[][] _partsOf; // for first, second, ... part: which part each background has

    /// <param name="backgrounds">The backgrounds as <see cref="Sighting"/> names them.</param>
    public BackgroundParts(IReadOnlyList<string> backgrounds)
    {
        string[][] split = [.. backgrounds.Select(Sighting.PartsOf)];
        int most = split.Length == 0 ? 1 : split.Max(parts => parts.Length);
        if (most == 1)
        {
            (Count, _partsOf) = (backgrounds.Count, []);
            return;
        }
        // Backgrounds without time and weather share one empty part of each kind, so that all sums have as many terms.
        Dictionary<(int, string), long> numbers = [];
        _partsOf =
        [
            .. Enumerable.Range(0, most).Select(kind => split.Select(parts => NumberOf(kind, parts)).ToArray()),
        ];
        Count = numbers.Count;

        long NumberOf(int kind, string[] parts)
        {
            (int, string) part = (kind, kind < parts.Length ? parts[kind] : "");
            numbers.TryAdd(part, numbers.Count);
            return numbers[part];
        }
    }

    /// <summary>Number of different parts.</summary>
    public int Count { get; }

    /// <summary>The logits of parts [N, <see cref="Count"/>] as logits of backgrounds [N, B].</summary>
    public Tensor Together(Tensor parts) =>
        _partsOf.Length == 0
            ? parts
            : _partsOf
                .Select(numbers => parts.index_select(1, tensor(numbers, device: parts.device)))
                .Aggregate((sum, next) => sum.Plus(next));
}
