using System.Runtime.CompilerServices;
using Hippogriff.Adapters;
using Hippogriff.Denoising;
using Hippogriff.Devices;
using Hippogriff.Imaging;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Pipelines.Sharing;

namespace Hippogriff.Pipelines;

/// <summary>
/// A loaded model. Requests run one after the other on the thread that owns the device, or together
/// (<see cref="SharesPasses"/>). Disposing cancels them and frees the memory.
/// </summary>
public sealed class DiffusionPipeline : IDiffusionPipeline
{
    private readonly DeviceLane _lane;
    private readonly IPictureModel _model;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lazy<Task> _freed;
    private readonly RequestAdaptation _adaptation;
    private readonly SharedPasses? _shared; // null for models whose drawings cannot share passes

    private DiffusionPipeline(DeviceLane lane, IPictureModel model)
    {
        (_lane, _model, _freed, _adaptation) = (lane, model, new Lazy<Task>(FreeAsync), new RequestAdaptation(model));
        if (model is NetworkModel { Facts.SharesPasses: true } own)
            _shared = new SharedPasses(lane, own, _adaptation, own.Facts.UsualBatch);
    }

    /// <summary>Name of the model: its folder's name.</summary>
    public string Name => _model.Name;

    /// <inheritdoc/>
    public string Hash => _model.Hash;

    /// <summary>Defaults for missing settings of a request.</summary>
    public GenerationDefaults Defaults => _model.Defaults;

    /// <summary>Width and height must be multiples of this.</summary>
    public int SizeMultiple => _model.SizeMultiple;

    /// <summary>
    /// Whether requests that are made at the same time are drawn together. Each pass of the network serves all that
    /// wait for one, and a request joins at the next step. There are more pictures a second, and each takes longer.
    /// Only models of Hippogriff's own format can, and requests without LoRAs; others run alone, between two passes.
    /// At other sizes than the model's own, values of a picture may differ by 1 from those drawn alone. Off by default.
    /// </summary>
    public bool SharesPasses { get; set; }

    /// <summary>Passes of the network that requests have shared or might have shared.</summary>
    internal long Passes => _shared?.Passes ?? 0;

    /// <summary>Source of the free memory, checked before sampling; replaced in tests.</summary>
    internal FreeMemory Memory { get; set; } = FreeMemory.OfSystem;

    /// <inheritdoc/>
    public ModelFacts Facts => _model.Facts;

    /// <inheritdoc/>
    public PromptReading ReadingOf(GenerationRequest request)
    {
        HashSet<string> added = [.. (request.Loras ?? []).SelectMany(lora => LoraFile.WordsOf(lora.Name))];
        return PromptReading
            .Of(
                text => _model.ReadingOf(text, added),
                request.Prompt,
                request.NegativePrompt,
                request.Guidance ?? _model.Defaults.Guidance
            )
            .With(_model, request.Prompt, request.NegativePrompt, request.PromptWeighting, request.Loras) with
        {
            Ignored = [.. RequestCheck.IgnoredOf(request, Facts), .. _model.FitsOf(request.Loras ?? [])],
        };
    }

    /// <summary>The words of a prompt that are unknown to the model and the LoRAs and have no replacement.</summary>
    public IReadOnlyList<string> UnknownWords(string prompt, IReadOnlyList<LoraChoice>? loras = null) =>
        ReadingOf(new GenerationRequest { Prompt = prompt, Loras = loras ?? [] }).Prompt.Unknown;

