using Hippogriff.Story;

namespace Hippogriff.Tests.Story;

public class BeliefMathTests
{
    private const double Scale = 1.5,
        Temperature = 0.8,
        Nucleus = 0.6;

    /// <summary>Lists that vectors fill, that they do not fill, and that are shorter than one.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(32)]
    [InlineData(61)]
    public void Chances_are_those_that_are_counted_one_by_one(int answers)
    {
        (float[] with, float[] without) = Beliefs(answers);
        double[] expected = [.. with.Zip(without, (w, o) => Math.Exp((o + Scale * (w - o)) / Temperature))];
        double sum = expected.Sum();
        double[] chances = BeliefMath.Guided(with, without, Scale, Temperature),
            plain = BeliefMath.Guided(with, [], Scale);
        double all = with.Sum(w => Math.Exp(w));
        for (int v = 0; v < answers; v++)
        {
            Assert.Equal(expected[v] / sum, chances[v], 1e-6);
            Assert.Equal(Math.Exp(with[v]) / all, plain[v], 1e-6);
        }
        Assert.Equal(1, chances.Sum(), 1e-12);
        Assert.Equal(chances.Sum(c => c * c), BeliefMath.Alike(chances), 1e-12);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(32)]
    [InlineData(61)]
    public void What_is_drawn_are_the_likeliest_that_have_the_nucleus_together(int answers)
    {
        (float[] with, float[] without) = Beliefs(answers);
        double[] chances = BeliefMath.Guided(with, without, Scale, Temperature);
        int[] order = [.. Enumerable.Range(0, answers).OrderByDescending(v => chances[v])];
        int last = 0;
        for (double above = 0; above < Nucleus; above += chances[order[last++]]) { }
        WordRandom random = new(1, 1);
        HashSet<int> drawn = [];
        for (int i = 0; i < 4_000; i++)
            drawn.Add(BeliefMath.Draw(chances, Nucleus, ref random));
        Assert.Equal(order[..last].Order(), drawn.Order());
    }

    private static (float[] With, float[] Without) Beliefs(int answers)
    {
        WordRandom random = new(7, answers);
        float[] with = new float[answers],
            without = new float[answers];
        for (int v = 0; v < answers; v++)
            (with[v], without[v]) = ((float)(-3 * random.Next()), (float)(-3 * random.Next()));
        return (with, without);
    }
}
