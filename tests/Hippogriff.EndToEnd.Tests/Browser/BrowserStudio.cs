using Hippogriff.Adapters;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Setup;
using Hippogriff.Studio.Trainings;
using Hippogriff.Tests.Adapters;
using Hippogriff.Tests.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// A real studio on a free port, its data in a folder that goes with it. Draws with <see cref="PaintedModel"/> unless a
/// model is named.
/// </summary>
internal sealed class BrowserStudio : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly StudioOptions _options;
    private readonly IModelSource _models;
    private WebApplication _app;

    private BrowserStudio(
        DirectoryInfo folder,
        StudioOptions options,
        IModelSource models,
        WebApplication app,
        Pace pace
    ) =>
        (_folder, _options, _models, _app, Pace, Address) = (
            folder,
            options,
            models,
            app,
            pace,
            new Uri(StudioHost.AddressOf(app))
        );

    public Pace Pace { get; }

    public string Data => _folder.FullName;

    public Uri Address { get; }

    public IJobQueue Queue => _app.Services.GetRequiredService<JobQueue>();

    public IGallery Gallery => _app.Services.GetRequiredService<PictureGallery>();

    public TrainingService Trainings => _app.Services.GetRequiredService<TrainingService>();

    public IUploads Uploads => _app.Services.GetRequiredService<Uploads>();

    /// <summary>Starts one.</summary>
    /// <param name="shippedModel">Models are loaded by name from where they lie.</param>
    /// <param name="tinyTraining">Puts six captioned pictures called "squares" and a recipe "tiny", whose steps take
    /// milliseconds, into its folder.</param>
    /// <param name="model">Makes the model that draws instead; it may be made more than once.</param>
    /// <param name="checkpoint">Folder or file of the model that is the default one; null for another.</param>
    public static async Task<BrowserStudio> StartAsync(
        bool shippedModel = false,
        bool tinyTraining = false,
        Func<IPictureModel>? model = null,
        string? checkpoint = null
    )
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hippogriff-studio-");
        if (tinyTraining)
            TinyTraining.Write(folder.FullName);
        Pace pace = new();
        StudioOptions options = new()
        {
            Port = 0,
            Data = folder.FullName,
            Logs = StudioLogs.None,
            Model = checkpoint,
        };
        // the pages list what is installed
        IModelSource models = StudioModels.SourceOf(options);
        if (!shippedModel && checkpoint is null)
            models = new OneModelSource(() => model?.Invoke() ?? new PaintedModel(pace)) { Shown = models };
        WebApplication app = Build(options, models);
        await app.StartAsync();
        return new BrowserStudio(folder, options, models, app, pace);
    }

    private static WebApplication Build(StudioOptions options, IModelSource models) =>
        StudioHost.Build(options, builder => builder.Services.AddSingleton(models));

    /// <summary>Ends it, as Ctrl-C does; its address answers no more.</summary>
    public async Task StopAsync()
    {
        _options.Port = Address.Port;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Starts another one in the same folder at the same address.</summary>
    public async Task StartAgainAsync()
    {
        _app = Build(_options, _models);
        await _app.StartAsync();
    }

    /// <summary>Draws without a browser, and waits until the pictures are in the gallery.</summary>
    public async Task<IReadOnlyList<long>> DrawAsync(JobRequest order)
    {
        Job job = await Queue.EnqueueAsync(order, "a test");
        using CancellationTokenSource patience = new(Patience.Long);
        await foreach (JobEvent happened in Queue.WatchAsync(job.Id, previews: false, patience.Token))
        {
            if (!happened.Job.HasEnded)
                continue;
            Assert.Equal(JobState.Done, happened.Job.State);
            return happened.Job.Pictures;
        }
        throw new InvalidOperationException("The job went away.");
    }

    /// <summary>Installs "my-dog", a LoRA for the tiny model with the new word "rex".</summary>
    public void InstallLora()
    {
        using Lora dog = TinyLora.Create(words: "rex");
        LoraFile.Write(Path.Combine(Data, "loras", "my-dog.safetensors"), dog);
    }

    /// <summary>The pixels of a picture of the gallery.</summary>
    public byte[] Pixels(long id) => ImageFile.Decode(Gallery.Png(id)!, "a picture of the gallery").Pixels;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
