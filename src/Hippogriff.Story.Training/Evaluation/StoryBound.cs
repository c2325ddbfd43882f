namespace Hippogriff.Story.Training.Evaluation;

/// <summary>
/// The variational bound of a diffusion model in nats per word. It sums the divergences of a chain of a thousand steps
/// (D3PM, 2107.03006, equation 1; for masks MDLM, 2406.07524, equation 10). They are estimated at a few evenly spaced
/// steps of every plot. Unknown words, the style and the number of words are given, as for the baselines.
/// </summary>
public static class StoryBound
{
    private const int Chain = 1_000,
        StepsAPlot = 8;

    /// <summary>Nats per word, and the standard error of the mean over plots.</summary>
    /// <param name="model">The story model.</param>
    /// <param name="plots">The plots, all of one style.</param>
    /// <param name="told">Conditions given to the model.</param>
    /// <param name="seed">Seed of the corruption.</param>
    /// <param name="progress">Receives the share done.</param>
    public static (double Nats, double Error) Of(
        IStoryReader model,
        IReadOnlyList<IReadOnlyList<string>> plots,
        StoryWish told,
        long seed,
        Action<double>? progress = null
    )
    {
        long[] rows = model.Terms.Rows(told);
        double words = 0;
        List<(double Sum, int Words)> costs = [];
        for (int p = 0; p < plots.Count; p++)
        {
            WordRandom random = new(seed, p);
            StoryWord[] clean = [.. plots[p].Select(word => StoryWord.Of(word, model.Words))];
            int asked = clean.Count(w => w.Number >= 0);
            if (asked == 0)
                continue;
            double sum = 0,
                shift = random.Next();
            for (int i = 0; i < StepsAPlot; i++)
            {
                int step = 1 + (int)((i + shift) / StepsAPlot * Chain);
                sum +=
                    Chain
                    * Step(model, clean, rows, (step - 1) / (double)Chain, step / (double)Chain, ref random)
                    / StepsAPlot;
            }
            costs.Add((sum, asked));
            words += asked;
            progress?.Invoke((p + 1.0) / plots.Count);
        }
        double mean = costs.Sum(c => c.Sum) / words;
        double spread = Math.Sqrt(costs.Sum(c => Math.Pow(c.Sum - mean * c.Words, 2))) / words;
        return (mean, spread);
    }

    /// <summary>The divergence of one step, summed over the currently corrupted words.</summary>
    private static double Step(
        IStoryReader model,
        StoryWord[] clean,
        long[] rows,
        double s,
        double t,
        ref WordRandom random
    )
    {
        StorySentences sentences = new(model.Config, 1, clean.Length);
        sentences.Describe(0, t, rows);
        int[] now = Corrupt(model, clean, sentences, t, ref random);
        StoryBelief belief = model.Read(sentences);
        double sum = 0;
        float[] chances = new float[model.Words.Count];
        for (int i = 0; i < clean.Length; i++)
            if (clean[i].Number >= 0)
                sum +=
                    model.Config.Corruption == Corruption.Mask
                        ? Unmasking(s, t, now[i] == model.Words.Count, belief.At(0, i)[clean[i].Number])
                        : WordNoise.Divergence(s, t, clean[i].Number, now[i], Chances(belief.At(0, i)));
        return sum;

        float[] Chances(ReadOnlySpan<float> logs)
        {
            for (int v = 0; v < chances.Length; v++)
                chances[v] = MathF.Exp(logs[v]);
            return chances;
        }
    }

    /// <summary>
    /// Writes the words at time t and returns their numbers; a mask has the number after the last word.
    /// </summary>
    private static int[] Corrupt(
        IStoryReader model,
        StoryWord[] clean,
        StorySentences sentences,
        double t,
        ref WordRandom random
    )
    {
        int k = model.Words.Count;
        bool masks = model.Config.Corruption == Corruption.Mask;
        int[] now = new int[clean.Length];
        for (int i = 0; i < clean.Length; i++)
        {
            now[i] = clean[i].Number;
            if (now[i] < 0)
            {
                clean[i].PutInto(sentences, 0, i);
                sentences.Know(0, i);
                continue;
            }
            if (!random.Chance(WordNoise.Kept(t)))
                now[i] = masks ? k : random.Below(k);
            sentences.Set(0, i, now[i]);
        }
        return now;
    }

    /// <summary>
    /// A mask is filled in this step with probability (kept(s) - kept(t)) / (1 - kept(t)); otherwise its divergence is
    /// 0.
    /// </summary>
    private static double Unmasking(double s, double t, bool masked, float log) =>
        masked ? (WordNoise.Kept(s) - WordNoise.Kept(t)) / (1 - WordNoise.Kept(t)) * -log : 0;
}
