using Hippogriff.Denoising;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Pipelines;

/// <summary>The share of fresh noise that stochastic samplers add.</summary>
public sealed class EtaTests
{
    private static readonly GenerationRequest s_cat = new()
    {
        Prompt = "a cat",
        Seed = 3,
        Steps = 4,
    };

    private static async Task<GeneratedImage> DrawAsync(string sampler, double? eta)
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => TinyModel.Create());
        return (await pipeline.GenerateAsync(s_cat with { Sampler = sampler, Eta = eta }))[0];
    }

    [Theory]
    [InlineData("euler_ancestral")]
    [InlineData("dpmpp_2m_sde")]
    [InlineData("dpmpp_3m_sde")]
    [InlineData("dpmpp_sde")]
    [InlineData("dpm2_ancestral")]
    [InlineData("ddim")]
    public async Task A_sampler_that_takes_eta_draws_its_own_share_where_nothing_is_said_and_another_where_it_is(
        string sampler
    )
    {
        double own = SamplerRegistry.Default.Find(sampler).DefaultEta!.Value;
        GeneratedImage usual = await DrawAsync(sampler, null),
            same = await DrawAsync(sampler, own),
            other = await DrawAsync(sampler, 1 - own);
        Assert.Equal(usual.Image.Pixels, same.Image.Pixels);
        Assert.NotEqual(usual.Image.Pixels, other.Image.Pixels);
        Assert.Null(usual.Settings.Eta);
        Assert.Equal(1 - own, other.Settings.Eta);
        Assert.Empty(other.Reading!.Ignored);
    }

    [Fact]
    public async Task Without_fresh_noise_an_ancestral_sampler_is_the_deterministic_one() =>
        Assert.Equal(
            (await DrawAsync("euler", null)).Image.Pixels,
            (await DrawAsync("euler_ancestral", 0)).Image.Pixels
        );

    [Fact]
    public async Task Where_eta_has_no_effect_it_is_said_and_not_kept()
    {
        foreach (SamplerEntry sampler in SamplerRegistry.Default.Entries.Where(entry => !entry.TakesEta))
        {
            GeneratedImage drawn = await DrawAsync(sampler.Name, 0.5);
            Assert.Equal((await DrawAsync(sampler.Name, null)).Image.Pixels, drawn.Image.Pixels);
            Assert.Null(drawn.Settings.Eta);
            string sentence = Assert.Single(drawn.Reading!.Ignored);
            Assert.Contains(sampler.Name, sentence, StringComparison.Ordinal);
            Assert.Contains("no effect", sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Guidance_that_no_network_takes_is_said_to_have_no_effect()
    {
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => new ToyModel());
        GeneratedImage drawn = (await pipeline.GenerateAsync(s_cat with { EmbeddedGuidance = 3.5 }))[0];
        Assert.Null(drawn.Settings.EmbeddedGuidance);
        Assert.Contains("Embedded guidance", Assert.Single(drawn.Reading!.Sentences()), StringComparison.Ordinal);
    }
}
