using Hippogriff.Devices;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Tests.House;

namespace Hippogriff.Tests.Pipelines;

/// <summary>
/// A picture of a batch is the picture that its seed gives alone, byte for byte: with the shipped networks, whose sums
/// are long enough to round differently in another order.
/// </summary>
public sealed class BatchTests
{
    /// <summary>Model, sampler, guidance, side, threads, sizes of the batches.</summary>
    public static TheoryData<string, string, double, int, int, int[]> Drawings =>
        new()
        {
            { "first", "euler", 4, 128, 2, [2, 3, 8] },
            { "first", "euler", 1, 128, 2, [3] },
            { "first", "euler_ancestral", 30, 128, 1, [2] },
            { "first", "dpmpp_sde", 4, 128, 2, [3] },
            { "first", "dpmpp_2m", 7, 64, 2, [3] },
            { "first", "ddpm", 4, 64, 1, [3] },
            { "first", "unipc", 4, 256, 2, [2] },
            { "first-fast", "euler", 1, 128, 2, [3, 8] },
            { "first-fast", "lcm", 1, 128, 1, [2] },
        };

    [Theory, MemberData(nameof(Drawings))]
    public async Task A_picture_of_a_batch_is_the_one_its_seed_gives_alone(
        string name,
        string sampler,
        double guidance,
        int side,
        int threads,
        int[] counts
    )
    {
        using DeviceLane lane = new("batches", threads);
        await lane.RunAsync(
            _ =>
            {
                using NetworkModel model = PipelineLoader.Load(Path.Combine(Repository.Root, "models", name));
                GenerationSettings settings = new()
                {
                    Prompt = "a cat",
                    NegativePrompt = "",
                    Seed = 1,
                    Steps = 3,
                    Sampler = sampler,
                    Schedule = "uniform",
                    Guidance = guidance,
                    Width = side,
                    Height = side,
                    Model = name,
                    ModelHash = model.Hash,
                    GuidanceInterval = new GuidanceInterval(0.1, 0.8),
                };
                foreach (int count in counts)
                {
                    IReadOnlyList<GeneratedImage> batch = TextToImage.Draw(model, settings, count);
                    foreach (int i in new[] { 0, count - 1 })
                    {
                        RgbImage alone = TextToImage.Draw(model, batch[i].Settings, 1)[0].Image;
                        Assert.True(
                            alone.Pixels.SequenceEqual(batch[i].Image.Pixels),
                            $"picture {i} of {count}: values differ by up to "
                                + $"{TinyModel.Difference(alone, batch[i].Image)}"
                        );
                    }
                }
            },
            TestContext.Current.CancellationToken
        );
    }
}
