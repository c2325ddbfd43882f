using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Attention;

/// <summary>The attention map of one word.</summary>
/// <param name="Word">The word.</param>
/// <param name="Map">The share of attention to this word at each position, 0 to 1; mean over layers, heads and
/// steps.</param>
public sealed record WordHeat(string Word, HeatMap Map)
{
    /// <summary>Its mean share over the picture, 0 to 1.</summary>
    public double Share => Map.Values.Average(v => (double)v);
}

/// <summary>The attention to words in one picture.</summary>
/// <param name="Settings">The settings of the picture; for a given picture, those that it was examined with.</param>
/// <param name="Image">The picture.</param>
/// <param name="Reading">How the prompt was read. Unknown words and words beyond the model's limit had no
/// effect.</param>
/// <param name="Words">The words that were read, in order. The rest of the attention goes to other positions of the
/// picture and to padding.</param>
public sealed record AttentionStory(
    GenerationSettings Settings,
    RgbImage Image,
    TextReading Reading,
    IReadOnlyList<WordHeat> Words
)
{
    /// <summary>
    /// The contrasted maps: at every position a word's share among all words of the prompt. A word with uniform
    /// attention does not stand out anywhere.
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

/// <summary>The picture for the same noise without one of the words.</summary>
/// <param name="Word">The removed word.</param>
/// <param name="Prompt">The remaining prompt.</param>
/// <param name="Image">The picture.</param>
/// <param name="Difference">Its difference from the picture with all words.</param>
public sealed record StruckWord(string Word, string Prompt, RgbImage Image, HeatMap Difference);
