using System.Runtime.CompilerServices;
using Hippogriff.Cli.Hosting;
using Hippogriff.Imaging;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Cli;

/// <summary>
/// A model that draws one colour, made of the seed and the prompt; it needs no libtorch and remembers what it was
/// asked.
/// </summary>
internal sealed class FakePipeline : IPicturePipeline
{
    public List<GenerationRequest> Requests { get; } = [];

    /// <summary>Runs before each step, for cancelling and failing in the middle.</summary>
    public Action<int>? BeforeStep { get; init; }

    public bool Disposed { get; private set; }

    public string Name => "fake";

    public GenerationDefaults Defaults { get; } = new(4, "euler", "karras", 2.5, 16, 16);

    public int SizeMultiple => 8;

    /// <summary>Knows every word but one, and reads six.</summary>
    public PromptReading ReadingOf(GenerationRequest request) =>
        new(Read(request.Prompt), request.NegativePrompt.Length == 0 ? null : Read(request.NegativePrompt));

    private static TextReading Read(string text) =>
        TextReading.Of(Vocabulary.Split(text), word => word != "zyzzyva", most: 6);

    /// <summary>Batches of two.</summary>
    public async IAsyncEnumerable<GeneratedImage> DrawAsync(
        GenerationRequest request,
        IProgress<GenerationProgress>? progress,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        Requests.Add(request);
        int steps = request.Steps ?? Defaults.Steps,
            width = request.Width!.Value,
            height = request.Height!.Value,
            counted = 0;
        for (int first = 0; first < request.Count; first += 2)
        {
            for (int step = 1; step <= steps; step++)
            {
                BeforeStep?.Invoke(++counted);
                stop.ThrowIfCancellationRequested();
                progress?.Report(
                    new GenerationProgress(step, steps, steps - step)
                    {
                        Source = new StepPreview(() => Plain(width, height, (byte)step)),
                    }
                );
            }
            await Task.CompletedTask;
            for (int i = first; i < Math.Min(first + 2, request.Count); i++)
                yield return Draw(request, request.Seed!.Value + i, steps, width, height);
        }
    }

    /// <summary>The model that commands look into.</summary>
    public IPictureModel? Model { get; init; }

    public Task<T> RunAsync<T>(Func<IPictureModel, CancellationToken, T> work, CancellationToken stop) =>
        Task.FromResult(work(Model ?? throw new InvalidOperationException("No model is there to look into."), stop));

    public void Dispose() => Disposed = true;

    private GeneratedImage Draw(GenerationRequest request, long seed, int steps, int width, int height)
    {
        GenerationSettings settings = new(
            request.Prompt,
            request.NegativePrompt,
            seed,
            steps,
            request.Sampler ?? Defaults.Sampler,
            request.Schedule ?? Defaults.Schedule,
            request.Guidance ?? Defaults.Guidance,
            width,
            height,
            request.Source is null ? null : request.Strength,
            Name,
            "0123abcd"
        )
        {
            MaskBlur = request.Mask is null ? null : request.MaskBlur,
        };
        StepPicture[] kept = request.KeepSteps
            ?
            [
                .. Enumerable
                    .Range(0, steps)
                    .Select(i => new StepPicture(steps - 1 - i, Plain(width, height, 40), Plain(width, height, 200))),
            ]
            : [];
        return new GeneratedImage(Plain(width, height, (byte)(seed * 31 + request.Prompt.Length)), settings, kept);
    }

    internal static RgbImage Plain(int width, int height, byte value)
    {
        byte[] pixels = new byte[width * height * 3];
        Array.Fill(pixels, value);
        return new RgbImage(width, height, pixels);
    }
}
