using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.PromptEncoding;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Checkpoints;

/// <summary>
/// Whole recorded folders, from the prompt to the bytes of the picture: opened by the registry, asked by a request,
/// with the recorded noise in place of a seed's.
/// </summary>
public sealed class WholeRunTests : IDisposable
{
    private const double Tolerance = 1e-4;
    private readonly string _place = Directory.CreateTempSubdirectory("hippogriff-golden-").FullName;

    public static TheoryData<string, string> Runs()
    {
        TheoryData<string, string> runs = [];
        if (!GoldenFolder.Has("pipelines"))
            return runs;
        foreach (string folder in Directory.GetDirectories(GoldenFolder.At("pipelines")).Order())
            if (
                Directory.Exists(Path.Combine(folder, "text_encoder"))
                && CheckpointRegistry.Default.Knows(CheckpointSource.At(folder))
            )
                foreach (string run in Directory.GetFiles(Path.Combine(folder, "runs"), "*.json").Order())
                    if (
                        new RecordedRun(Path.GetFileName(folder), Path.GetFileNameWithoutExtension(run)).IsOfFolderAlone
                    )
                        runs.Add(Path.GetFileName(folder), Path.GetFileNameWithoutExtension(run));
        return runs;
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Runs))]
    public void Every_step_and_the_picture_are_the_recorded_ones(string folder, string name)
    {
        RecordedRun recorded = new(folder, name);
        ModelFolder files = recorded.ModelIn(_place);
        using IPictureModel model = CheckpointLoader.Load(files);
        List<RgbImage> pictures = [];
        for (int prompt = 0; prompt < recorded.Prompts; prompt++)
            pictures.AddRange(Drawn(recorded, model, prompt));
        RequirePictures(recorded, pictures);
    }

    private static IEnumerable<RgbImage> Drawn(RecordedRun recorded, IPictureModel model, int prompt)
    {
        GenerationRequest request = recorded.RequestFor(model.Facts, prompt);
        PreparedRequest prepared = model.Facts.Prepare(request);
        if (recorded.Prompts == 1)
            RequireTokens(recorded, (ClipConditioner)model.Conditioner, request);
        int last = 0;
        IReadOnlyList<GeneratedImage> drawn = TextToImage.Draw(
            model,
            prepared.Settings,
            request.Count,
            new DrawingInputs
            {
                Source = prepared.Request.Source,
                Mask = prepared.Mask,
                Noise = recorded.Noise(prompt),
                IsAsDecoded = true,
                OnStep = step => last = Compare(recorded, step, prompt),
            }
        );
        Assert.Equal(recorded.Steps, last + 1);
        return drawn.Select(one => one.Image);
    }

    /// <summary>Methods of two passes a step were recorded after each pass.</summary>
    private static int Compare(RecordedRun recorded, SamplerStep step, int prompt)
    {
        int stages = recorded.Steps > step.Count ? 2 : 1,
            number = Math.Min(stages * (step.Index + 1), recorded.Steps) - 1;
        Tensor expected = recorded.Rows($"latents.{number}", prompt);
        Near.Require(expected, step.Noisy, Tolerance, $"{recorded}, step {step.Index}");
        return number;
    }

    private static void RequireTokens(RecordedRun recorded, ClipConditioner conditioner, GenerationRequest request)
    {
        int[][] ours =
        [
            .. new[] { request.Prompt, request.NegativePrompt }.Select(text =>
                conditioner.Read(text, PromptWeighting.Diffusers).Chunks[0].Ids.ToArray()
            ),
        ];
        foreach (
            string ids in recorded.Tensors.Names.Where(one => one.EndsWith(".text_encoder", StringComparison.Ordinal))
        )
        {
            int[] numbers = [.. recorded.Tensors.Numbers(ids).Select(id => (int)id)];
            foreach (int[] row in numbers.Chunk(ours[0].Length))
                Assert.Contains(ours, one => one.SequenceEqual(row));
        }
    }

    private static void RequirePictures(RecordedRun recorded, IReadOnlyList<RgbImage> drawn)
    {
        byte[] expected = [.. recorded.Tensors["picture"].data<byte>()],
            found = [.. drawn.SelectMany(image => image.Pixels)];
        Assert.Equal(expected.Length, found.Length);
        int[] off = [.. expected.Zip(found, (a, b) => Math.Abs(a - b))];
        Assert.True(off.Max() <= 1, $"{recorded}: a value of the picture is off by {off.Max()}");
        Assert.True(
            off.Count(by => by == 0) >= 0.99 * off.Length,
            $"{recorded}: {off.Count(by => by > 0)} of {off.Length} values of the picture are off by one"
        );
    }
}
