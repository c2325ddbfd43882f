using System.Globalization;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Meaning;

/// <summary>
/// Places texts that a model cannot read on its map, using the meaning table. Each lies between the model's words that
/// are nearest in meaning, even if none is near enough to replace it. Without a table they have no position.
/// </summary>
public static class OpenWords
{
    private const int Most = 4;
    private const double Sharpness = 12;

    /// <summary>
    /// The model's words nearest in meaning to a text that it cannot read, at most four. Empty if it can read a part of
    /// the text or the table does not know it.
    /// </summary>
    /// <param name="model">A model with access to its network; the caller owns the thread of its device.</param>
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

    /// <summary>One sentence for users about such a text; null for other texts.</summary>
    /// <inheritdoc cref="Near" path="/param"/>
    public static string? Sentence(IReadableModel model, string text) =>
        Near(model, text) is { Count: > 0 } near
            ? $"'{text}' was never taught; by its meaning it lies near {string.Join(", ", near.Select(Said))}."
            : null;

    private static string Said(Likeness near) =>
        string.Create(CultureInfo.InvariantCulture, $"{near.Text} {near.Similarity:0.00}");

    /// <summary>Its vector: the mean of its nearest words, weighted by similarity; null if there are none.</summary>
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
