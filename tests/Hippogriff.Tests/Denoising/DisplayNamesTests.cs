using Hippogriff.Denoising;

namespace Hippogriff.Tests.Denoising;

/// <summary>Names of samplers and schedules as other programs write them, both ways.</summary>
public class DisplayNamesTests
{
    [Theory]
    [InlineData("euler", "Euler")]
    [InlineData("euler_ancestral", "Euler a")]
    [InlineData("dpmpp_2m_sde", "DPM++ 2M SDE")]
    [InlineData("unipc", "UniPC")]
    [InlineData("dpmpp_2s_ancestral", "DPM++ 2S a")] // which is not here
    [InlineData("someone's", "someone's")]
    public void A_sampler_is_shown_by_the_name_that_people_know(string own, string display) =>
        Assert.Equal(display, DisplayNames.SamplerToDisplay(own));

    [Theory]
    [InlineData("karras", "Karras")]
    [InlineData("sgm_uniform", "SGM Uniform")]
    [InlineData("someone's", "someone's")]
    public void So_is_a_schedule(string own, string display) =>
        Assert.Equal(display, DisplayNames.ScheduleToDisplay(own));

    [Theory]
    [InlineData("SGM Uniform", "sgm_uniform")]
    [InlineData("normal", "uniform")]
    [InlineData("KL Optimal", "kl_optimal")]
    [InlineData("Turbo", "Turbo")]
    public void A_schedule_is_read_under_any_of_its_names(string written, string own) =>
        Assert.Equal(own, DisplayNames.ScheduleFromDisplay(written));

    [Theory]
    [InlineData("Euler a", "euler_ancestral", null)]
    [InlineData("DPM++ 2M Karras", "dpmpp_2m", "karras")]
    [InlineData("dpm++ 2m karras", "dpmpp_2m", "karras")]
    [InlineData("DPM++ 2M SDE Exponential", "dpmpp_2m_sde", "exponential")]
    [InlineData("DPM++ 2S a Karras", "dpmpp_2s_ancestral", "karras")]
    [InlineData("dpm++ 2s A", "dpmpp_2s_ancestral", null)]
    [InlineData("Restart Karras", "Restart Karras", null)] // no sampler of ours
    [InlineData("Karras", "Karras", null)]
    [InlineData("EulerKarras", "EulerKarras", null)]
    [InlineData("Restart", "Restart", null)]
    public void Older_programs_wrote_sampler_and_schedule_in_one_name(
        string written,
        string sampler,
        string? schedule
    ) => Assert.Equal((sampler, schedule), DisplayNames.SamplerFromDisplay(written));

    [Theory]
    [InlineData("k_euler_ancestral", "euler_ancestral", null)]
    [InlineData("K_EULER", "euler", null)]
    [InlineData("dpmpp_2m_sde_gpu", "dpmpp_2m_sde", null)]
    [InlineData("DPMPP_2M_SDE_GPU", "dpmpp_2m_sde", null)]
    [InlineData("dpmpp_2m_k", "dpmpp_2m", "karras")]
    [InlineData("dpmpp_2m_K", "dpmpp_2m", "karras")]
    [InlineData("dpmpp_sde_gpu_k", "dpmpp_sde_gpu", "karras")] // only the last word is taken off
    [InlineData("DPM++ 2M Exponential", "dpmpp_2m", "exponential")]
    [InlineData("restart", "restart", null)]
    public void Other_programs_put_more_around_a_name(string written, string sampler, string? schedule) =>
        Assert.Equal((sampler, schedule), DisplayNames.SamplerFromForeign(written));

    [Fact]
    public void Every_name_of_ours_is_read_back_from_what_is_shown()
    {
        foreach (string name in SamplerRegistry.Default.Names)
            Assert.Equal((name, null), DisplayNames.SamplerFromDisplay(DisplayNames.SamplerToDisplay(name)));
        foreach (string name in ScheduleRegistry.Default.Names)
            Assert.Equal(name, DisplayNames.ScheduleFromDisplay(DisplayNames.ScheduleToDisplay(name)));
    }

    [Theory]
    [InlineData("kdpm_2", "dpm2")]
    [InlineData("kdpm_2_a", "dpm2_ancestral")]
    [InlineData("uni_pc", "unipc")]
    [InlineData("uni_pc_bh2", "unipc_bh2")]
    public void Names_of_the_same_method_elsewhere_are_names_of_it(string alias, string name) =>
        Assert.Equal(name, SamplerRegistry.Default.NameOf(alias));

    [Fact]
    public void The_samplers_that_take_a_share_of_fresh_noise_are_these() =>
        Assert.Equal(
            [
                "ddim",
                "dpm2_ancestral",
                "dpmpp_2m_sde",
                "dpmpp_2m_sde_heun",
                "dpmpp_2s_ancestral",
                "dpmpp_3m_sde",
                "dpmpp_sde",
                "euler_ancestral",
                "euler_ancestral_flow",
                "k_dpmpp_3m_sde",
                "k_dpmpp_sde",
                "tcd",
            ],
            SamplerRegistry.Default.NamesOfEta.Order(StringComparer.Ordinal)
        );
}
