using Hippogriff.Story;

namespace Hippogriff.Tests.Story;

public class WordNoiseTests
{
    private const int K = 5;

    [Theory]
    [InlineData(0.2, 0.6)]
    [InlineData(0, 0.1)]
    [InlineData(0.9, 1)]
    public void The_step_back_is_what_Bayes_rule_gives_by_counting_all_ways(double s, double t)
    {
        for (int clean = 0; clean < K; clean++)
        for (int now = 0; now < K; now++)
        {
            double[] ways = [.. Enumerable.Range(0, K).Select(v => Forward(s, v, clean) * Between(s, t, now, v))];
            (double isClean, double isNow, double each) = WordNoise.Before(s, t, clean == now, K);
            for (int v = 0; v < K; v++)
                Assert.Equal(
                    ways[v] / ways.Sum(),
                    v == clean ? isClean
                        : v == now ? isNow
                        : each,
                    1e-12
                );
        }
    }

    [Fact]
    public void Drawn_steps_come_as_often_as_their_chances_say()
    {
        WordRandom random = new(3, 1);
        int[] counts = new int[K];
        const int Draws = 60_000;
        DrawnWords words = new(new WordList(Enumerable.Range(0, K).Select(i => $"word{i}")));
        for (int i = 0; i < Draws; i++)
            counts[WordNoise.Draw(0.4, 0.8, 1, 3, words, ref random)]++;
        (double clean, double now, double each) = WordNoise.Before(0.4, 0.8, false, K);
        for (int v = 0; v < K; v++)
        {
            double p =
                v == 1 ? clean
                : v == 3 ? now
                : each;
            Assert.Equal(p, counts[v] / (double)Draws, 4 * Math.Sqrt(p * (1 - p) / Draws));
        }
    }

    [Fact]
    public void A_belief_in_the_truth_costs_nothing()
    {
        float[] belief = new float[K];
        belief[2] = 1;
        Assert.Equal(0, WordNoise.Divergence(0.3, 0.5, 2, 4, belief), 1e-6);
        Assert.Equal(0, WordNoise.Divergence(0.3, 0.5, 2, 2, belief), 1e-6);
        Assert.True(WordNoise.Divergence(0.3, 0.5, 1, 4, belief) > 0.1);
    }

    [Fact]
    public void The_bound_of_the_exact_belief_is_the_entropy_of_the_words()
    {
        double[] prior = [0.5, 0.2, 0.15, 0.1, 0.05];
        const int Steps = 50;
        double cost = 0;
        for (int step = 1; step <= Steps; step++)
        {
            double s = (step - 1) / (double)Steps,
                t = step / (double)Steps;
            for (int now = 0; now < K; now++)
            {
                double[] joint = [.. Enumerable.Range(0, K).Select(clean => prior[clean] * Forward(t, now, clean))];
                float[] exact = [.. joint.Select(j => (float)(j / joint.Sum()))];
                for (int clean = 0; clean < K; clean++)
                    cost += joint[clean] * WordNoise.Divergence(s, t, clean, now, exact);
            }
        }
        // With the true reverse chain the bound is tight: the mean cost of a word is its entropy.
        Assert.Equal(-prior.Sum(p => p * Math.Log(p)), cost, 1e-5);
    }

    /// <summary>q(x_t = v | x_0).</summary>
    private static double Forward(double t, int v, int clean) => (v == clean ? 1 - t : 0) + t / K;

    /// <summary>q(x_t = now | x_s = v).</summary>
    private static double Between(double s, double t, int now, int v) =>
        (v == now ? (1 - t) / (1 - s) : 0) + (1 - (1 - t) / (1 - s)) / K;
}
