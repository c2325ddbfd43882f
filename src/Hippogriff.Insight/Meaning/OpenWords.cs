using System.Globalization;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Meaning;

/// <summary>
/// Texts of which a model reads nothing, placed on its map by the table of meanings: between the model's words that are
/// nearest in meaning,
/// near enough to be drawn for it or not. Where no table is installed they have no place.
/// </summary>
public static class OpenWords
{
    private const int Most = 4;
    private const double Sharpness = 12;

    /// <summary>
    /// The model's words nearest in meaning to a text of which it reads nothing, at most four; none where it reads some
    /// of it, and where the table does not know it.
    /// </summary>
    /// <param name="model">A model that can be looked into; the caller owns the thread of its device.</param>
    /// <param name="text">A word or a phrase.</param>
    public static IReadOnlyList<Likeness> Near(IReadableModel model, string text) =>
        model.Meanings?.Interpreter is { } interpreter
        && model.WordsOf(text).Count == 0
        && interpreter.MeaningOf(text) is { } meaning
            ?
            [
                .. interpreter
                    .Names.Nearest(meaning, Most, byKind: false)
                    .Select(near => new Likeness(near.Name, near.Likeness)),
            ]
            : [];

    /// <summary>What a person is told of such a text, in one sentence; null for all others.</summary>
    /// <inheritdoc cref="Near" path="/param"/>
    public static string? Sentence(IReadableModel model, string text) =>
        Near(model, text) is { Count: > 0 } near
            ? $"'{text}' was never taught; by its meaning it lies near {string.Join(", ", near.Select(Said))}."
            : null;

    private static string Said(Likeness near) =>
        string.Create(CultureInfo.InvariantCulture, $"{near.Text} {near.Similarity:0.00}");

    /// <summary>
    /// Its vector: the mean of those of the words near it, each the heavier the nearer it is; null where there are
    /// none.
    /// </summary>
    internal static float[]? VectorOf(IReadableModel model, string text)
    {
        IReadOnlyList<Likeness> near = Near(model, text);
        if (near.Count == 0)
            return null;
        IReadOnlyList<float[]> vectors = TextSpace.Of(model, [.. near.Select(one => one.Text)]);
        double[] weights = [.. near.Select(one => Math.Exp(Sharpness * (one.Similarity - near[0].Similarity)))];
        double sum = weights.Sum();
        return
        [
            .. Enumerable
                .Range(0, vectors[0].Length)
                .Select(i => (float)(vectors.Zip(weights, (vector, weight) => vector[i] * weight).Sum() / sum)),
        ];
    }
}
