using Hippogriff.Data.Examples;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Tests.Models;
using Hippogriff.Training.Objectives;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public class ObjectiveTests
{
    private static readonly Vocabulary words = Vocabulary.From(["a red square", "a green square", "a blue square"]);

    /// <summary>A new network says 0, so every loss is known in closed form.</summary>
    private static DenoiserObjective Silent(
        DenoiserObjectiveSettings settings,
        Autoencoder? codec = null,
        NoiseFamily? family = null
    ) =>
        new(
            new LearningNetwork(
                new TextToImageNetwork(
                    new TextEncoder(
                        new TextEncoderConfig(words.Words.Count, TinyNetworks.TextLength, TinyNetworks.TextWidth, 1)
                    ),
                    TinyNetworks.Config("u_net", codec is null ? 3 : 4).Build()
                ),
                codec,
                words,
                ScalarType.Float32,
                CPU
            ),
            new ColourSource(),
            4,
            settings,
            family: family
        );

    [Theory]
    [InlineData(0.9, 1 / 0.81)]
    [InlineData(0.5, 4)]
    [InlineData(0.1, 16)] // 100, capped
    public void A_guess_of_the_picture_is_judged_by_the_velocity_it_implies(double sigma, double weight)
    {
        using DisposeScope scope = NewDisposeScope();
        DenoiserObjective objective = Silent(new DenoiserObjectiveSettings(MaxWeight: 16));
        using Generator random = new(1, CPU);
        PictureBatch batch = objective.Prepare(0);
        Tensor clean = objective.Target(batch);
        Tensor loss = objective.LossAt(batch, clean, full(new long[] { 4 }, Held((float)sigma)), random);
        Assert.Equal([4], loss.shape);
        for (int i = 0; i < 4; i++)
            Assert.Equal(clean[i].Squared().mean().item<float>() * weight, loss[i].item<float>(), 1e-3);
    }

    [Fact]
    public void A_guess_of_the_velocity_is_judged_as_it_is()
    {
        using DisposeScope scope = NewDisposeScope();
        DenoiserObjective objective = Silent(new DenoiserObjectiveSettings(Prediction.Flow));
        using Generator random = new(1, CPU),
            same = new(1, CPU);
        PictureBatch batch = objective.Prepare(0);
        Tensor clean = objective.Target(batch),
            noise = randn(clean.shape, generator: same);
        Tensor loss = objective.LossAt(batch, clean, full(new long[] { 4 }, Held(0.5f)), random);
        Assert.True(TinyNetworks.LargestDifference((noise - clean).Squared().mean([1, 2, 3]), loss) < 1e-4);
    }

    [Fact]
    public void A_share_of_the_levels_is_drawn_where_the_layout_is_decided()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new(1, CPU);
        Tensor none = Silent(new DenoiserObjectiveSettings()).Levels(4000, random),
            all = Silent(new DenoiserObjectiveSettings(LayoutShare: 1)).Levels(4000, random);
        Tensor some = Silent(new DenoiserObjectiveSettings(LayoutShare: 0.25)).Levels(4000, random);
        Assert.True(all.min().item<float>() >= 0.85 && all.max().item<float>() <= 1);
        Assert.Equal(0.925, all.mean().item<float>(), 0.005);
        // sigmoid(n) is above 0.85 where n > 1.735: 4.1 in 100. A quarter of the others joins them.
        Assert.Equal(0.041, none.gt(Held(0.85)).to(ScalarType.Float32).mean().item<float>(), 0.01);
        Assert.Equal(0.25 + 0.75 * 0.041, some.gt(Held(0.85)).to(ScalarType.Float32).mean().item<float>(), 0.02);
    }

    [Fact]
    public void A_network_of_another_family_and_prediction_is_judged_by_its_own_target()
    {
        using DisposeScope scope = NewDisposeScope();
        DenoiserObjective objective = Silent(
            new DenoiserObjectiveSettings(Prediction.Epsilon),
            family: new VariancePreserving()
        );
        using Generator random = new(1, CPU),
            same = new(1, CPU);
        PictureBatch batch = objective.Prepare(0);
        Tensor clean = objective.Target(batch),
            noise = randn(clean.shape, generator: same);
        Tensor loss = objective.LossAt(batch, clean, full(new long[] { 4 }, Held(7f)), random);
        Assert.True(TinyNetworks.LargestDifference(noise.Squared().mean([1, 2, 3]), loss) < 1e-4);
        Tensor levels = objective.Levels(4000, random);
        // Stable Diffusion's range
        Assert.True(levels.min().item<float>() >= 0.029 && levels.max().item<float>() <= 14.62);
        Assert.Equal(1.6, levels.median().item<float>(), 0.15); // its sigma at step 499.5
    }

    [Fact]
    public void A_loss_follows_its_generator_and_its_batch_only()
    {
        using DisposeScope scope = NewDisposeScope();
        DenoiserObjective objective = Silent(new DenoiserObjectiveSettings());
        float first = At(1, 0);
        Assert.Equal(first, At(1, 0));
        Assert.NotEqual(first, At(2, 0));
        Assert.Equal(objective.Prepare(3).Bytes, objective.Prepare(3).Bytes);
        Assert.Equal("a red square", objective.Prepare(3).Captions[0]); // example 12

        float At(ulong seed, long step)
        {
            using Generator random = new(seed, CPU);
            return objective.Loss(objective.Prepare(step), random).item<float>();
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(0.25, 0.25)]
    public void The_asked_share_of_captions_is_left_out(double dropout, double expected)
    {
        using DisposeScope scope = NewDisposeScope();
        using TextToImageNetwork network = new(
            TinyNetworks.Seeded(
                new TextEncoder(
                    new TextEncoderConfig(words.Words.Count, TinyNetworks.TextLength, TinyNetworks.TextWidth, 0)
                )
            ),
            TinyNetworks.Awake("transformer")
        );
        double empty = 0,
            all = 0;
        network.TextEncoder.register_forward_hook(
            (_, ids, text) =>
            {
                empty += ids.eq(Held(0)).all(1).to(ScalarType.Float32).sum().item<float>();
                all += ids.shape[0];
                return text;
            }
        );
        DenoiserObjective objective = new(
            new LearningNetwork(network, null, words, ScalarType.Float32, CPU),
            new ColourSource(),
            400,
            new DenoiserObjectiveSettings(CaptionDropout: dropout)
        );
        using IDisposable noGradient = no_grad();
        using Generator random = new(3, CPU);
        objective.Loss(objective.Prepare(0), random);
        Assert.Equal(400, all);
        Assert.Equal(expected, empty / all, 0.06);
    }

    [Fact]
    public void With_an_autoencoder_the_target_is_its_code()
    {
        using DisposeScope scope = NewDisposeScope();
        Autoencoder codec = TinyNetworks.Seeded(new Autoencoder(new AutoencoderConfig(4, [16, 16])));
        DenoiserObjective objective = Silent(new DenoiserObjectiveSettings(), codec);
        PictureBatch batch = objective.Prepare(0);
        Tensor target = objective.Target(batch);
        Assert.Equal([4, 4, 4, 4], target.shape);
        Assert.False(target.requires_grad);
        using IDisposable noGradient = no_grad(); // with one, the norms are computed in another way
        Assert.Equal(0, TinyNetworks.LargestDifference(codec.Encode(batch.Pixels(CPU, ScalarType.Float32)), target));
    }

    [Fact]
    public void Codes_of_a_measured_autoencoder_have_mean_zero_and_spread_one()
    {
        using DisposeScope scope = NewDisposeScope();
        Autoencoder codec = TinyNetworks.Seeded(new Autoencoder(new AutoencoderConfig(4, [16, 16])));
        long before = TinyNetworks.Live;
        LatentStatistics.Measure(codec, new ColourSource(), CPU, ScalarType.Float32);
        Assert.Equal(before, TinyNetworks.Live);
        using IDisposable noGradient = no_grad();
        Tensor latents = codec
            .Encode(PictureBatch.Take(new ColourSource(), 0, 120).Pixels(CPU, ScalarType.Float32))
            .transpose(0, 1)
            .flatten(1);
        Assert.True(latents.mean([1]).abs().max().item<float>() < 0.05);
        Assert.True((latents.std(1) - Held(1)).abs().max().item<float>() < 0.05);
    }

    [Fact]
    public void The_loss_of_an_autoencoder_is_the_error_at_three_sizes()
    {
        using DisposeScope scope = NewDisposeScope();
        Autoencoder codec = TinyNetworks.Seeded(new Autoencoder(new AutoencoderConfig(4, [16])));
        AutoencoderObjective objective = new(codec, new ColourSource(), 3, latentNoise: 0, ScalarType.Float32);
        using Generator random = new(1, CPU);
        PictureBatch batch = objective.Prepare(2);
        Tensor pixels = batch.Pixels(CPU, ScalarType.Float32),
            error = codec.call(pixels) - pixels;
        double expected = 0;
        foreach (int side in new[] { 1, 2, 4 })
            expected += error.view(3, 3, 16 / side, side, 16 / side, side).mean([3, 5]).abs().mean().item<float>();
        Assert.Equal(expected, objective.Loss(batch, random).item<float>(), 1e-5);
    }
}
