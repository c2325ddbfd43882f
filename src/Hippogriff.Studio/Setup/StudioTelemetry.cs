using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hippogriff.Devices;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Setup;

/// <summary>
/// Traces and metrics of the studio, after OpenTelemetry's conventions for generative AI where they say something.
/// Costs next to nothing while nobody listens.
/// </summary>
internal sealed class StudioTelemetry : IDisposable
{
    /// <summary>Name of the source of traces and of the meter.</summary>
    public const string Name = "Hippogriff.Studio";

    private readonly ActivitySource _source = new(Name);
    private readonly Meter _meter = new(Name);
    private readonly Histogram<double> _duration,
        _step,
        _wait;
    private readonly Counter<long> _jobs;
    private readonly bool _prompts;
    private readonly TimeProvider _clock;

    public StudioTelemetry(StudioOptions options, TimeProvider clock)
    {
        (_prompts, _clock) = (options.LogPrompts, clock);
        _duration = _meter.CreateHistogram<double>(
            "gen_ai.client.operation.duration",
            "s",
            "Time of a job from its beginning to its end."
        );
        _step = _meter.CreateHistogram<double>("hippogriff.step.duration", "s", "Time of a sampling step.");
        _wait = _meter.CreateHistogram<double>("hippogriff.queue.wait", "s", "Time of a job in the queue.");
        _jobs = _meter.CreateCounter<long>("hippogriff.jobs", "{job}", "Jobs that ended, by their state.");
        _meter.CreateObservableGauge(
            "hippogriff.process.memory",
            () => Environment.WorkingSet,
            "By",
            "Memory of the process: with the device cpu, the device's memory too."
        );
        if (
            !options.Device.Equals("cpu", StringComparison.OrdinalIgnoreCase)
            && CudaMemory.Open(options.Device) is { } cuda
        )
        {
            _meter.CreateObservableGauge(
                "hippogriff.device.memory",
                () => cuda.Read()?.Used ?? 0,
                "By",
                "Memory of the device that is in use, by all programs."
            );
            _meter.CreateObservableGauge(
                "hippogriff.device.memory.limit",
                () => cuda.Read()?.Total ?? 0,
                "By",
                "Memory of the device."
            );
        }
    }

    /// <summary>From now on the length of the queue is measured.</summary>
    public void Observe(JobQueue queue) =>
        _meter.CreateObservableGauge("hippogriff.queue.length", () => queue.Length, "{job}", "Jobs that wait.");

    /// <summary>A job begins.</summary>
    /// <param name="job">The job.</param>
    /// <param name="asked">The request that asked for it.</param>
    public JobTrace Begin(Job job, ActivityContext? asked)
    {
        string model = job.Order.Model ?? "default";
        Activity? span = _source.StartActivity(
            $"generate_content {model}",
            ActivityKind.Internal,
            default(ActivityContext),
            links: asked is { } context ? [new ActivityLink(context)] : null
        );
        span?.SetTag("gen_ai.operation.name", "generate_content")
            .SetTag("gen_ai.provider.name", "hippogriff")
            .SetTag("gen_ai.request.model", model)
            .SetTag("gen_ai.output.type", "image")
            .SetTag("gen_ai.request.choice.count", job.Order.Count)
            .SetTag("gen_ai.request.seed", job.Order.Seed)
            .SetTag("hippogriff.job.id", job.Id.ToString());
        if (_prompts)
            span?.SetTag("gen_ai.input.messages", job.Order.Prompt);
        _wait.Record(Math.Max(0, ((job.Started ?? job.Created) - job.Created).TotalSeconds));
        return new JobTrace(span, model, _clock, _duration, _step, _jobs);
    }

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }
}

/// <summary>The trace of one job.</summary>
internal sealed class JobTrace(
    Activity? span,
    string model,
    TimeProvider clock,
    Histogram<double> duration,
    Histogram<double> step,
    Counter<long> jobs
) : IDisposable
{
    private readonly long _begin = clock.GetTimestamp();
    private string _state = "requeued";
    private string? _error;

    /// <summary>A step took so long.</summary>
    public void Step(TimeSpan time) =>
        step.Record(time.TotalSeconds, new KeyValuePair<string, object?>("gen_ai.request.model", model));

    public void Done(GenerationSettings settings, int pictures)
    {
        _state = "done";
        span?.SetTag("gen_ai.response.model", settings.Model)
            .SetTag("gen_ai.request.image.width", settings.Width)
            .SetTag("gen_ai.request.image.height", settings.Height)
            .SetTag("hippogriff.steps", settings.Steps)
            .SetTag("hippogriff.sampler", settings.Sampler)
            .SetTag("hippogriff.pictures", pictures);
    }

    public void Cancelled() => _state = "cancelled";

    public void Failed(Exception error)
    {
        (_state, _error) = ("failed", error.GetType().FullName);
        span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", _error);
    }

    public void Dispose()
    {
        TagList tags = new()
        {
            { "gen_ai.operation.name", "generate_content" },
            { "gen_ai.provider.name", "hippogriff" },
            { "gen_ai.request.model", model },
        };
        if (_error is not null)
            tags.Add("error.type", _error);
        duration.Record(clock.GetElapsedTime(_begin).TotalSeconds, tags);
        jobs.Add(1, new KeyValuePair<string, object?>("hippogriff.job.state", _state));
        span?.Dispose();
    }
}
