namespace Hippogriff.Pipelines;

/// <summary>A loaded model, ready to draw. One owner at a time per device; disposing it frees its memory.</summary>
public sealed class DiffusionPipeline : IDisposable
{
    private DiffusionPipeline() { }

    /// <summary>Name of the model, its folder's name.</summary>
    public string Name => throw new NotImplementedException();

    /// <summary>What the model draws with when a request leaves things open.</summary>
    public GenerationDefaults Defaults => throw new NotImplementedException();

    /// <summary>Width and height must be multiples of this.</summary>
    public int SizeMultiple => throw new NotImplementedException();

    /// <summary>Loads a model folder.</summary>
    /// <exception cref="HippogriffException">The folder holds no model that can be read; the message says what is wrong.</exception>
    public static Task<DiffusionPipeline> LoadAsync(string folder, string device = "cpu", CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Draws. Cancellation stops within one step and frees the run's memory.</summary>
    /// <exception cref="HippogriffException">The request asks for something impossible; the message says what is allowed.</exception>
    public Task<IReadOnlyList<GeneratedImage>> GenerateAsync(
        GenerationRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
