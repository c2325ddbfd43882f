using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Studio.Trainings;
using Hippogriff.Tests.Training;
using Hippogriff.Training.Recipes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hippogriff.Tests.Studio;

/// <summary>
/// A training service in a folder of its own, without a server: six captioned pictures called "squares", and a recipe
/// "tiny" whose steps take milliseconds; "tiny-saved" writes a checkpoint after each of them.
/// </summary>
internal sealed class TrainingFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TimeProvider _clock;
    private DataFolder _data;

    /// <param name="clock">What trainings are measured with; null for the system's.</param>
    public TrainingFixture(TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        Options.Data = _folder.In("studio");
        DataFolder.Mark(Options.Data);
        ColourSource.Write(Directory.CreateDirectory(_folder.In("studio/datasets/squares")).FullName);
        TrainingRecipe tiny = TinyRecipe.Create(latent: false);
        _folder.Write("studio/recipes/tiny.json", tiny.ToJson());
        _folder.Write("studio/recipes/tiny-saved.json", (tiny with { CheckpointMinutes = 0 }).ToJson());
        _data = Open();
    }

    public DataFolder Data => _data;

    public StudioOptions Options { get; } = new();

    public Queue Drawing { get; } = new();

    public Datasets Datasets { get; private set; } = null!;

    public TrainingService Service { get; private set; } = null!;

    public RecipeCatalogue Recipes { get; private set; } = null!;

    public string In(string name) => _folder.In(name);

    public string InRun(string run, string name) => Path.Combine(_folder.In("studio/trainings"), run, name);

    public static RunRequest Order(string name = "mine", double minutes = 10, string? from = null) =>
        new()
        {
            Name = name,
            Dataset = "squares",
            Recipe = from is null ? "tiny" : null,
            Minutes = minutes,
            From = from,
        };

    /// <summary>Waits until a run is as it should be.</summary>
    public async Task<RunStatus> UntilAsync(string name, Func<RunStatus, bool> there) =>
        (
            await Patience.UntilAsync(
                () => Task.FromResult(Service.Find(name)),
                run => run is not null && there(run),
                pause: 20
            )
        )!;

    /// <summary>Stops a run and waits until it stands.</summary>
    public async Task<RunStatus> StopAsync(string name)
    {
        Service.Stop(name);
        await Service.WhenQuiet().WithPatience();
        return Service.Find(name)!;
    }

    /// <summary>A new server in the same folder; the old one has ended, or is forgotten as a killed one.</summary>
    public void Reopen()
    {
        _data.Dispose();
        _data = Open();
    }

    public void Dispose()
    {
        if (Service.Training is { } name)
            Service.Stop(name);
        Service.WhenQuiet().Wait(Patience.Long);
        _data.Dispose();
        _folder.Dispose();
    }

    private DataFolder Open()
    {
        DataFolder data = new(Options.Data);
        Datasets = new Datasets(data, Options, TimeProvider.System);
        Recipes = new RecipeCatalogue(data);
        Service = new TrainingService(
            data,
            Options,
            new TrainingMaterial(Datasets, Recipes, StudioModels.SourceOf(Options)),
            new DrawingFirst(Drawing),
            _clock,
            NullLogger<TrainingService>.Instance
        );
        return data;
    }

    /// <summary>
    /// A clock that goes on by a tenth of a second whenever it is looked at: how long a training lasts hangs on its
    /// steps alone.
    /// </summary>
    internal sealed class CountingClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, TimeSpan.TicksPerSecond / 10);
    }

    /// <summary>A queue that says of itself whether it draws, and nothing else.</summary>
    internal sealed class Queue : IJobQueue
    {
        private static readonly JobEvent s_running = new(
            new Job(Guid.Empty, "me", new JobRequest { Prompt = "" }, JobState.Running, default),
            0
        );

        public bool Draws { get; set; }

        public event Action<JobEvent>? Changed
        {
            add { }
            remove { }
        }

        public IReadOnlyList<JobEvent> Open() => Draws ? [s_running] : [];

        public Task<Job> EnqueueAsync(JobRequest order, string client, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Job? Find(Guid id) => null;

        public JobEvent? Now(Guid id) => null;

        public IReadOnlyList<Job> Ended(int most) => [];

        public bool Cancel(Guid id) => false;

        public bool Skip(Guid id) => false;

        public bool Move(Guid id, int position) => false;

        public IAsyncEnumerable<JobEvent> WatchAsync(
            Guid id,
            bool previews,
            CancellationToken cancellationToken = default
        ) => throw new NotSupportedException();
    }
}
