using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Schedules;
using Hippogriff.Tests.Toys;

namespace Hippogriff.Tests.Denoising;

public class SchedulesTests
{
    /// <summary>The published levels of Align Your Steps are rounded to three places.</summary>
    private const double RoundedEnds = 1e-4;

    [Theory, MemberData(nameof(FamilyNames.All), MemberType = typeof(FamilyNames))]
    public void Every_schedule_falls_from_pure_noise_to_nothing_at_any_length(string name)
    {
        NoiseFamily family = FamilyNames.Family(name);
        foreach (string schedule in ScheduleRegistry.Default.Names)
        {
            foreach (int steps in new[] { 1, 2, 3, 7, 20, 50, 999, 1000, 1001 })
            {
                double[] sigmas = ScheduleRegistry.Default.Get(schedule)(family, steps);
                ScheduleEntry entry = ScheduleRegistry.Default.TryFind(schedule)!;
                if (entry.HasOwnLength)
                    Assert.InRange(sigmas.Length, Math.Min(steps, 100) + 1, 2 * steps + 1);
                else
                    Assert.Equal(steps + 1, sigmas.Length);
                bool startsBelow = entry.StartsBelow && steps <= 50;
                Assert.True(startsBelow ? sigmas[0] < family.SigmaMax : sigmas[0] / family.SigmaMax is > 1 - 1e-9);
                Assert.True(sigmas[0] <= family.SigmaMax * (1 + RoundedEnds));
                Assert.Equal(entry.EndsAbove ? family.SigmaMin : 0, sigmas[^1], 1e-9);
                for (int i = 0; i < sigmas.Length - 1; i++)
                    Assert.True(
                        sigmas[i] > sigmas[i + 1],
                        $"{schedule} of {steps} steps stands still at {i}: {sigmas[i]}, {sigmas[i + 1]}"
                    );
            }
        }
    }

    [Fact]
    public void Karras_follows_equation_5()
    {
        double[] sigmas = SigmaSchedules.Karras(new VarianceExploding(0.002, 80), 18);
        // 2206.00364: N = 18, rho = 7
        for (int i = 0; i < 18; i++)
            Assert.Equal(
                Math.Pow(Math.Pow(80, 1 / 7.0) + i / 17.0 * (Math.Pow(0.002, 1 / 7.0) - Math.Pow(80, 1 / 7.0)), 7),
                sigmas[i],
                1e-9
            );
        Assert.Equal(57.586, sigmas[1], 1e-3);
    }

    [Fact]
    public void Exponential_is_geometric()
    {
        double[] sigmas = SigmaSchedules.Exponential(new VarianceExploding(0.01, 100), 5);
        double[] truth = [100, 10, 1, 0.1, 0.01, 0];
        for (int i = 0; i < 6; i++)
            Assert.Equal(truth[i], sigmas[i], 1e-9);
    }

    [Fact]
    public void Uniform_visits_both_ends_of_a_discrete_family_and_sgm_uniform_leaves_the_last_out()
    {
        var family = new VariancePreserving();
        double[] uniform = TimeSchedules.Uniform(family, 10),
            sgm = TimeSchedules.SgmUniform(family, 10);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(999 * (1 - i / 9.0), family.StepAt(uniform[i]), 1e-6);
            Assert.Equal(999 * (1 - i / 10.0), family.StepAt(sgm[i]), 1e-6);
        }
    }

    [Fact]
    public void Simple_takes_trained_levels_only()
    {
        var family = new VariancePreserving();
        double[] sigmas = TimeSchedules.Simple(family, 30);
        for (int i = 0; i < 30; i++)
            Assert.Equal(999 - (int)(i * (1000 / 30.0)), family.StepAt(sigmas[i]), 1e-6);
    }

    [Fact]
    public void A_flow_goes_down_in_even_steps_and_wastes_none()
    {
        double[] truth = [1, 0.75, 0.5, 0.25, 0];
        foreach (string name in new[] { "uniform", "sgm_uniform", "simple" })
            Assert.Equal(truth, ScheduleRegistry.Default.Get(name)(new Flow(), 4));
    }

    [Fact]
    public void Flow_shifted_is_the_schedule_of_a_shifted_flow()
    {
        double[] bent = TimeSchedules.FlowShifted(new Flow(), 8, 3),
            straight = TimeSchedules.Uniform(new Flow(shift: 3), 8);
        for (int i = 0; i <= 8; i++)
            Assert.Equal(straight[i], bent[i], 1e-12);
        Assert.Equal(0.75, bent[4], 1e-12);
    }

    [Theory]
    [InlineData(0.5)] // arcsine distribution: sin^2(pi p / 2)
    [InlineData(1.0)] // even: p
    [InlineData(2.0)] // 3 x^2 - 2 x^3 = p
    public void Beta_quantiles_are_the_known_ones(double shape)
    {
        for (double p = 0.001; p < 1; p += 0.0131)
        {
            double x = BetaDistribution.Quantile(p, shape);
            double back = shape switch
            {
                0.5 => 2 / Math.PI * Math.Asin(Math.Sqrt(x)),
                1 => x,
                _ => 3 * x * x - 2 * x * x * x,
            };
            Assert.Equal(p, back, 1e-9);
        }
    }

    [Fact]
    public void Beta_is_dense_at_both_ends()
    {
        double[] sigmas = TimeSchedules.Beta(new Flow(), 20);
        Assert.True(sigmas[0] - sigmas[1] < 0.5 / 20);
        Assert.True(sigmas[19] - sigmas[20] < 0.5 / 20);
        Assert.True(sigmas[9] - sigmas[10] > 1.0 / 20);
        Assert.Equal(0.5, sigmas[10], 1e-9);
    }

    [Fact]
    public void A_part_of_a_schedule_starts_where_the_strength_says_and_has_all_its_steps()
    {
        double[] sigmas = PartialSchedule.Of(TimeSchedules.Uniform, new Flow(), 10, 0.5);
        Assert.Equal(11, sigmas.Length);
        Assert.Equal(0.5, sigmas[0], 1e-12);
        Assert.Equal(0, sigmas[^1]);
        Assert.Equal(
            TimeSchedules.Uniform(new Flow(), 10),
            PartialSchedule.Of(TimeSchedules.Uniform, new Flow(), 10, 1)
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => PartialSchedule.Of(TimeSchedules.Uniform, new Flow(), 10, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            PartialSchedule.Of(TimeSchedules.Uniform, new Flow(), 10, 1.1)
        );
    }

    [Fact]
    public void Names_of_other_programs_are_understood()
    {
        var family = new VariancePreserving();
        Assert.Equal(TimeSchedules.SgmUniform(family, 9), ScheduleRegistry.Default.Get("SGM Uniform")(family, 9));
        Assert.Equal(TimeSchedules.Uniform(family, 9), ScheduleRegistry.Default.Get("normal")(family, 9));
        Assert.Equal(SigmaSchedules.Karras(family, 9), ScheduleRegistry.Default.Get("Karras")(family, 9));
    }

    [Fact]
    public void An_unknown_schedule_is_refused_with_the_list()
    {
        var refusal = Assert.Throws<HippogriffException>(() => ScheduleRegistry.Default.Get("zigzag"));
        Assert.Contains("'zigzag'", refusal.Message);
        foreach (string name in ScheduleRegistry.Default.Names)
            Assert.Contains(name, refusal.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ScheduleRegistry.Default.Get("karras")(new Flow(), 0));
    }
}
