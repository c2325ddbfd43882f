using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

public partial class TextToImageTests
{
    public static TheoryData<string, bool, string> Models =>
        new()
        {
            { "transformer", false, "euler" },
            { "u_net", true, "euler_ancestral" },
            { "hourglass", false, "dpmpp_2m" },
            { "deep u_net", false, "dpmpp_sde" },
        };

    [Theory, MemberData(nameof(Models))]
    public void The_same_seed_gives_the_same_bytes(string network, bool latent, string sampler)
    {
        using NetworkModel model = TinyModel.Create(network, latent);
        GenerationSettings settings = TinyModel.Settings("a red square", 11, sampler);
        RgbImage first = TextToImage.Draw(model, settings, 1)[0].Image,
            again = TextToImage.Draw(model, settings, 1)[0].Image;
        Assert.Equal(first.Pixels, again.Pixels);
        Assert.NotEqual(first.Pixels, TextToImage.Draw(model, settings with { Seed = 12 }, 1)[0].Image.Pixels);
        Assert.NotEqual(
            first.Pixels,
            TextToImage.Draw(model, settings with { Prompt = "a blue square" }, 1)[0].Image.Pixels
        );
        Assert.NotEqual(
            first.Pixels,
            TextToImage.Draw(model, settings with { NegativePrompt = "a blue square" }, 1)[0].Image.Pixels
        );
    }

