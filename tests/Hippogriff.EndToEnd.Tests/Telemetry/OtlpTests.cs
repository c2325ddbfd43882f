using Hippogriff.EndToEnd.Tests.Studio;
using Microsoft.AspNetCore.Builder;

namespace Hippogriff.EndToEnd.Tests.Telemetry;

/// <summary>What a collector gets of a studio, as OpenTelemetry's variables say it.</summary>
public sealed class OtlpTests
{
    private const string Traces = "/v1/traces",
        Metrics = "/v1/metrics",
        Logs = "/v1/logs",
        Secret = "a prompt of nobody else";

    [Fact]
    public async Task A_collector_gets_traces_metrics_and_logs_of_the_named_service_and_no_prompt()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await DrawAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-studio=cellar"),
            ("OTEL_SERVICE_NAME", "my-studio"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
        );

        Assert.Contains("generate_content toy", Names(receiver, Traces, 5));
        Assert.Contains("hippogriff.jobs", Names(receiver, Metrics, 1));
        string[] logged =
        [
            .. receiver.At(Logs).SelectMany(sent => sent.Messages(1, 2, 2, 5)).Select(body => body.Text(1)),
        ];
        Assert.Contains(logged, text => text.Contains("begins", StringComparison.Ordinal));
        Assert.DoesNotContain(logged, text => text.Contains(Secret, StringComparison.Ordinal));
        Assert.Equal(["cellar"], receiver.Headers);
        foreach (string path in (string[])[Traces, Metrics, Logs])
        {
            Dictionary<string, string> resource = receiver
                .At(path)[0]
                .Messages(1, 1, 1)
                .ToDictionary(one => one.Text(1), one => one.Messages(2).Single().Text(1));
            Assert.Equal(("my-studio", "test"), (resource["service.name"], resource["deployment.environment.name"]));
            Assert.NotEqual("", resource["service.version"]);
        }
    }

    [Fact]
    public async Task Times_are_sent_in_buckets_of_seconds_in_which_steps_and_jobs_can_be_told_apart()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await DrawAsync(
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", receiver.Address + "/mine"),
            ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/protobuf")
        );

        Assert.Empty(receiver.At(Traces)); // only the address for metrics is said, and that as it is
        Assert.Empty(receiver.At(Logs));
        ProtobufMessage[] sent = [.. receiver.At("/mine").SelectMany(one => one.Messages(1, 2, 2))];
        foreach (
            (string name, double least, double most) in ((string, double, double)[])
                [
                    ("hippogriff.step.duration", 0.005, 10),
                    ("hippogriff.queue.wait", 0.1, 600),
                    ("gen_ai.client.operation.duration", 0.02, 600),
                ]
        )
        {
            ProtobufMessage metric = sent.Last(one => one.Text(1) == name);
            Assert.Equal("s", metric.Text(3));
            double[] bounds = metric.Messages(9, 1).First().Doubles(7);
            Assert.True(bounds.Length is > 10 and < 25, $"{name} has {bounds.Length} bounds");
            Assert.Contains(bounds, bound => bound <= least);
            Assert.Contains(bounds, bound => bound >= most);
            Assert.Equal(bounds.Length + 1, metric.Messages(9, 1).First().Numbers(6).Length);
        }
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true", "")]
    [InlineData("OTEL_TRACES_EXPORTER", "none", "/v1/logs /v1/metrics")]
    [InlineData("OTEL_LOGS_EXPORTER", "none", "/v1/metrics /v1/traces")]
    [InlineData("OTEL_METRICS_EXPORTER", "prometheus", "/v1/logs /v1/traces")]
    [InlineData("OTEL_TRACES_SAMPLER", "always_off", "/v1/logs /v1/metrics")]
    public async Task Signals_that_are_switched_off_are_not_sent(string variable, string value, string sent)
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await DrawAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            (variable, value)
        );
        string[] paths = [.. ((string[])[Logs, Metrics, Traces]).Where(path => receiver.At(path).Count > 0)];
        Assert.Equal(sent, string.Join(' ', paths));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "smoke", "grpc or http/protobuf")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "here", "http://localhost:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "soon", "milliseconds")]
    public async Task A_variable_that_cannot_be_read_is_named_with_what_it_may_be(
        string variable,
        string value,
        string said
    )
    {
        HippogriffException error = await Assert.ThrowsAsync<HippogriffException>(() =>
            DrawAsync(("OTEL_METRICS_EXPORTER", "otlp"), (variable, value))
        );
        Said.InOrder($"{variable} ... '{value}' ... {said}", error.Message);
    }

    /// <summary>Draws a picture in a studio with these variables, and ends it: then all is sent.</summary>
    private static async Task DrawAsync(params (string Name, string Value)[] variables)
    {
        await using StudioServer studio = await StudioServer.StartAsync(
            options => options.Model = "toy",
            builder => Set(builder, variables)
        );
        await studio.EndOfAsync(
            (await studio.TakeAsync(new { prompt = Secret, model = "toy" })).GetProperty("id").GetGuid()
        );
    }

    private static void Set(WebApplicationBuilder builder, (string Name, string Value)[] variables)
    {
        foreach ((string name, string value) in variables)
            builder.Configuration[name] = value;
    }

    private static IEnumerable<string> Names(OtlpReceiver receiver, string path, uint field) =>
        receiver.At(path).SelectMany(sent => sent.Messages(1, 2, 2)).Select(one => one.Text(field));
}
