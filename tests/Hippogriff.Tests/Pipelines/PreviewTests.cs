using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Imaging;
using Hippogriff.Latents;
using Hippogriff.Pipelines;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

public class PreviewTests
{
    [Fact]
    public async Task Previews_of_a_codec_with_a_matrix_decode_nothing_and_have_the_size_that_is_drawn()
    {
        Counting codec = new();
        await using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() => new Flat(codec));
        List<RgbImage?> previews = [];
        await pipeline.GenerateAsync(
            new GenerationRequest { Prompt = "", PreviewEvery = 1 },
            new Told(report => previews.Add(report.Preview()))
        );
        Assert.Equal(1, codec.Decoded); // the picture itself
        Assert.Equal(3, previews.Count);
        Assert.All(previews, preview => Assert.Equal((8, 4), (preview!.Width, preview.Height)));
        Assert.Equal([255, 128, 0], previews[^1]!.Pixels[..3]);
    }

    private sealed class Told(Action<GenerationProgress> told) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => told(value);
    }

    private sealed class Counting : ILatentCodec
    {
        public int Decoded { get; private set; }

        public int Factor => 4;

        public int Channels => 1;

        public float[,] PreviewMatrix { get; } =
            new float[,]
            {
                { 1, 0 },
                { 0, 0 },
                { 0, -1 },
            };

        public Tensor Encode(Tensor pixels) => throw new NotSupportedException();

        public Tensor Decode(Tensor latents)
        {
            Decoded++;
            return zeros(latents.shape[0], 3, 4 * latents.shape[2], 4 * latents.shape[3]);
        }

        public void Dispose() { }
    }

    /// <summary>Guesses 1 everywhere.</summary>
    private sealed class Flat(ILatentCodec codec) : IPictureModel
    {
        public string Name => "flat";

        public string Hash => "0123456789";

        public GenerationDefaults Defaults { get; } =
            new()
            {
                Steps = 3,
                Sampler = "euler",
                Schedule = "uniform",
                Guidance = 1,
                Width = 8,
                Height = 4,
            };

        public int SizeMultiple => 4;

        public NoiseFamily Family { get; } = new Flow();

        public Device Device => CPU;

        public ITextConditioner Conditioner { get; } = new LetterConditioner();

        public ILatentCodec Codec => codec;

        public Denoiser DenoiserFor(Condition condition) => (x, _) => full_like(x, Held(1));

        public void Dispose() => codec.Dispose();
    }
}