    /// <summary>Convolutions of another batch size may add in another order: one step of 255 is allowed.</summary>
    [Theory, MemberData(nameof(Models))]
    public void Picture_i_of_a_batch_is_the_one_drawn_alone_with_seed_plus_i(
        string network,
        bool latent,
        string sampler
    )
    {
        using NetworkModel model = TinyModel.Create(network, latent);
        GenerationSettings settings = TinyModel.Settings("a green square", -2, sampler, width: 32);
        IReadOnlyList<GeneratedImage> batch = TextToImage.Draw(model, settings, 3);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(-2 + i, batch[i].Settings.Seed);
            GeneratedImage alone = TextToImage.Draw(model, batch[i].Settings, 1)[0];
            Assert.InRange(TinyModel.Difference(batch[i].Image, alone.Image), 0, 1);
        }
        Assert.True(TinyModel.Difference(batch[0].Image, batch[1].Image) > 10);
    }

    [Fact]
    public void Seeds_end_at_the_largest_number()
    {
        using NetworkModel model = TinyModel.Create();
        Assert.Equal(
            long.MaxValue,
            Assert.Single(TextToImage.Draw(model, TinyModel.Settings("", long.MaxValue, steps: 1), 1)).Settings.Seed
        );
        Assert.Throws<HippogriffException>(() =>
            TextToImage.Draw(model, TinyModel.Settings("", long.MaxValue, steps: 1), 2)
        );
    }

    [Fact]
    public void Without_guidance_a_step_costs_one_pass_with_the_prompt_alone()
    {
        using ToyModel model = new();
        TextToImage.Draw(model, TinyModel.Settings("cat", 1, guidance: 1, steps: 5), 2);
        Assert.Equal(5, model.Passes.Count);
        Assert.All(model.Passes, pass => Assert.Equal((2, "cat"), (pass.Rows, string.Join('|', pass.Prompts))));
    }

    [Theory]
    [InlineData(3.0)]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public void With_guidance_a_step_costs_one_pass_of_a_doubled_batch(double guidance)
    {
        using ToyModel model = new();
        TextToImage.Draw(
            model,
            TinyModel.Settings("cat", 1, guidance: guidance, steps: 5) with
            {
                NegativePrompt = "dogs",
            },
            2
        );
        Assert.Equal(5, model.Passes.Count);
        Assert.All(model.Passes, pass => Assert.Equal((4, "dogs|cat"), (pass.Rows, string.Join('|', pass.Prompts))));
    }

    [Fact]
    public void Outside_of_its_interval_guidance_costs_nothing()
    {
        using ToyModel model = new();
        TextToImage.Draw(
            model,
            TinyModel.Settings("cat", 1, guidance: 3, steps: 5) with
            {
                GuidanceInterval = new GuidanceInterval(0.3, 0.7),
            },
            1
        );
        Assert.Equal([1, 1, 2, 2, 1], model.Passes.Select(pass => pass.Rows)); // levels 1, 0.8, 0.6, 0.4, 0.2
    }

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(3, false, 2)]
    [InlineData(3, true, 2)]
    public void Words_are_encoded_once(double guidance, bool interval, int rows)
    {
        using NetworkModel model = TinyModel.Create();
        List<long> encoded = [];
        model.Network.TextEncoder.register_forward_hook(
            (_, words, text) =>
            {
                encoded.Add(words.shape[0]);
                return text;
            }
        );
        TextToImage.Draw(
            model,
            TinyModel.Settings("red", 1, guidance: guidance, steps: 5) with
            {
                GuidanceInterval = interval ? new GuidanceInterval(0.3, 0.7) : GuidanceInterval.Whole,
            },
            2
        );
        Assert.Equal([rows], encoded);
    }

    [Fact]
    public void An_interval_that_is_all_of_the_way_changes_nothing()
    {
        using NetworkModel model = TinyModel.Create();
        GenerationSettings settings = TinyModel.Settings("red", 1) with { NegativePrompt = "blue" };
        RgbImage whole = TextToImage.Draw(model, settings, 1)[0].Image;
        Assert.Equal(
            whole.Pixels,
            TextToImage
                .Draw(model, settings with { GuidanceInterval = new GuidanceInterval(1e-6, 1) }, 1)[0]
                .Image.Pixels
        );
        RgbImage none = TextToImage
            .Draw(model, settings with { GuidanceInterval = new GuidanceInterval(0, 1e-6) }, 1)[0]
            .Image;
        Assert.InRange(
            TinyModel.Difference(none, TextToImage.Draw(model, settings with { Guidance = 1 }, 1)[0].Image),
            0,
            1
        );
    }

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(3, 0.7)] // 0.1 + 3 * (0.3 - 0.1)
    [InlineData(0, 0.1)]
    public void Guidance_walks_from_the_negative_prompt_through_the_positive(double guidance, double value)
    {
        using ToyModel model = new();
        RgbImage image = TextToImage
            .Draw(model, TinyModel.Settings("cat", 1, guidance: guidance) with { NegativePrompt = "-" }, 1)[0]
            .Image;
        Assert.All(image.Pixels, p => Assert.Equal((int)Math.Round((value + 1) * 127.5), p));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Kept_steps_are_the_start_and_every_step_and_end_with_the_picture(int steps)
    {
        using NetworkModel model = TinyModel.Create(latent: true);
        foreach (
            GeneratedImage picture in TextToImage.Draw(
                model,
                TinyModel.Settings("red", 3, steps: steps),
                2,
                new() { KeepSteps = true }
            )
        )
        {
            Assert.Equal(steps + 1, picture.Steps.Count);
            Assert.Equal(model.Family.SigmaMax, picture.Steps[0].Sigma);
            Assert.Equal(0, picture.Steps[^1].Sigma);
            Assert.Equal(picture.Steps.Select(s => s.Sigma).OrderDescending(), picture.Steps.Select(s => s.Sigma));
            Assert.Equal(picture.Image.Pixels, picture.Steps[^1].Noisy.Pixels);
            Assert.All(
                picture.Steps,
                step =>
                    Assert.Equal(
                        (16, 16, 16, 16),
                        (step.Noisy.Width, step.Noisy.Height, step.Clean.Width, step.Clean.Height)
                    )
            );
        }
        Assert.Empty(TextToImage.Draw(model, TinyModel.Settings("red", 3), 1)[0].Steps);
    }

    [Fact]
    public void Keeping_steps_changes_no_picture()
    {
        using NetworkModel model = TinyModel.Create();
        GenerationSettings settings = TinyModel.Settings("red", 3, "euler_ancestral");
        Assert.Equal(
            TextToImage.Draw(model, settings, 1)[0].Image.Pixels,
            TextToImage
                .Draw(model, settings, 1, new() { KeepSteps = true }, progress: new Heard(p => p.Preview()))[0]
                .Image.Pixels
        );
    }

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(3.0, false)]
    [InlineData(3.0, true)]
    public void Drawing_leaves_no_tensor_behind(double guidance, bool latent)
    {
        using NetworkModel model = TinyModel.Create(latent: latent);
        GenerationSettings settings = TinyModel.Settings("red", 3, "dpmpp_2m", guidance);
        TextToImage.Draw(model, settings, 2);
        long before = TinyNetworks.Live;
        TextToImage.Draw(model, settings, 2, new() { KeepSteps = true }, progress: new Heard(p => p.Preview()));
        TextToImage.Draw(
            model,
            settings with
            {
                Strength = 0.5,
            },
            2,
            new() { Source = TinyModel.Plain(16, 16, 9, 9, 9) }
        );
        Assert.Equal(before, TinyNetworks.Live);
    }

    [Theory]
    [InlineData("euler")]
    [InlineData("unipc")]
    public void Cancelled_it_ends_before_the_next_step_and_leaves_no_tensor_behind(string sampler)
    {
        using NetworkModel model = TinyModel.Create();
        TextToImage.Draw(model, TinyModel.Settings("red", 3, sampler), 1);
        using CancellationTokenSource stop = new();
        int steps = 0;
        long before = TinyNetworks.Live;
        Heard progress = new(_ =>
        {
            if (++steps == 2)
                stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() =>
            TextToImage.Draw(
                model,
                TinyModel.Settings("red", 3, sampler, steps: 8),
                2,
                progress: progress,
                cancellationToken: stop.Token
            )
        );
        Assert.Equal(2, steps);
        Assert.Equal(before, TinyNetworks.Live);
    }

    [Fact]
    public void A_model_that_fails_leaves_no_tensor_behind()
    {
        using ToyModel model = new();
        model.BeforePass = () =>
        {
            if (model.Passes.Count == 2)
                throw new InvalidDataException("broken");
        };
        long before = TinyNetworks.Live;
        Assert.Throws<InvalidDataException>(() => TextToImage.Draw(model, TinyModel.Settings("red", 3, steps: 5), 2));
        Assert.Equal(before, TinyNetworks.Live);
    }

    [Fact]
    public void An_empty_prompt_draws_without_words()
    {
        using NetworkModel model = TinyModel.Create();
        Assert.Equal(16, TextToImage.Draw(model, TinyModel.Settings("", 3), 1)[0].Image.Width);
    }
}

/// <summary>Hears at once, on the thread that reports.</summary>
internal sealed class Heard(Action<GenerationProgress> report) : IProgress<GenerationProgress>
{
    public void Report(GenerationProgress value) => report(value);
}
