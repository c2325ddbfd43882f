using Hippogriff.Denoising;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Pipelines;

/// <summary>Names of other programs that say a sampler and a schedule at once, and misspelt ones.</summary>
public sealed class SamplerLabelTests
{
    private static (string, string) Settled(GenerationRequest request)
    {
        using IPictureModel model = new ToyModel();
        GenerationSettings settings = model.Facts.Prepare(request).Settings;
        return (settings.Sampler, settings.Schedule);
    }

    [Theory]
    [InlineData("DPM++ 2M Karras", null, "dpmpp_2m", "karras")]
    [InlineData("dpmpp_2m_karras", null, "dpmpp_2m", "karras")]
    [InlineData("Euler a SGM Uniform", null, "euler_ancestral", "sgm_uniform")]
    [InlineData("euler normal", null, "euler", "uniform")]
    [InlineData("DPM++ 2M Karras", "exponential", "dpmpp_2m", "exponential")] // said by itself, it comes first
    [InlineData("DPM++ 2M", null, "dpmpp_2m", "uniform")] // the model's
    public void A_request_takes_both_from_one_name(string sampler, string? schedule, string own, string walked)
    {
        GenerationRequest request = new()
        {
            Prompt = "",
            Sampler = sampler,
            Schedule = schedule,
        };
        Assert.Equal((own, walked), Settled(request));
    }

    [Fact]
    public void A_field_sets_both_and_a_schedule_behind_it_wins()
    {
        GenerationOptions options = GenerationFields.Sampler.Set(
            new GenerationOptions(),
            GenerationFields.Sampler.Check("dpm++ 2m karras")
        );
        Assert.Equal(("dpmpp_2m", "karras"), (options.Sampler, options.Schedule));
        Assert.Equal("beta", GenerationFields.Schedule.Set(options, "beta").Schedule);
    }

    [Theory]
    [InlineData("eulr", "euler")]
    [InlineData("DPM++ 2M Karas", "DPM++ 2M Karras")]
    [InlineData("Eular a", "Euler a")]
    [InlineData("uni_pcc", "unipc")]
    public void A_misspelt_sampler_gets_the_name_that_was_meant(string typed, string meant) =>
        AssertMeant(() => GenerationFields.Sampler.Check(typed), meant);

    [Theory]
    [InlineData("karas", "karras")]
    [InlineData("SGM Unifrom", "SGM Uniform")]
    public void So_does_a_schedule(string typed, string meant) =>
        AssertMeant(() => GenerationFields.Schedule.Check(typed), meant);

    [Fact]
    public void So_does_every_other_name_and_what_is_like_nothing_gets_none()
    {
        AssertMeant(() => SourceFields.SourceFit.Check("covr"), "cover");
        AssertMeant(() => GenerationFields.NoiseSource.Check("bacth"), "batch");
        HippogriffException fault = Assert.Throws<HippogriffException>(() => GenerationFields.Sampler.Check("Restart"));
        Assert.DoesNotContain("did you mean", fault.Message, StringComparison.Ordinal);
    }

    private static void AssertMeant(Action check, string meant) =>
        Assert.EndsWith(
            $"did you mean {meant}?",
            Assert.Throws<HippogriffException>(check).Message,
            StringComparison.Ordinal
        );
}