    /// <summary>Loads a model: a name or folder for <see cref="Weights.ModelFolder.Find"/>.</summary>
    /// <param name="model">Name or path; null for the default model.</param>
    /// <param name="options">Device, type, threads, progress; null for float32 on the CPU.</param>
    /// <param name="cancellationToken">Cancels loading before the next weight or megabyte, and frees what was
    /// loaded.</param>
    /// <exception cref="HippogriffException">The model cannot be read; the message says what is wrong.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<DiffusionPipeline> LoadAsync(
        string? model = null,
        LoadOptions? options = null,
        CancellationToken cancellationToken = default
    ) => LoadAsync(stop => CheckpointLoader.Load(model, options, stop), options?.Threads, cancellationToken);

    /// <inheritdoc cref="LoadAsync(Func{CancellationToken, IPictureModel}, CancellationToken)"/>
    public static Task<DiffusionPipeline> LoadAsync(
        Func<IPictureModel> load,
        CancellationToken cancellationToken = default
    ) => LoadAsync(_ => load(), threads: null, cancellationToken);

    /// <summary>
    /// A pipeline over any model; <paramref name="load"/> runs on the thread that will own the device.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled; a model that was loaded nevertheless is
    /// disposed.</exception>
    public static Task<DiffusionPipeline> LoadAsync(
        Func<CancellationToken, IPictureModel> load,
        CancellationToken cancellationToken = default
    ) => LoadAsync(load, threads: null, cancellationToken);

    /// <summary>The same with a number of libtorch threads; null for its default.</summary>
    internal static async Task<DiffusionPipeline> LoadAsync(
        Func<CancellationToken, IPictureModel> load,
        int? threads,
        CancellationToken cancellationToken
    )
    {
        DeviceLane lane = new("device", threads);
        try
        {
            IPictureModel loaded = await lane.RunAsync(stop => Loaded(load(stop), stop), cancellationToken)
                .ConfigureAwait(false);
            return new DiffusionPipeline(lane, loaded);
        }
        catch
        {
            await lane.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        static IPictureModel Loaded(IPictureModel model, CancellationToken stop)
        {
            if (!stop.IsCancellationRequested)
                return model;
            model.Dispose();
            throw new OperationCanceledException(stop);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<GeneratedImage> DrawAsync(
        GenerationRequest request,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => DrawAsync(Facts.Prepare(request), progress, cancellationToken);

    /// <summary>Draws a request prepared by <see cref="ModelFacts.Prepare"/> without checking it again.</summary>
    /// <param name="prepared">The request; it was prepared for this model.</param>
    /// <param name="progress">Told after every step, on the thread that draws.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The pictures, in order of seeds, without those of batches that <paramref name="progress"/>
    /// skipped.</returns>
    /// <exception cref="HippogriffException">There is not enough memory for it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, or the pipeline was disposed during the
    /// run.</exception>
    public async IAsyncEnumerable<GeneratedImage> DrawAsync(
        PreparedRequest prepared,
        IProgress<GenerationProgress>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ObjectDisposedException.ThrowIf(_freed.IsValueCreated, this);
        GenerationRequest request = prepared.Request;
        GenerationSettings settings = prepared.Settings with { Model = Name, ModelHash = Hash };
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            _closing.Token
        );
        int atOnce = request.BatchSize ?? _model.Facts.UsualBatch;
        DrawingInputs inputs = DrawingInputs.Of(prepared, MemoryNeed.IsShort(_model, prepared, atOnce, Memory));
        IReadOnlyList<string> unfollowed = [.. prepared.Ignored, .. _model.FitsOf(request.Loras ?? [])];
        try
        {
            for (int first = 0; first < request.Count; first += atOnce)
            {
                GenerationSettings own = settings.OfPicture(first);
                int size = Math.Min(atOnce, request.Count - first);
                BatchProgress? told = BatchProgress.Of(progress, first / atOnce, (request.Count + atOnce - 1) / atOnce);
                IReadOnlyList<GeneratedImage> batch = await BatchAsync(
                        prepared,
                        (model, token) => TextToImage.Draw(model, own, size, inputs, told, token),
                        stop.Token
                    )
                    .ConfigureAwait(false);
                foreach (GeneratedImage image in batch)
                    yield return image with
                    {
                        Reading = image.Reading! with { Ignored = unfollowed },
                    };
            }
        }
        finally
        {
            if (request.Loras is { Count: > 0 })
                _ = RestoreAsync(prepared);
        }
    }

    /// <inheritdoc cref="Pipelines.TextMemory.Of"/>
    public TextMemory TextMemoryFor(IReadOnlyList<LoraChoice>? loras) => TextMemory.Of(_model, loras);

    /// <summary>
    /// Draws a batch beside those of other requests, or alone on the device's thread. There the LoRAs of a request stay
    /// merged for its next batch. A batch that is skipped has no pictures.
    /// </summary>
    private async Task<IReadOnlyList<GeneratedImage>> BatchAsync(
        PreparedRequest prepared,
        Func<IPictureModel, CancellationToken, IReadOnlyList<GeneratedImage>> draw,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (SharesPasses && _shared is not null && prepared.Request.Loras is not { Count: > 0 })
                return await _shared.DrawAsync(draw, cancellationToken).ConfigureAwait(false);
            return await _lane.RunAsync(DrawAlone, cancellationToken).ConfigureAwait(false);
        }
        catch (BatchSkippedException)
        {
            return [];
        }

        IReadOnlyList<GeneratedImage> DrawAlone(CancellationToken token)
        {
            _adaptation.Use(prepared, prepared.Request.Loras ?? []);
            return draw(_model, token);
        }
    }

    /// <inheritdoc/>
    public async Task<T> RunAsync<T>(
        Func<IPictureModel, CancellationToken, T> work,
        CancellationToken cancellationToken = default
    )
    {
        ObjectDisposedException.ThrowIf(_freed.IsValueCreated, this);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            _closing.Token
        );
        return await _lane
            .RunAsync(
                token =>
                {
                    _adaptation.Clear();
                    return work(_model, token);
                },
                stop.Token
            )
            .ConfigureAwait(false);
    }

    /// <summary>Takes the LoRAs of a request away when the lane is free; nobody waits for it.</summary>
    private async Task RestoreAsync(PreparedRequest prepared)
    {
        try
        {
            await _lane.RunAsync(_ => _adaptation.Clear(prepared)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ObjectDisposedException or OperationCanceledException)
        {
            // the model is freed, so there is nothing to restore
        }
    }

    /// <summary>
    /// Cancels running requests within one step and waiting ones immediately, then frees the model. Blocks for up to a
    /// step until this is done; <see cref="DisposeAsync"/> does not block.
    /// </summary>
    public void Dispose()
    {
        Task freed = _freed.Value;
        if (!_lane.IsCurrent && !SharedPasses.IsDrawing)
            freed.GetAwaiter().GetResult(); // a progress report may close its own pipeline: its run ends first
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => new(_freed.Value);

    private async Task FreeAsync()
    {
        _closing.Cancel();
        try
        {
            if (_shared is not null)
                await _shared.EndAsync().ConfigureAwait(false);
            await _lane
                .RunAsync(_ =>
                {
                    _adaptation.Clear();
                    _model.Dispose();
                })
                .ConfigureAwait(false);
        }
        finally
        {
            await _lane.DisposeAsync().ConfigureAwait(false);
            _shared?.Dispose();
        }
    }
}
