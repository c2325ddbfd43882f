using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Pipelines;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

public class PromptGuidanceTests
{
    private static GenerationSettings Settings(double guidance) =>
        new()
        {
            Prompt = "cat",
            NegativePrompt = "no",
            Seed = 1,
            Steps = 4,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = guidance,
            Width = 8,
            Height = 4,
            Model = "toy",
            ModelHash = "0",
            GuidanceInterval = new GuidanceInterval(0.5, 1),
        };

    [Fact]
    public void Both_prompts_are_encoded_together_once_and_the_prompt_alone_is_a_row_of_them()
    {
        using var scope = NewDisposeScope();
        ToyModel model = new();
        Denoiser denoise = PromptGuidance.For(model, Settings(3));
        denoise(ones(1, 3, 4, 8), 0.9);
        denoise(ones(1, 3, 4, 8), 0.2); // outside of the interval: one pass
        Assert.Equal([(2L, "no cat"), (1L, "cat")], model.Passes.Select(p => (p.Rows, string.Join(' ', p.Prompts))));
        LetterConditioner asked = (LetterConditioner)model.Conditioner;
        Assert.Equal(["no", "cat"], Assert.Single(asked.Calls));
        Assert.Equal(new ConditionRequest(8, 4), Assert.Single(asked.Requests));
    }

    [Fact]
    public void Rows_of_their_own_prompts_share_one_negative_prompt()
    {
        using var scope = NewDisposeScope();
        ToyModel model = new();
        List<Tensor> compared = [];
        Denoiser denoise = PromptGuidance.For(
            model,
            Settings(3),
            ["a", "bcd"],
            guesses => compared.Add(guesses.clone().DetachFromDisposeScope())
        );
        Tensor guided = denoise(zeros(2, 3, 4, 8), 0.9);
        Assert.Equal(["no", "no", "a", "bcd"], Assert.Single(model.Passes).Prompts);
        Assert.Equal(4, Assert.Single(compared).shape[0]);
        // negative + 3 (prompt - negative), a colour being a tenth of the letters
        Assert.Equal(0.2 + 3 * (0.1 - 0.2), guided[0].mean().item<float>(), 5);
        Assert.Equal(0.2 + 3 * (0.3 - 0.2), guided[1].mean().item<float>(), 5);
    }

    [Fact]
    public void A_condition_may_change_at_every_level_while_it_is_drawn()
    {
        using var scope = NewDisposeScope();
        ToyModel model = new();
        Condition two = model.EncodeText("a", "bc");
        Denoiser changing = (x, sigma) => model.DenoiserFor(two.Row(sigma > 0.5 ? 0 : 1))(x, sigma);
        SamplingRun.Draw(
            new SamplingPlan
            {
                Denoiser = changing,
                Family = model.Family,
                Sampler = "euler",
                Levels = [1, 0.75, 0.25, 0],
                Noise = () => zeros(1, 3, 4, 8) * Held(1),
            }
        );
        Assert.Equal(["a", "a", "bc"], model.Passes.Select(p => Assert.Single(p.Prompts)));
    }

    [Fact]
    public void The_scale_that_a_network_takes_as_an_input_is_told_to_the_conditioner()
    {
        using var scope = NewDisposeScope();
        ToyModel model = new();
        PromptGuidance.For(model, Settings(1) with { EmbeddedGuidance = 3.5 });
        LetterConditioner asked = (LetterConditioner)model.Conditioner;
        Assert.Equal(new ConditionRequest(8, 4) { EmbeddedGuidance = 3.5 }, Assert.Single(asked.Requests));
    }

    [Fact]
    public void Guidance_of_one_never_reads_the_negative_prompt()
    {
        using var scope = NewDisposeScope();
        ToyModel model = new();
        PromptGuidance.For(model, Settings(1))(zeros(1, 3, 4, 8), 0.9);
        Assert.Equal(["cat"], Assert.Single(((LetterConditioner)model.Conditioner).Calls));
        PromptGuidance.ForConditions(
            model,
            Settings(1),
            model.EncodeText("cat"),
            () => throw new InvalidOperationException("no negative prompt is asked for")
        );
    }
}
