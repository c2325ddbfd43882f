using System.Diagnostics;
using System.Net;
using Hippogriff.Studio.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>What OpenTelemetry and the log get to see.</summary>
public sealed class TelemetryTests
{
    private const string Secret = "a secret prompt";

    /// <summary>Of no other job of these tests.</summary>
    private const long Seed = 5_150_117;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Jobs_are_traced_measured_and_logged_with_prompts_only_where_asked(bool prompts)
    {
        List<Activity> spans = [];
        List<Metric> metrics = [];
        LogLines log = new();
        await using (
            StudioServer studio = await StudioServer.StartAsync(
                options => (options.LogPrompts, options.Model) = (prompts, "toy"),
                builder =>
                {
                    builder.Logging.AddProvider(log);
                    builder
                        .Services.AddOpenTelemetry()
                        .WithTracing(traces => traces.AddSource("Hippogriff.Studio").AddInMemoryExporter(spans))
                        .WithMetrics(meters => meters.AddMeter("Hippogriff.Studio").AddInMemoryExporter(metrics));
                }
            )
        )
        {
            await studio.EndOfAsync((
                    await studio.TakeAsync(
                        new
                        {
                            prompt = Secret,
                            model = "toy",
                            seed = Seed,
                        }
                    )
                ).GetProperty("id").GetGuid());
            studio.Services.GetRequiredService<MeterProvider>().ForceFlush();
            await Patience.UntilAsync(() => spans.Exists(IsOwn));
        }
        Activity span = spans.Single(IsOwn); // spans of other studios in this process are told, too
        Assert.Equal("generate_content toy", span.DisplayName);
        Assert.Equal("image", span.GetTagItem("gen_ai.output.type"));
        Assert.Equal(
            (8, 4),
            (span.GetTagItem("gen_ai.request.image.width"), span.GetTagItem("gen_ai.request.image.height"))
        );
        string[] names = [.. metrics.Select(metric => metric.Name)];
        foreach (
            string name in new[]
            {
                "hippogriff.queue.length",
                "hippogriff.step.duration",
                "hippogriff.process.memory",
                "hippogriff.queue.wait",
            }
        )
            Assert.Contains(name, names);
        Assert.Equal(prompts, span.TagObjects.Any(tag => tag.Value as string == Secret));
        Assert.Contains(log.Lines, line => line.Contains("begins", StringComparison.Ordinal));
        Assert.Equal(prompts, log.Lines.Any(line => line.Contains(Secret, StringComparison.Ordinal)));

        static bool IsOwn(Activity activity) => Equals(activity.GetTagItem("gen_ai.request.seed"), Seed);
    }

    [Fact]
    public async Task Requests_without_a_key_cost_the_log_one_line_a_minute()
    {
        LogLines log = new();
        await using StudioServer locked = await StudioServer.StartAsync(
            options => ApiKeys.Of(options).Add("laptop", DateTimeOffset.UnixEpoch),
            builder => builder.Logging.AddProvider(log)
        );
        int before = log.Lines.Count;
        for (int i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await locked.Client.GetAsync("/api/v1/jobs")).StatusCode);
        Assert.Contains("without a key", Assert.Single(log.Lines.Skip(before)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tools/call", """{"name":"paint_image","arguments":{}}""", "paint_image")]
    [InlineData("resources/read", """{"uri":"hippogriff://pictures/999"}""", "")]
    [InlineData("resources/read", """{"uri":"file:///etc/passwd"}""", "")]
    [InlineData("pictures/steal", "{}", "pictures/steal")]
    public async Task What_a_client_of_the_protocol_gets_wrong_is_its_answer_and_no_line(
        string method,
        string parameters,
        string named
    )
    {
        LogLines log = new();
        await using StudioServer studio = await StudioServer.StartAsync(
            _ => { },
            builder => builder.Logging.AddProvider(log)
        );
        int before = log.Lines.Count;
        using HttpRequestMessage request = new(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent(
                $$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{{parameters}}}""",
                System.Text.Encoding.UTF8,
                "application/json"
            ),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        using HttpResponseMessage answer = await studio.Client.SendAsync(request);
        string said = await answer.Content.ReadAsStringAsync();
        Assert.Contains("\"error\"", said, StringComparison.Ordinal);
        Assert.Contains(named, said, StringComparison.Ordinal);
        Assert.Empty(log.Lines.Skip(before));
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (_lines)
                _lines.Add(formatter(state, exception));
        }

        public void Dispose() { }
    }
}
