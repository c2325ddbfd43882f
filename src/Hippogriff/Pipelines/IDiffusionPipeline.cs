namespace Hippogriff.Pipelines;

/// <summary>
/// A loaded model, ready to draw: <see cref="DiffusionPipeline"/>, or what stands in for it in a test.
/// </summary>
public interface IDiffusionPipeline : IDisposable, IAsyncDisposable
{
    /// <summary>Name, defaults and size multiple of the model.</summary>
    ModelFacts Facts { get; }

    /// <summary>First ten hex digits of the hash over the model's weights.</summary>
    string Hash { get; }

    /// <summary>
    /// What the model will make of the words of a request: which it reads, which neither it nor one of the LoRAs has
    /// ever seen, which stand behind the last that it reads, and what of the request has no effect. Each picture says
    /// the same (<see cref="GeneratedImage.Reading"/>). May be asked from any thread, also while it draws.
    /// </summary>
    /// <exception cref="HippogriffException">The file of a LoRA cannot be read.</exception>
    PromptReading ReadingOf(GenerationRequest request);

    /// <summary>
    /// Draws, and hands out pictures as soon as the batch that they are drawn in is done: what has come is whole,
    /// whatever ends the rest. Cancellation stops within one step and frees the run's memory.
    /// </summary>
    /// <param name="request">What to draw.</param>
    /// <param name="progress">
    /// Told after every step, on the device's thread; steps of several batches count on. A <see cref="Progress{T}"/>
    /// hears of them later and elsewhere: see <see cref="GenerationProgress.Preview"/>.
    /// </param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The pictures, in order of their seeds.</returns>
    /// <exception cref="HippogriffException">The request asks for something impossible; the message says what is
    /// allowed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the pipeline disposed while it
    /// drew.</exception>
    IAsyncEnumerable<GeneratedImage> DrawAsync(
        GenerationRequest request,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Runs <paramref name="work"/> with the model itself, on the thread that owns the device, after what came before:
    /// for callers that need the model itself. The model stays the pipeline's; tensors of the work end with it.
    /// </summary>
    /// <param name="work">Gets the model, and a token that says when to stop.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">It was cancelled, or the pipeline disposed while it
    /// ran.</exception>
    Task<T> RunAsync<T>(Func<IPictureModel, CancellationToken, T> work, CancellationToken cancellationToken = default);
}

/// <summary>Drawing in one call.</summary>
public static class DiffusionPipelineExtensions
{
    /// <summary>Draws all pictures of a request.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="request">What to draw.</param>
    /// <param name="progress">Told after every step, on the device's thread.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The pictures, in order of their seeds.</returns>
    /// <inheritdoc cref="IDiffusionPipeline.DrawAsync" path="/exception"/>
    public static async Task<IReadOnlyList<GeneratedImage>> GenerateAsync(
        this IDiffusionPipeline pipeline,
        GenerationRequest request,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        List<GeneratedImage> images = [];
        await foreach (
            GeneratedImage image in pipeline.DrawAsync(request, progress, cancellationToken).ConfigureAwait(false)
        )
            images.Add(image);
        return images;
    }

    /// <summary>Draws a prompt.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="prompt">What to draw; it takes the place of the one in <paramref name="options"/>.</param>
    /// <param name="options">How to draw it; null for the model's defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The pictures, in order of their seeds: one, unless <see cref="GenerationOptions.Count"/> says
    /// more.</returns>
    /// <inheritdoc cref="IDiffusionPipeline.DrawAsync" path="/exception"/>
    public static Task<IReadOnlyList<GeneratedImage>> GenerateAsync(
        this IDiffusionPipeline pipeline,
        string prompt,
        GenerationOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        pipeline.GenerateAsync(
            new GenerationRequest(options ?? new GenerationOptions()) { Prompt = prompt },
            progress: null,
            cancellationToken
        );
}
