using Hippogriff.Adapters;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Setup;
using Hippogriff.Studio.Trainings;
using Hippogriff.Tests.Adapters;
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
    private WebApplication _app;

    private BrowserStudio(DirectoryInfo folder, StudioOptions options, WebApplication app, Pace pace) =>
        (_folder, _options, _app, Pace, Address) = (folder, options, app, pace, new Uri(StudioHost.AddressOf(app)));

    public Pace Pace { get; }

    public string Data => _folder.FullName;

    public Uri Address { get; }

    public IJobQueue Queue => _app.Services.GetRequiredService<IJobQueue>();

    public IGallery Gallery => _app.Services.GetRequiredService<IGallery>();

    public TrainingService Trainings => _app.Services.GetRequiredService<TrainingService>();

    public IUploads Uploads => _app.Services.GetRequiredService<IUploads>();

    /// <summary>Starts one.</summary>
    /// <param name="shippedModel">Models are loaded by name from where they lie.</param>
    /// <param name="tinyTraining">Puts six captioned pictures called "squares" and a recipe "tiny", whose steps take
    /// milliseconds, into its folder.</param>
    /// <param name="model">Makes the model that draws instead; it may be made more than once.</param>
    public static async Task<BrowserStudio> StartAsync(
        bool shippedModel = false,
        bool tinyTraining = false,
        Func<IPictureModel>? model = null
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
        };
        if (!shippedModel)
            options.Open = (_, stop) =>
                DiffusionPipeline.LoadAsync(() => model?.Invoke() ?? new PaintedModel(pace), stop);
        WebApplication app = StudioHost.Build(options);
        await app.StartAsync();
        return new BrowserStudio(folder, options, app, pace);
    }

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
        _app = StudioHost.Build(_options);
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
