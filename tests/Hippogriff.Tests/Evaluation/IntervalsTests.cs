using Hippogriff.Evaluation;

namespace Hippogriff.Tests.Evaluation;

public sealed class IntervalsTests
{
    [Theory] // values of R's binom.confint(method = "wilson")
    [InlineData(8, 10, 0.4902, 0.9433)]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(50, 50, 0.9287, 1)]
    public void Wilsons_interval_is_that_of_the_books(int right, int count, double low, double high)
    {
        Rate rate = Intervals.Wilson(right, count);
        Assert.Equal(right / (double)count, rate.Value, 12);
        Assert.Equal(low, rate.Low, 3);
        Assert.Equal(high, rate.High, 3);
    }

    [Fact]
    public void Groups_that_are_alike_within_widen_the_interval()
    {
        Rate alone = Intervals.Bootstrap([.. Enumerable.Range(0, 400).Select(i => ((double)(i % 2), 1))]);
        Rate groups = Intervals.Bootstrap([.. Enumerable.Range(0, 50).Select(i => (i % 2 * 8.0, 8))]);
        Assert.Equal((0.5, 0.5), (alone.Value, groups.Value));
        // The normal approximation: 1.96 * sqrt(0.25 / n).
        Assert.Equal(0.5 - 0.049, alone.Low, 0.012);
        Assert.Equal(0.5 + 0.139, groups.High, 0.03);
    }

    [Fact]
    public void Where_all_are_right_there_is_still_room_for_doubt()
    {
        Rate rate = Intervals.Bootstrap([.. Enumerable.Repeat((4.0, 4), 50)]);
        Assert.Equal(Intervals.Wilson(50, 50), rate);
    }
}
