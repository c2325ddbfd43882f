using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Schedulers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Denoising;

/// <summary>What a scheduler_config.json says, and what is said of a wrong one.</summary>
public class SchedulerConfigTests
{
    private const string StableDiffusion = """
        {
          "_class_name": "PNDMScheduler", "_diffusers_version": "0.7.0.dev0", "beta_end": 0.012,
          "beta_schedule": "scaled_linear", "beta_start": 0.00085, "num_train_timesteps": 1000,
          "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null,
          "clip_sample": false
        }
        """;

    [Fact]
    public void The_file_of_Stable_Diffusion_says_its_family_and_how_it_is_sampled()
    {
        SchedulerConfig config = SchedulerConfig.Read(StableDiffusion);
        Assert.Equal("PNDMScheduler", config.ClassName);
        Assert.Equal(("pndm", "leading"), (config.Sampler, config.Schedule));
        Assert.Equal(Prediction.Epsilon, config.Prediction);
        Assert.Empty(config.Remarks);
        VariancePreserving family = Assert.IsType<VariancePreserving>(config.Family);
        Assert.Equal(new VariancePreserving().AlphaBars, family.AlphaBars);
        SchedulerRun run = Scheduler.Plan(config, new SchedulerRequest { Steps = 20 });
        Assert.Equal([951, 901, 901, 851], run.Times.Take(4)); // the second one is asked about twice
        Assert.Equal(21, run.Times.Count);
    }

    [Theory]
    [InlineData("DPMSolverMultistepScheduler", "\"use_karras_sigmas\": true", "dpmpp_2m", "karras")]
    [InlineData("DPMSolverMultistepScheduler", "\"algorithm_type\": \"sde-dpmsolver++\"", "dpmpp_2m_sde", "linspace")]
    [InlineData("EulerDiscreteScheduler", "\"timestep_spacing\": \"trailing\"", "euler", "trailing")]
    [InlineData("EulerAncestralDiscreteScheduler", "\"timestep_spacing\": \"leading\"", "euler_ancestral", "leading")]
    [InlineData("LCMScheduler", "\"original_inference_steps\": 50", "lcm", "leading")]
    [InlineData("TCDScheduler", "\"beta_start\": 0.001", "tcd", "leading")]
    public void A_class_and_its_settings_are_a_sampler_and_a_schedule(
        string kind,
        string field,
        string sampler,
        string schedule
    )
    {
        SchedulerConfig config = SchedulerConfig.Read($$"""{ "_class_name": "{{kind}}", {{field}} }""");
        Assert.Equal((sampler, schedule), (config.Sampler, config.Schedule));
        Assert.Equal(sampler, SamplerRegistry.Default.NameOf(config.Sampler));
        Assert.Equal(schedule, ScheduleRegistry.Default.NameOf(config.Schedule));
    }

    [Theory]
    [InlineData("""{ "_class_name": "VQDiffusionScheduler" }""", "VQDiffusionScheduler")]
    [InlineData("""{ }""", "EulerDiscreteScheduler")]
    [InlineData("""[1]""", "object")]
    [InlineData("""{ "_class_name": """, "JSON")]
    [InlineData("""{ "_class_name": "DDIMScheduler", "beta_schedule": "cubic" }""", "cubic")]
    [InlineData("""{ "_class_name": "DDIMScheduler", "beta_end": "much" }""", "beta_end")]
    [InlineData("""{ "_class_name": "DDIMScheduler", "clip_sample": 1 }""", "clip_sample")]
    [InlineData("""{ "_class_name": "DDIMScheduler", "num_train_timesteps": 1e300 }""", "num_train_timesteps")]
    [InlineData("""{ "_class_name": "UniPCMultistepScheduler", "solver_order": 9 }""", "solver_order")]
    [InlineData("""{ "_class_name": "DDIMScheduler", "prediction_type": "\u001b[31mred" }""", "prediction_type")]
    public void A_wrong_file_is_refused_in_a_sentence_that_names_what_is_wrong(string json, string named)
    {
        HippogriffException refusal = Assert.Throws<HippogriffException>(() => SchedulerConfig.Read(json));
        Assert.Contains(named, refusal.Message);
        Assert.DoesNotContain(refusal.Message, letter => char.IsControl(letter));
    }

    [Fact]
    public void A_field_that_no_scheduler_has_is_said_and_left()
    {
        SchedulerConfig config = SchedulerConfig.Read("""{ "_class_name": "DDIMScheduler", "colour": "blue" }""");
        Assert.Contains("'colour'", Assert.Single(config.Remarks));
    }

    [Fact]
    public void Numbers_that_no_table_can_be_made_of_are_refused()
    {
        SchedulerConfig config = SchedulerConfig.Read(
            """{ "_class_name": "DDIMScheduler", "beta_start": 0.5, "beta_end": 0.1 }"""
        );
        Assert.Throws<HippogriffException>(() => Scheduler.Plan(config, new SchedulerRequest { Steps = 4 }));
        Assert.Throws<HippogriffException>(() => config.Family);
    }

    [Fact]
    public void Zero_terminal_noise_begins_with_pure_noise()
    {
        SchedulerConfig config = SchedulerConfig.Read(
            """
            { "_class_name": "DDIMScheduler", "rescale_betas_zero_snr": true, "timestep_spacing": "trailing",
              "prediction_type": "v_prediction" }
            """
        );
        SchedulerRun run = Scheduler.Plan(config, new SchedulerRequest { Steps = 4 });
        Assert.Equal(1, run.Levels[0]);
        Assert.Equal(0, run.Family.Alpha(run.Levels[0]));
        Assert.Equal(4096, config.Family.SigmaMax, 0.01);
    }

    [Fact]
    public void A_run_from_a_picture_leaves_the_first_steps_out()
    {
        SchedulerConfig config = SchedulerConfig.Read("""{ "_class_name": "EulerDiscreteScheduler" }""");
        SchedulerRun run = Scheduler.Plan(config, new SchedulerRequest { Steps = 10, Strength = 0.3 });
        Assert.Equal(7, run.Skipped);
        Assert.Equal(4, run.Levels.Length);
        Assert.Equal(10, run.Times.Count);
    }
}
