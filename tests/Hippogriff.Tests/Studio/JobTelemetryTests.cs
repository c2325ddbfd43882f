using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Tests.Studio;

/// <summary>What is measured of jobs, under the names that OpenTelemetry gives them.</summary>
public sealed class JobTelemetryTests : IDisposable
{
    private readonly QueueFixture.ManualClock _clock = new();
    private readonly StudioOptions _options = new();
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _spans = new();
    private readonly List<(string Name, double Value, Dictionary<string, object?> Tags)> _measured = [];
    private readonly List<Activity> _ended = [];
    private int _thread = Environment.CurrentManagedThreadId;
    private readonly string _model = $"toy {Guid.NewGuid()}";

    public JobTelemetryTests()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            // other tests measure at the same time, on other threads
            if (instrument.Meter.Name == JobTelemetry.Name && Environment.CurrentManagedThreadId == _thread)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<double>(Measured);
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _meters.Start();
        _spans.ShouldListenTo = source => source.Name == JobTelemetry.Name;
        _spans.Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData;
        _spans.ActivityStopped = span =>
        {
            if (span.OperationName.EndsWith(_model, StringComparison.Ordinal))
                _ended.Add(span);
        };
        ActivitySource.AddActivityListener(_spans);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _spans.Dispose();
    }

    private void Measured(
        Instrument instrument,
        double value,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        object? _
    ) => Keep(instrument, value, tags);

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> kept = [];
        foreach ((string key, object? tag) in tags)
            kept[key] = tag;
        _measured.Add((instrument.Name, value, kept));
    }

    private Job Job(TimeSpan waited) =>
        new(
            Guid.NewGuid(),
            "me",
            new JobRequest
            {
                Prompt = "a secret cat",
                Model = _model,
                Seed = 7,
                Count = 3,
            },
            JobState.Running,
            _clock.Now - waited
        )
        {
            Started = _clock.Now,
        };

    private GenerationSettings Settings() =>
        new()
        {
            Prompt = "a secret cat",
            NegativePrompt = "",
            Seed = 7,
            Steps = 10,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 1,
            Width = 16,
            Height = 8,
            Model = "the model",
            ModelHash = "0123456789",
        };

    private (double Value, Dictionary<string, object?> Tags) Only(string name)
    {
        (_, double value, Dictionary<string, object?> tags) = Assert.Single(_measured, taken => taken.Name == name);
        return (value, tags);
    }

    [Fact]
    public void A_finished_job_is_measured_from_its_wait_to_its_end_and_its_span_says_what_was_drawn()
    {
        using JobTelemetry telemetry = new(_options, _clock);
        ActivityContext asked = new(
            ActivityTraceId.CreateRandom(),
            ActivitySpanId.CreateRandom(),
            ActivityTraceFlags.Recorded
        );
        Job job = Job(waited: TimeSpan.FromSeconds(4));
        using (JobTrace trace = telemetry.Begin(job, asked))
        {
            trace.Step(TimeSpan.FromSeconds(0.5));
            _clock.Now += TimeSpan.FromSeconds(9);
            trace.Done(Settings(), 3);
        }
        Assert.Equal(4, Only("hippogriff.queue.wait").Value);
        Assert.Equal(0.5, Only("hippogriff.step.duration").Value);
        Assert.Equal(_model, Only("hippogriff.step.duration").Tags["gen_ai.request.model"]);
        Assert.Equal(1, Only("hippogriff.jobs").Value);
        Assert.Equal("done", Only("hippogriff.jobs").Tags["hippogriff.job.state"]);
        (double lasted, Dictionary<string, object?> tags) = Only("gen_ai.client.operation.duration");
        Assert.Equal(9, lasted);
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["gen_ai.operation.name"] = "generate_content",
                ["gen_ai.provider.name"] = "hippogriff",
                ["gen_ai.request.model"] = _model,
            },
            tags
        );
        Activity span = Assert.Single(_ended);
        Assert.Equal($"generate_content {_model}", span.OperationName);
        Assert.Equal(asked, Assert.Single(span.Links).Context);
        Assert.Equal(default, span.ParentSpanId); // linked to the request, not a part of it
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["gen_ai.operation.name"] = "generate_content",
                ["gen_ai.provider.name"] = "hippogriff",
                ["gen_ai.request.model"] = _model,
                ["gen_ai.output.type"] = "image",
                ["gen_ai.request.choice.count"] = 3,
                ["gen_ai.request.seed"] = 7L,
                ["hippogriff.job.id"] = job.Id.ToString(),
                ["gen_ai.response.model"] = "the model",
                ["gen_ai.request.image.width"] = 16,
                ["gen_ai.request.image.height"] = 8,
                ["hippogriff.steps"] = 10,
                ["hippogriff.sampler"] = "euler",
                ["hippogriff.pictures"] = 3,
            },
            span.TagObjects.ToDictionary()
        );
    }

    [Fact]
    public void A_failed_job_is_counted_by_the_kind_of_its_error_and_a_cancelled_one_without()
    {
        using JobTelemetry telemetry = new(_options, _clock);
        using (JobTrace trace = telemetry.Begin(Job(TimeSpan.Zero), asked: null))
            trace.Failed(new InvalidTimeZoneException());
        Assert.Equal("failed", Only("hippogriff.jobs").Tags["hippogriff.job.state"]);
        Assert.Equal("System.InvalidTimeZoneException", Only("gen_ai.client.operation.duration").Tags["error.type"]);
        Activity span = Assert.Single(_ended);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("System.InvalidTimeZoneException", span.GetTagItem("error.type"));
        Assert.Empty(span.Links);

        _measured.Clear();
        using (JobTrace trace = telemetry.Begin(Job(TimeSpan.Zero), asked: null))
            trace.Cancelled();
        Assert.Equal("cancelled", Only("hippogriff.jobs").Tags["hippogriff.job.state"]);
        Assert.DoesNotContain("error.type", Only("gen_ai.client.operation.duration").Tags.Keys);

        _measured.Clear();
        telemetry.Begin(Job(TimeSpan.FromSeconds(-5)), asked: null).Dispose();
        Assert.Equal("requeued", Only("hippogriff.jobs").Tags["hippogriff.job.state"]);
        Assert.Equal(0, Only("hippogriff.queue.wait").Value); // a clock that was set back
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_drawn_stands_in_the_span_only_where_that_is_asked_for(bool asked)
    {
        _options.LogPrompts = asked;
        using JobTelemetry telemetry = new(_options, _clock);
        telemetry.Begin(Job(TimeSpan.Zero), asked: null).Dispose();
        Assert.Equal(asked ? "a secret cat" : null, Assert.Single(_ended).GetTagItem("gen_ai.input.messages"));
    }

    [Fact]
    public async Task The_length_of_the_queue_is_measured_when_somebody_looks()
    {
        await using QueueFixture studio = new();
        await studio.TakeAsync();
        await studio.TakeAsync();
        using JobTelemetry telemetry = new(_options, _clock);
        _thread = Environment.CurrentManagedThreadId; // it is another one after waiting
        telemetry.Observe(studio.Queue);
        _meters.RecordObservableInstruments();
        Assert.Equal(2, Only("hippogriff.queue.length").Value);
    }
}
