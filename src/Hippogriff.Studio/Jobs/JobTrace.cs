using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Jobs;

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
