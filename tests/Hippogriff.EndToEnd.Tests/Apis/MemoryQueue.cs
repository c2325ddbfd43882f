using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>
/// A queue without a disk or a model: it checks orders as the real one does and draws plain pictures whose colour is
/// the seed, one job after another unless told.
/// </summary>
internal sealed class MemoryQueue(ModelFacts model, MemoryGallery gallery, IUploads uploads, StudioOptions options)
    : IJobQueue,
        IDisposable
{
    private readonly ConcurrentDictionary<Guid, List<JobEvent>> _events = new();
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _stops = new();
    private readonly SemaphoreSlim _turn = new(1);

    public event Action<JobEvent>? Changed;

    /// <summary>Orders, as they were taken.</summary>
    public ConcurrentQueue<JobRequest> Taken { get; } = [];

    /// <summary>Runs before each step of a job with the number of the step.</summary>
    public Func<int, CancellationToken, Task> BeforeStep { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What the next orders meet instead of being taken.</summary>
    public Exception? Refuses { get; set; }

    /// <summary>What is said of every job that is done.</summary>
    public IReadOnlyList<string> Warnings { get; set; } = [];

    /// <summary>One more job is drawn at the same time from now on.</summary>
    public void DrawOneMoreAtOnce() => _turn.Release();

    public Task<Job> EnqueueAsync(JobRequest order, string client, CancellationToken cancellationToken = default)
    {
        if (Refuses is { } refusal)
            throw refusal;
        if (order.Prompt.Length > options.Limits.PromptLength)
            throw new HippogriffException(
                $"The prompt has {order.Prompt.Length} characters; at most {options.Limits.PromptLength} are allowed."
            );
        GenerationRequest request = new(order)
        {
            Loras = null, // there are no files
            Source = order.Source is { } source ? uploads.Picture(source) : null,
            Mask = order.Mask is { } mask ? uploads.Mask(mask) : null,
        };
        GenerationSettings settings = model.Prepare(request).Settings with { ModelHash = "0123456789" };
        Taken.Enqueue(order);
        Job job = new(
            Guid.NewGuid(),
            client,
            order with
            {
                Seed = order.Seed ?? 4711,
            },
            JobState.Queued,
            DateTimeOffset.UtcNow
        );
        CancellationTokenSource stop = _stops[job.Id] = new();
        Add(new JobEvent(job, Open().Count));
        _ = Task.Run(
            () => DrawAsync(job, settings with { Seed = job.Order.Seed!.Value }, stop.Token),
            CancellationToken.None
        );
        return Task.FromResult(job);
    }

    public Job? Find(Guid id) => Now(id)?.Job;

    public JobEvent? Now(Guid id)
    {
        if (!_events.TryGetValue(id, out List<JobEvent>? events))
            return null;
        lock (events)
            return events[^1];
    }

    public IReadOnlyList<JobEvent> Open() =>
        [.. _events.Keys.Select(id => Now(id)!).Where(now => !now.Job.HasEnded).OrderBy(now => now.Job.Created)];

    public IReadOnlyList<Job> Ended(int most) =>
        [.. _events.Keys.Select(id => Find(id)!).Where(job => job.HasEnded).Take(most)];

    public bool Cancel(Guid id)
    {
        if (Find(id) is not { HasEnded: false })
            return false;
        _stops[id].Cancel();
        return true;
    }

    /// <summary>Jobs that were told to skip what they draw; it skips nothing.</summary>
    public ConcurrentQueue<Guid> Skipped { get; } = [];

    public bool Skip(Guid id)
    {
        Skipped.Enqueue(id);
        return true;
    }

    public bool Move(Guid id, int position) => false;

    public async IAsyncEnumerable<JobEvent> WatchAsync(
        Guid id,
        bool previews,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        if (!_events.TryGetValue(id, out List<JobEvent>? events))
            yield break;
        Channel<bool> pulses = Channel.CreateUnbounded<bool>();
        void Pulse(JobEvent now)
        {
            if (now.Job.Id == id)
                pulses.Writer.TryWrite(true);
        }
        Changed += Pulse;
        try
        {
            for (int next = 0; ; )
            {
                JobEvent? now;
                lock (events)
                    now = next < events.Count ? events[next++] : null;
                if (now is null)
                {
                    await pulses.Reader.ReadAsync(cancellationToken);
                    continue;
                }
                yield return now;
                if (now.Job.HasEnded)
                    yield break;
            }
        }
        finally
        {
            Changed -= Pulse;
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task DrawAsync(Job job, GenerationSettings settings, CancellationToken stop)
    {
        bool turn = false;
        try
        {
            await _turn.WaitAsync(stop);
            turn = true;
            job = job with { State = JobState.Running };
            for (int step = 1; step <= settings.Steps; step++)
            {
                await BeforeStep(step, stop);
                stop.ThrowIfCancellationRequested();
                Add(
                    new JobEvent(
                        job,
                        0,
                        step,
                        settings.Steps,
                        TimeSpan.FromSeconds(settings.Steps - step),
                        PngFile.Encode(Plain(settings, (byte)step))
                    )
                );
            }
            List<long> pictures = [];
            for (int i = 0; i < job.Order.Count; i++)
            {
                GenerationSettings drawn = settings with { Seed = settings.Seed + i };
                pictures.Add(gallery.Add(job.Id, drawn, Plain(drawn, (byte)drawn.Seed)));
            }
            Add(new JobEvent(job with { State = JobState.Done, Pictures = pictures, Warnings = Warnings }, 0));
        }
        catch (OperationCanceledException)
        {
            Add(new JobEvent(job with { State = JobState.Cancelled }, 0));
        }
        catch (HippogriffException error)
        {
            Add(new JobEvent(job with { State = JobState.Failed, Error = error.Message }, 0));
        }
        finally
        {
            if (turn)
                _turn.Release();
        }
    }

    private void Add(JobEvent now)
    {
        List<JobEvent> events = _events.GetOrAdd(now.Job.Id, _ => []);
        lock (events)
            events.Add(now);
        Changed?.Invoke(now);
    }

    private static RgbImage Plain(GenerationSettings settings, byte shade)
    {
        byte[] pixels = new byte[settings.Width * settings.Height * 3];
        pixels.AsSpan().Fill(shade);
        return new RgbImage(settings.Width, settings.Height, pixels);
    }
}
