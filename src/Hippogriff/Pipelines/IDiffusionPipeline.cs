namespace Hippogriff.Pipelines;

/// <summary>A loaded model: <see cref="DiffusionPipeline"/>, or a test double.</summary>
public interface IDiffusionPipeline : IDisposable, IAsyncDisposable
{
    /// <summary>Name, defaults and size multiple of the model.</summary>
    ModelFacts Facts { get; }

    /// <summary>First ten hex digits of the hash of the model's weights.</summary>
    string Hash { get; }

    /// <summary>
    /// How the model will read a request: words it reads, words unknown to it and the LoRAs, words beyond its limit,
    /// and options without effect. Each picture has the same (<see cref="GeneratedImage.Reading"/>). Thread-safe, also
    /// during sampling.
    /// </summary>
    /// <exception cref="HippogriffException">The file of a LoRA cannot be read.</exception>
    PromptReading ReadingOf(GenerationRequest request);

    /// <summary>
    /// Draws pictures and returns them as soon as their batch is finished. Returned pictures are complete even if the
    /// rest fails. Cancellation stops within one step and frees the run's memory.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">
    /// Receives every step, on the thread that draws; steps of several batches are counted continuously. A
    /// <see cref="Progress{T}"/> receives them later on another thread: see <see cref="GenerationProgress.Preview"/>.
    /// </param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The pictures, in order of seeds.</returns>
    /// <exception cref="HippogriffException">The request is not valid; the message says what is allowed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the pipeline was disposed during the
    /// run.</exception>
    IAsyncEnumerable<GeneratedImage> DrawAsync(
        GenerationRequest request,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Runs <paramref name="work"/> with the model itself, on the thread that owns the device, after earlier requests,
    /// for callers that need the model itself. The pipeline keeps ownership of the model; tensors of the work are
    /// disposed with it.
    /// </summary>
    /// <param name="work">Receives the model and a cancellation token.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">It was cancelled, or the pipeline was disposed during the
    /// work.</exception>
    Task<T> RunAsync<T>(Func<IPictureModel, CancellationToken, T> work, CancellationToken cancellationToken = default);
}

/// <summary>Drawing in one call.</summary>
public static class DiffusionPipelineExtensions
{
    /// <summary>Draws all pictures of a request.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="request">The request.</param>
    /// <param name="progress">Told after every step, on the thread that draws.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The pictures, in order of seeds.</returns>
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
    /// <param name="prompt">The prompt; it replaces the one in <paramref name="options"/>.</param>
    /// <param name="options">The other options; null for the model's defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The pictures, in order of seeds; one, unless <see cref="GenerationOptions.Count"/> is larger.</returns>
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
