using Hippogriff.Insight.Steps;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;

namespace Hippogriff.Tests.Insight;

public class StepWatchTests
{
    public static TheoryData<string, bool, string> Models =>
        new()
        {
            { "u_net", true, "euler" },
            { "transformer", false, "heun" },
            { "hourglass", false, "dpmpp_sde" },
        };

    [Theory, MemberData(nameof(Models))]
    public void Watching_draws_the_same_bytes_and_leaves_no_tensor(string network, bool latent, string sampler)
    {
        using NetworkModel model = TinyModel.Create(network, latent);
        GenerationSettings settings = TinyModel.Settings("a red square", 3, sampler, steps: 4);
        long live = TinyNetworks.Live;
        StepStory story = StepWatch.Draw(model, settings);
        Assert.Equal(live, TinyNetworks.Live);
        Assert.Equal(TextToImage.Draw(model, settings, 1)[0].Image.Pixels, story.Image.Pixels);
        Assert.Equal(4, story.Steps.Count);
        Assert.Equal(story.Image.Pixels, story.Steps[^1].Noisy.Pixels);
        Assert.All(
            story.Steps.Zip(story.Steps.Skip(1)),
            pair => Assert.Equal(pair.First.Noisy.Pixels, pair.Second.Seen.Pixels)
        );
    }

    /// <summary>
    /// The toy's clean guess is a tenth of the length of the prompt everywhere: 0.3 for "cat", 0 for no words. In bytes
    /// 0.3 is 38 of 127.5 steps.
    /// </summary>
    [Fact]
    public void The_pull_of_the_words_is_the_guess_with_less_the_guess_without()
    {
        using ToyModel model = new();
        StepStory story = StepWatch.Draw(
            model,
            TinyModel.Settings("cat", 1, guidance: 2, steps: 3, width: 8, height: 4)
        );
        Assert.Equal(3, model.Passes.Count); // nothing was run again
        Assert.All(
            story.Steps,
            step =>
            {
                Assert.Equal(128, step.Pull!.Without.Pixels[0]);
                Assert.Equal(166, step.Pull.With.Pixels[0]);
                Assert.All(step.Pull.Map.Values, v => Assert.Equal(38f, v));
                Assert.Equal(204, step.Clean.Pixels[0]); // 0 + 2 x 0.3
            }
        );
        Assert.Equal(1, story.SettledAfter()); // it never changes its mind
        Assert.All(story.Steps, step => Assert.Equal(0, step.Change.Strength));
    }

    [Fact]
    public void What_is_seen_is_the_clean_guess_and_the_believed_noise_in_the_shares_of_the_level()
    {
        using ToyModel model = new() { Trust = 0.4 };
        StepStory story = StepWatch.Draw(model, TinyModel.Settings("a", 5, guidance: 1, steps: 4, width: 8, height: 4));
        int compared = 0;
        foreach (StepView step in story.Steps)
        {
            Assert.Null(step.Pull);
            for (int i = 0; i < step.Seen.Pixels.Length; i++)
            {
                if (step.Noise.Pixels[i] is 0 or 255 || step.Clean.Pixels[i] is 0 or 255)
                    continue; // cut off
                double expected = (1 - step.From) * step.Clean.Pixels[i] + step.From * step.Noise.Pixels[i];
                Assert.InRange(step.Seen.Pixels[i] - expected, -1.01, 1.01);
                compared++;
            }
        }
        Assert.True(compared > 100, $"only {compared}");
    }

    [Fact]
    public void Steps_outside_of_the_interval_of_guidance_have_no_pull()
    {
        using NetworkModel model = TinyModel.Create();
        StepStory story = StepWatch.Draw(
            model,
            TinyModel.Settings("a red square", 3, steps: 4) with
            {
                GuidanceInterval = new GuidanceInterval(0.3, 0.8),
            }
        );
        Assert.Equal([true, false, false, true], story.Steps.Select(s => s.Pull is null));
        Assert.Equal(4, StepSheet.Frames(story).Count);
        Assert.True(StepSheet.Draw(story).Width > 4 * 64);
    }

    [Fact]
    public void It_stops_between_steps()
    {
        using CancellationTokenSource stop = new();
        using ToyModel model = new() { BeforePass = stop.Cancel };
        Assert.Throws<OperationCanceledException>(() =>
            StepWatch.Draw(model, TinyModel.Settings("cat", 1), cancellationToken: stop.Token)
        );
        Assert.Single(model.Passes);
    }
}
