using Hippogriff.Story;

namespace Hippogriff.Tests.Story;

/// <summary>
/// A world of few plots whose posterior is known in closed form: p(x_0 | x_t) is proportional to p(x_0) times the
/// product over places of q(x_t | x_0), so what is walked to must be distributed as the plots are. Plots may have a
/// genre, and words that are known to be right rule out all other plots.
/// </summary>
internal sealed class ToyReader(IReadOnlyList<(string Plot, double Weight, string? Genre)> plots) : IStoryReader
{
    public const int Length = 8;

    public WordList Words { get; } =
        new(plots.SelectMany(p => p.Plot.Split(' ')).Concat(["banana", "trombone", "goat"]).Distinct());

    public StoryTerms Terms { get; } = new(["composed"], ["mystery", "comedy"], ["France"]);

    public StoryConfig Config => new(Words.Count, Terms.Count, Length);

    public StoryDefaults Defaults { get; init; } = new(12, 2);

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    public StoryBelief Read(StorySentences sentences)
    {
        Asked++;
        int answers = Words.Count + 1;
        float[] logs = new float[sentences.Count * sentences.Length * answers];
        for (int n = 0; n < sentences.Count; n++)
        {
            double[] places = Posterior(sentences, n);
            for (int i = 0; i < places.Length; i++)
                logs[n * sentences.Length * answers + i] = (float)Math.Log(Math.Max(places[i], 1e-12));
        }
        return new StoryBelief(logs, sentences.Length, answers);
    }

    private double[] Posterior(StorySentences sentences, int n)
    {
        int k = Words.Count,
            answers = k + 1;
        double kept = WordNoise.Kept(sentences.TimeOf(n));
        long genre = sentences.ConditionsOf(n)[1];
        double[] places = new double[sentences.Length * answers];
        double all = 0;
        foreach ((string plot, double weight, string? name) in plots)
        {
            int[] words = [.. plot.Split(' ').Select(w => Words.TryFind(w, out int? number) ? number.Value : -1)];
            if (words.Length != sentences.Length || (genre > 0 && Terms.Genres[(int)genre - 2] != name))
                continue;
            double likely = weight;
            for (int i = 0; i < words.Length; i++)
            {
                bool same = sentences.RowAt(n, i) == words[i];
                likely *= sentences.IsKnown(n, i) ? (same ? 1 : 1e-9) : (same ? kept : 0) + (1 - kept) / k + 1e-12;
            }
            all += likely;
            for (int i = 0; i < words.Length; i++)
                places[i * answers + words[i]] += likely;
        }
        return [.. places.Select(p => p / all)];
    }
}
