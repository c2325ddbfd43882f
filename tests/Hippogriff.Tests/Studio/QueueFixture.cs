using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Tests.Pipelines;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hippogriff.Tests.Studio;

/// <summary>
/// The queue with its store, gallery and a toy model, without a server; what the worker does is done by the test.
/// </summary>
internal sealed class QueueFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ModelCache> _forgotten = []; // of servers before
    private DataFolder _data = null!;
    private StudioDatabase _database = null!;

    public QueueFixture() => Open();

    public StudioOptions Options { get; } = new();

    public JobQueue Queue { get; private set; } = null!;

    public PictureGallery Gallery { get; private set; } = null!;

    public JobStore Store { get; private set; } = null!;

    public Uploads Uploads { get; private set; } = null!;

    public ModelCache Cache { get; private set; } = null!;

    public JobRequestValidator Orders { get; private set; } = null!;

    public StepPace Pace { get; private set; } = null!;

    public LoraCatalogue Loras => new(Options);

    public ToyModel Model { get; } = new();

    public ManualClock Clock { get; } = new();

    public string In(string name) => _folder.In(name);

    public Task<Job> TakeAsync(string prompt = "a cat", string client = "me") =>
        Queue.EnqueueAsync(new JobRequest { Prompt = prompt, Seed = 1 }, client);

    /// <summary>The next job begins, as when the worker takes it.</summary>
    public Task<QueuedJob> NextAsync() => Queue.Work.TakeAsync(_ => true, Patience.Token);

    /// <summary>What somebody hears who watches a job.</summary>
    public IAsyncEnumerator<JobEvent> Watch(Guid id, bool previews, int even = 0) =>
        Queue.WatchAsync(id, previews, even, Patience.Token).GetAsyncEnumerator();

    /// <summary>Draws the next job as the worker does, or a part of it.</summary>
    public async Task<Job> DrawNextAsync()
    {
        QueuedJob entry = await NextAsync();
        Queue.Work.Finish(entry, Gallery, await ImagesAsync(entry.Job.Order.Prompt, entry.Job.Order.Seed));
        return entry.Job;
    }

    /// <summary>A drawn picture.</summary>
    public async Task<IReadOnlyList<GeneratedImage>> ImagesAsync(
        string prompt,
        long? seed = 1,
        int count = 1,
        bool steps = false
    )
    {
        using ModelCache.Lease model = await Cache.LeaseAsync(null);
        return await model.Pipeline.GenerateAsync(
            new GenerationRequest
            {
                Prompt = prompt,
                Seed = seed,
                Count = count,
                KeepSteps = steps,
            }
        );
    }

    /// <summary>Draws a picture and hangs it: its number.</summary>
    public async Task<long> AddAsync(string prompt, long seed = 1, bool steps = false) =>
        Add(Guid.NewGuid(), await ImagesAsync(prompt, seed, steps: steps)).Single();

    /// <summary>Adds pictures as the end of a job does, and what <paramref name="also"/> writes.</summary>
    public IReadOnlyList<long> Add(
        Guid job,
        IReadOnlyList<GeneratedImage> images,
        Action<SqliteConnection>? also = null
    )
    {
        using UnitOfWork unit = new(_database);
        IReadOnlyList<long> ids = Gallery.Add(unit, job, images);
        if (also is not null)
            unit.Write(also);
        unit.Commit();
        return ids;
    }

    /// <summary>
    /// Lets go of everything without any farewell, as a killed process does, and opens the folder again.
    /// </summary>
    public void Reopen()
    {
        _forgotten.Add(Cache);
        Close();
        Open();
    }

    /// <summary>Lets go of the folder.</summary>
    public void Close()
    {
        _database.Dispose();
        _data.Dispose();
    }

    /// <summary>What was found when the folder was opened last, but for its rights.</summary>
    public IReadOnlyList<string> Notes => _data.Notes;

    public async ValueTask DisposeAsync()
    {
        foreach (ModelCache cache in _forgotten.Append(Cache))
            await cache.DisposeAsync();
        Queue.Dispose();
        Close();
        _folder.Dispose();
    }

    /// <summary>The memory of the machine.</summary>
    public SetMemory Memory { get; } = new();

    /// <summary>Opens the folder.</summary>
    public void Open()
    {
        Options.Data = _folder.In("studio");
        _data = new DataFolder(Options.Data, Clock);
        try
        {
            _database = new StudioDatabase(_data);
        }
        catch
        {
            _data.Dispose();
            throw;
        }
        Store = new JobStore(_database);
        Gallery = new PictureGallery(_database, _data, Clock);
        Uploads = new Uploads(_data, Options, TimeProvider.System);
        Cache = new ModelCache(new OneModelSource(() => Model), Options, Memory);
        Orders = new JobRequestValidator(Options, Cache, Uploads, Loras, new DrawingMemory(Memory, Options));
        Pace = new StepPace();
        Queue = new JobQueue(
            Store,
            Orders,
            Pace,
            new OwnerShares(Options, ApiKeys.Of(Options)),
            Clock,
            NullLogger<JobQueue>.Instance
        );
    }

    /// <summary>The machine's memory, or as much as is set.</summary>
    internal sealed class SetMemory : FreeMemory
    {
        public long? Total { get; set; }

        public long? Free { get; set; }

        public override long Bytes => Free ?? base.Bytes;

        public override long TotalBytes => Total ?? base.TotalBytes;
    }

    /// <summary>A clock that stands until it is moved.</summary>
    internal sealed class ManualClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;
    }
}
