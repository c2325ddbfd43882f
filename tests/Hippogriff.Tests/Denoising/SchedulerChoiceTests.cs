using Hippogriff.Denoising;
using Hippogriff.Denoising.Schedulers;

namespace Hippogriff.Tests.Denoising;

/// <summary>Other samplers and spacings for the scheduler that a model comes with.</summary>
public sealed class SchedulerChoiceTests
{
    private static readonly SchedulerConfig s_own = SchedulerConfig.Read(
        """
        {"_class_name":"PNDMScheduler","beta_start":0.00085,"beta_end":0.012,"beta_schedule":"scaled_linear",
        "steps_offset":1,"skip_prk_steps":true,"prediction_type":"v_prediction"}
        """
    );

    [Fact]
    public void Its_own_sampler_and_schedule_are_the_scheduler_itself() =>
        Assert.Same(s_own, SchedulerChoice.For(s_own, "pndm", "leading"));

    [Theory]
    [InlineData("euler", "leading", "EulerDiscreteScheduler")]
    [InlineData("euler_ancestral", "trailing", "EulerAncestralDiscreteScheduler")]
    [InlineData("dpmpp_2m", "linspace", "DPMSolverMultistepScheduler")]
    [InlineData("dpmpp_2m_sde", "leading", "DPMSolverMultistepScheduler")]
    [InlineData("ddim", "leading", "DDIMScheduler")]
    public void Another_sampler_with_a_spacing_is_that_class_with_the_models_levels(
        string sampler,
        string schedule,
        string expected
    )
    {
        SchedulerConfig chosen = SchedulerChoice.For(s_own, sampler, schedule)!;
        Assert.Equal((expected, sampler, schedule), (chosen.ClassName, chosen.Sampler, chosen.Schedule));
        Assert.Equal(Prediction.V, chosen.Prediction);
        Assert.Equal(s_own.Family.SigmaMax, chosen.Family.SigmaMax, 6);
        Assert.False(chosen.Flag("clip_sample"));
    }

    [Theory]
    [InlineData("dpmpp_2m", "karras")]
    [InlineData("euler", "uniform")]
    [InlineData("lms", "leading")]
    public void What_diffusers_does_not_have_so_is_left_to_the_registries(string sampler, string schedule) =>
        Assert.Null(SchedulerChoice.For(s_own, sampler, schedule));

    [Fact]
    public void Numbers_that_only_Python_writes_are_read_as_the_default()
    {
        SchedulerConfig config = SchedulerConfig.Read(
            "{\"_class_name\":\"DPMSolverMultistepScheduler\",\"lambda_min_clipped\": -Infinity, \"solver_order\": 2}"
        );
        Assert.Equal(double.NegativeInfinity, config.Number("lambda_min_clipped"));
    }

    [Fact]
    public void Another_prediction_and_a_last_level_of_pure_noise_change_nothing_else()
    {
        SchedulerConfig config = s_own.Predicting(Prediction.Epsilon).WithZeroTerminal();
        Assert.Equal((Prediction.Epsilon, "trailing", "pndm"), (config.Prediction, config.Schedule, config.Sampler));
        Assert.Equal(0, config.AlphaBars[^1]);
    }
}
