using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hippogriff.Studio.Configuration;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Traces and metrics of jobs, by OpenTelemetry's conventions for generative AI where they apply. Almost free without
/// listeners.
/// </summary>
internal sealed class JobTelemetry : IDisposable
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

    public JobTelemetry(StudioOptions options, TimeProvider clock)
    {
        (_prompts, _clock) = (options.LogPrompts, clock);
        _duration = Seconds(
            "gen_ai.client.operation.duration",
            "Time of a job from its beginning to its end.",
            TimeBuckets.OfJobs
        );
        _step = Seconds("hippogriff.step.duration", "Time of a sampling step.", TimeBuckets.OfSteps);
        _wait = Seconds("hippogriff.queue.wait", "Time of a job in the queue.", TimeBuckets.OfWaits);
        _jobs = _meter.CreateCounter<long>("hippogriff.jobs", "{job}", "Jobs that ended, by their state.");
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

    private Histogram<double> Seconds(string name, string description, IReadOnlyList<double> bounds) =>
        _meter.CreateHistogram(
            name,
            "s",
            description,
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds }
        );

    public void Dispose()
    {
        _source.Dispose();
        _meter.Dispose();
    }
}
