using Hippogriff.Training.Optimisation;

namespace Hippogriff.Tests.Training;

public class LearningRateScheduleTests
{
    [Fact]
    public void The_rate_climbs_in_a_line_and_falls_in_a_cosine_to_its_final_share()
    {
        LearningRateSchedule schedule = new(LearningRate: 0.01, WarmupSteps: 100, FinalShare: 0.1);
        Assert.Equal(0.0001, schedule.RateAt(1, 0), 1e-12);
        Assert.Equal(0.005, schedule.RateAt(50, 0), 1e-12);
        Assert.Equal(0.01, schedule.RateAt(100, 0), 1e-12);
        Assert.Equal(0.01 * (0.1 + 0.9 * 0.5), schedule.RateAt(5000, 0.5), 1e-12);
        Assert.Equal(0.01 * (0.1 + 0.9 * 0.75), schedule.RateAt(5000, 1.0 / 3), 1e-12); // cos(60 degrees) = 1/2
        Assert.Equal(0.001, schedule.RateAt(9000, 1), 1e-12);
        Assert.Equal(0.001, schedule.RateAt(9001, 1.01), 1e-12);
        Assert.Equal(0.01, new LearningRateSchedule(0.01, WarmupSteps: 0).RateAt(1, 0), 1e-12);
    }

    [Fact]
    public void The_average_begins_as_the_first_weights() =>
        Assert.Equal(0, new LearningRateSchedule().AverageDecayAt(1));

    /// <summary>
    /// Puts the number of the step in place of the weights: the average's spread over the steps, over the steps so far,
    /// is what was asked for.
    /// </summary>
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.06)]
    [InlineData(0.13)]
    [InlineData(0.25)]
    public void The_average_reaches_back_over_the_asked_share_of_the_run(double share)
    {
        LearningRateSchedule schedule = new(AverageShare: share);
        foreach (int steps in new[] { 3_000, 20_000 })
        {
            double mean = 0,
                square = 0;
            for (int t = 1; t <= steps; t++)
            {
                double keep = schedule.AverageDecayAt(t);
                Assert.InRange(keep, 0, 1);
                mean = keep * mean + (1 - keep) * t;
                square = keep * square + (1 - keep) * (double)t * t;
            }
            Assert.Equal(1, Math.Sqrt(square - mean * mean) / steps / share, 0.01);
        }
    }
}
