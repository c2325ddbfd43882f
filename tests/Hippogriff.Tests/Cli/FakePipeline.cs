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
internal sealed class FakePipeline : IDiffusionPipeline
{
    public List<GenerationRequest> Requests { get; } = [];

    /// <summary>Runs before each step, for cancelling and failing in the middle.</summary>
    public Action<int>? BeforeStep { get; init; }

    public bool Disposed { get; private set; }

    public string Name => "fake";

    public string Hash => "0123abcd";

    public GenerationDefaults Defaults { get; } =
        new()
        {
            Steps = 4,
            Sampler = "euler",
            Schedule = "karras",
            Guidance = 2.5,
            Width = 16,
            Height = 16,
        };

    public bool IsGuidanceDistilled { get; init; }

    public ModelFacts Facts => new(Name, Defaults, SizeMultiple: 8, IsGuidanceDistilled);

    /// <summary>Knows every word but one, and reads six.</summary>
    public PromptReading ReadingOf(GenerationRequest request) =>
        new(Read(request.Prompt), request.NegativePrompt.Length == 0 ? null : Read(request.NegativePrompt));

    /// <summary>Reads texts instead of knowing every word but one.</summary>
    public Func<string, TextReading>? Reads { get; init; }

    private TextReading Read(string text) =>
        Reads?.Invoke(text) ?? TextReading.Of(Vocabulary.Split(text), word => word != "zyzzyva", most: 6);

    /// <summary>Batches of two.</summary>
    public async IAsyncEnumerable<GeneratedImage> DrawAsync(
        GenerationRequest request,
        IProgress<GenerationProgress>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        PreparedRequest prepared = Facts.Prepare(request);
        request = prepared.Request;
        Requests.Add(request with { Width = prepared.Settings.Width, Height = prepared.Settings.Height });
        int steps = prepared.Settings.Steps,
            width = prepared.Settings.Width,
            height = prepared.Settings.Height,
            counted = 0;
        for (int first = 0; first < request.Count; first += 2)
        {
            for (int step = 1; step <= steps; step++)
            {
                BeforeStep?.Invoke(++counted);
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(
                    new GenerationProgress(step, steps, steps - step)
                    {
                        Source = new StepPreview(() => Plain(width, height, (byte)step)),
                    }
                );
            }
            await Task.CompletedTask;
            for (int i = first; i < Math.Min(first + 2, request.Count); i++)
                yield return Draw(prepared, i);
        }
    }

    /// <summary>The model that commands look into.</summary>
    public IPictureModel? Model { get; init; }

    public Task<T> RunAsync<T>(
        Func<IPictureModel, CancellationToken, T> work,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            work(Model ?? throw new InvalidOperationException("No model is there to look into."), cancellationToken)
        );

    public void Dispose() => Disposed = true;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static GeneratedImage Draw(PreparedRequest prepared, int picture)
    {
        GenerationSettings settings = prepared.Settings with
        {
            Seed = prepared.Settings.Seed + picture,
            ModelHash = "0123abcd",
        };
        (int steps, int width, int height) = (settings.Steps, settings.Width, settings.Height);
        StepPicture[] kept = prepared.Request.KeepSteps
            ?
            [
                .. Enumerable
                    .Range(0, steps)
                    .Select(i => new StepPicture(steps - 1 - i, Plain(width, height, 40), Plain(width, height, 200))),
            ]
            : [];
        return new GeneratedImage(
            Plain(width, height, (byte)(settings.Seed * 31 + settings.Prompt.Length)),
            settings,
            kept
        );
    }

    internal static RgbImage Plain(int width, int height, byte value)
    {
        byte[] pixels = new byte[width * height * 3];
        Array.Fill(pixels, value);
        return new RgbImage(width, height, pixels);
    }
}
