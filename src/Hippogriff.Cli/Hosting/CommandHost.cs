using System.Buffers.Binary;
using System.Security.Cryptography;
using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Hosting;

/// <summary>The external dependencies of the commands; tests replace them.</summary>
internal sealed record CommandHost
{
    public required Terminal Terminal { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Draws a seed if the user gives none.</summary>
    public required Func<long> FreshSeed { get; init; }

    /// <summary>Loads a model.</summary>
    public required OpenPipeline OpenPipeline { get; init; }

    /// <summary>Finds the model of a picture.</summary>
    public Func<WantedModel, FoundModel> FindModel { get; init; } = RememberedModel.Find;

    /// <summary>Trains a model.</summary>
    public required RunTraining RunTraining { get; init; }

    /// <summary>Default folder for pictures.</summary>
    public string OutFolder { get; init; } = "out";

    public static CommandHost OfProcess() =>
        new()
        {
            Terminal = Terminal.OfProcess(),
            Clock = TimeProvider.System,
            FreshSeed = () => BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(sizeof(uint))),
            OpenPipeline = LoadedPipeline.OpenAsync,
            RunTraining = RequestedTraining.RunAsync,
        };
}

/// <summary>
/// Loads the model named <paramref name="model"/>; null is the default one. The requested size matters only for
/// <c>folder:</c> models.
/// </summary>
internal delegate Task<IPicturePipeline> OpenPipeline(
    string? model,
    PictureSize? size,
    string device,
    CancellationToken stop
);

/// <summary>The part that commands use of a <see cref="DiffusionPipeline"/>.</summary>
internal interface IPicturePipeline : IDisposable
{
    string Name { get; }

    GenerationDefaults Defaults { get; }

    int SizeMultiple { get; }

    /// <inheritdoc cref="DiffusionPipeline.ReadingOf"/>
    PromptReading ReadingOf(GenerationRequest request);

    /// <inheritdoc cref="DiffusionPipeline.DrawAsync"/>
    IAsyncEnumerable<GeneratedImage> DrawAsync(
        GenerationRequest request,
        IProgress<GenerationProgress>? progress,
        CancellationToken stop
    );

    /// <summary>Draws all pictures of a request.</summary>
    async Task<IReadOnlyList<GeneratedImage>> GenerateAsync(
        GenerationRequest request,
        IProgress<GenerationProgress>? progress,
        CancellationToken stop
    )
    {
        List<GeneratedImage> pictures = [];
        await foreach (GeneratedImage picture in DrawAsync(request, progress, stop))
            pictures.Add(picture);
        return pictures;
    }

    /// <summary>Runs <paramref name="work"/> with the model on the thread that owns it.</summary>
    Task<T> RunAsync<T>(Func<IPictureModel, CancellationToken, T> work, CancellationToken stop);
}

/// <summary>A real model behind <see cref="IPicturePipeline"/>.</summary>
internal sealed class LoadedPipeline(DiffusionPipeline pipeline) : IPicturePipeline
{
    public string Name => pipeline.Name;

    public GenerationDefaults Defaults => pipeline.Defaults;

    public int SizeMultiple => pipeline.SizeMultiple;

    public PromptReading ReadingOf(GenerationRequest request) => pipeline.ReadingOf(request);

    public static async Task<IPicturePipeline> OpenAsync(
        string? model,
        PictureSize? size,
        string device,
        CancellationToken stop
    ) =>
        new LoadedPipeline(
            await (
                FolderPipeline.IsMeant(model)
                    ? FolderPipeline.OpenAsync(model!, size, device, stop)
                    : DiffusionPipeline.LoadAsync(model, new LoadOptions { Device = device }, stop)
            )
        );

    public IAsyncEnumerable<GeneratedImage> DrawAsync(
        GenerationRequest request,
        IProgress<GenerationProgress>? progress,
        CancellationToken stop
    ) => pipeline.DrawAsync(request, progress, stop);

    public Task<T> RunAsync<T>(Func<IPictureModel, CancellationToken, T> work, CancellationToken stop) =>
        pipeline.RunAsync(work, stop);

    public void Dispose() => pipeline.Dispose();
}
