using Hippogriff.Data.Examples;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Tests.Models;
using Hippogriff.Training.Objectives;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public sealed class FeatureDistanceTests
{
    [Fact]
    public void Equal_pictures_are_no_distance_apart_and_brighter_ones_hardly()
    {
        using DisposeScope scope = NewDisposeScope();
        FakeFeatures features = new(8);
        Tensor picture = TinyNetworks.Noise(1, 2, 3, 8, 8),
            other = TinyNetworks.Noise(2, 2, 3, 8, 8);
        Assert.Equal(0, Between(picture, picture));
        Assert.InRange(Between(picture * Held(3.0), picture), 0, 0.01); // features are compared by their direction
        Assert.InRange(Between(picture, other), 0.5, 4);

        double Between(Tensor painted, Tensor truth) => FeatureDistance.Between(features, painted, truth).item<float>();
    }

    [Fact]
    public void The_gradient_goes_to_what_was_painted_and_larger_pictures_are_reduced()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor painted = TinyNetworks.Noise(1, 1, 3, 16, 16).requires_grad_(),
            truth = TinyNetworks.Noise(2, 1, 3, 16, 16).requires_grad_();
        FeatureDistance.Between(new FakeFeatures(8), painted, truth).backward();
        Assert.True(painted.grad!.abs().sum().item<float>() > 0);
        Assert.Null(truth.grad);
        Assert.Contains(
            "no whole multiple",
            Assert
                .Throws<HippogriffException>(() => FeatureDistance.Between(new FakeFeatures(12), painted, truth))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_autoencoder_may_be_told_of_edges_and_of_what_another_network_sees()
    {
        using DisposeScope scope = NewDisposeScope();
        Autoencoder codec = TinyNetworks.Seeded(new Autoencoder(new AutoencoderConfig(4, [16], Finish: 4)));
        double plain = Loss(0, 0),
            edges = Loss(2, 0) - plain,
            features = Loss(0, 3) - plain;
        PictureBatch batch = PictureBatch.Take(new ColourSource(), 2, 3);
        Tensor pixels = batch.Pixels(CPU, ScalarType.Float32),
            again = codec.call(pixels),
            error = again - pixels;
        double expected = error.diff(dim: 2).abs().mean().item<float>() + error.diff(dim: 3).abs().mean().item<float>();
        Assert.Equal(2 * expected, edges, 1e-4);
        expected = FeatureDistance.Between(new FakeFeatures(16), again, pixels).item<float>();
        Assert.Equal(3 * expected, features, 1e-4);

        double Loss(double edgeWeight, double featureWeight)
        {
            AutoencoderObjective objective = new(codec, new ColourSource(), 3, latentNoise: 0, ScalarType.Float32)
            {
                EdgeWeight = edgeWeight,
                Features = featureWeight > 0 ? new FakeFeatures(16) : null,
                FeatureWeight = featureWeight,
            };
            using Generator random = new(1, CPU);
            return objective.Loss(objective.Prepare(2), random).item<float>();
        }
    }
}
