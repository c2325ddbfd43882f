using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Attention;

/// <summary>Where one word was read.</summary>
/// <param name="Word">The word.</param>
/// <param name="Map">The share of this word in what each place took in, the mean over layers, heads and steps: 0 to
/// 1.</param>
public sealed record WordHeat(string Word, HeatMap Map)
{
    /// <summary>Its share over the whole picture, 0 to 1.</summary>
    public double Share => Map.Values.Average(v => (double)v);
}

/// <summary>Which word did what in one drawing.</summary>
/// <param name="Settings">How it was drawn; for a picture that was looked at, the words that it was read with.</param>
/// <param name="Image">The picture.</param>
/// <param name="Reading">What of the prompt was read: words that the model does not know, and those behind the last
/// that it reads, had no part in the drawing.</param>
/// <param name="Words">The words that were read, in order. What is missing to 1 went to other places of the picture and
/// to the silence after the words.</param>
public sealed record AttentionStory(
    GenerationSettings Settings,
    RgbImage Image,
    TextReading Reading,
    IReadOnlyList<WordHeat> Words
)
{
    /// <summary>
    /// The maps set against one another: at every place the share of a word among all words of the prompt, so that a
    /// word that is read everywhere stands out nowhere.
    /// </summary>
    public AttentionStory Contrasted()
    {
        if (Words.Count == 0)
            return this;
        float[] sums = new float[Words[0].Map.Values.Length];
        foreach (WordHeat word in Words)
            for (int i = 0; i < sums.Length; i++)
                sums[i] += word.Map.Values[i];
        return this with
        {
            Words =
            [
                .. Words.Select(w =>
                    w with
                    {
                        Map = w.Map with { Values = [.. w.Map.Values.Select((v, i) => sums[i] > 0 ? v / sums[i] : 0)] },
                    }
                ),
            ],
        };
    }
}

/// <summary>What is drawn, by the same chance, without one of the words.</summary>
/// <param name="Word">The word that was struck out.</param>
/// <param name="Prompt">What was left.</param>
/// <param name="Image">The picture.</param>
/// <param name="Difference">Where it differs from the picture with all words.</param>
public sealed record StruckWord(string Word, string Prompt, RgbImage Image, HeatMap Difference);
