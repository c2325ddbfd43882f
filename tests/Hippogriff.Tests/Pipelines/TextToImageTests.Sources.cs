using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

public partial class TextToImageTests
{
    [Fact]
    public void A_hardly_noised_picture_stays_near_its_source_and_a_noised_one_does_not()
    {
        using ToyModel model = new() { Trust = 1 }; // takes what it sees for clean
        RgbImage source = TinyModel.Plain(16, 16, 30, 120, 210);
        double slight = Distance(0.05),
            half = Distance(0.5),
            whole = Distance(1);
        Assert.True(slight < 10, $"{slight}");
        Assert.True(half > 2 * slight && whole > half, $"{slight}, {half}, {whole}");

        double Distance(double strength)
        {
            RgbImage image = TextToImage
                .Draw(model, TinyModel.Settings("", 1) with { Strength = strength }, 1, new() { Source = source })[0]
                .Image;
            return image.Pixels.Zip(source.Pixels, (p, q) => Math.Abs(p - q)).Average();
        }
    }

    [Fact]
    public void Strength_0_brings_the_source_back_and_near_0_it_hardly_changes_though_the_model_s_code_loses_much_of_it()
    {
        // its autoencoder was never trained
        using NetworkModel model = TinyModel.Create(latent: true, prediction: Prediction.Flow);
        RgbImage source = new(16, 16, [.. Enumerable.Range(0, 16 * 16 * 3).Select(i => (byte)(i * 7 % 251))]);
        Assert.Equal(0, Distance(0));
        double near = Distance(1e-6),
            far = Distance(0.1);
        Assert.True(near < 2, $"{near}");
        Assert.True(far > 3 * near + 5, $"{near}, {far}");

        double Distance(double strength)
        {
            GenerationSettings settings = TinyModel.Settings("red", 1) with { Strength = strength };
            IReadOnlyList<GeneratedImage> drawn = TextToImage.Draw(model, settings, 2, new() { Source = source });
            Assert.Equal([1, 2], drawn.Select(picture => picture.Settings.Seed));
            return drawn[0].Image.Pixels.Zip(source.Pixels, (p, q) => Math.Abs(p - q)).Average();
        }
    }

    [Fact]
    public void From_a_source_every_picture_of_a_batch_goes_its_own_way()
    {
        using NetworkModel model = TinyModel.Create(latent: true);
        GenerationSettings settings = TinyModel.Settings("red", 5) with { Strength = 0.7 };
        RgbImage source = TinyModel.Plain(16, 16, 200, 20, 20);
        IReadOnlyList<GeneratedImage> batch = TextToImage.Draw(model, settings, 2, new() { Source = source });
        Assert.NotEqual(batch[0].Image.Pixels, batch[1].Image.Pixels);
        Assert.InRange(
            TinyModel.Difference(
                batch[1].Image,
                TextToImage.Draw(model, batch[1].Settings, 1, new() { Source = source })[0].Image
            ),
            0,
            1
        );
    }
}
