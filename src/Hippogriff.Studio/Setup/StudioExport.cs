using Hippogriff.Studio.Jobs;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hippogriff.Studio.Setup;

/// <summary>Exports traces and metrics if OpenTelemetry's environment variables configure an endpoint.</summary>
internal static class StudioExport
{
    private static readonly string[] s_variables =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    ];

    public static void Add(IServiceCollection services)
    {
        if (s_variables.All(variable => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))))
            return;
        services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(
                    "hippogriff",
                    serviceVersion: typeof(StudioExport).Assembly.GetName().Version?.ToString(3)
                )
            )
            .WithTracing(traces => traces.AddSource(JobTelemetry.Name).AddAspNetCoreInstrumentation().AddOtlpExporter())
            .WithMetrics(metrics =>
                metrics.AddMeter(JobTelemetry.Name, "Microsoft.AspNetCore.Hosting", "System.Runtime").AddOtlpExporter()
            );
    }
}
