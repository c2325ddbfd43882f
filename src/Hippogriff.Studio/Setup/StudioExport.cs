using Hippogriff.Metadata;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hippogriff.Studio.Setup;

/// <summary>
/// Sends traces, metrics and logs over OTLP where OpenTelemetry's environment variables say so, and shows metrics to
/// Prometheus at <see cref="Path"/>. All of it is off with OTEL_SDK_DISABLED=true.
/// </summary>
internal static class StudioExport
{
    /// <summary>Where Prometheus reads the metrics. With keys it needs one, as everything else does.</summary>
    public const string Path = "/metrics";

    /// <summary>The meters of the server, the web framework and the runtime.</summary>
    private static readonly string[] s_meters =
    [
        JobTelemetry.Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
    ];

    /// <summary>Registers what is sent and shown.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        IConfiguration settings = builder.Configuration;
        if (OtlpSettings.AreDisabled(settings))
            return;
        OtlpSettings traces = new(settings, "TRACES"),
            metrics = new(settings, "METRICS"),
            logs = new(settings, "LOGS");
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(Describe);
        telemetry.WithMetrics(meters =>
        {
            meters.AddMeter(s_meters).AddPrometheusExporter();
            if (metrics.IsSent)
                meters.AddOtlpExporter(metrics.Apply);
        });
        if (traces.IsSent)
            telemetry.WithTracing(spans =>
                spans.AddSource(JobTelemetry.Name).AddAspNetCoreInstrumentation().AddOtlpExporter(traces.Apply)
            );
        if (logs.IsSent)
            telemetry.WithLogging(
                records => records.AddOtlpExporter(logs.Apply),
                options => options.IncludeFormattedMessage = true
            );
    }

    /// <summary>Maps <see cref="Path"/>.</summary>
    public static void Map(WebApplication app)
    {
        if (OtlpSettings.AreDisabled(app.Configuration))
            return;
        app.MapPrometheusScrapingEndpoint(Path)
            .RequireAuthorization(StudioAccess.KeepersOnly)
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get]), new ExcludeFromDescriptionAttribute());
    }

    /// <summary>What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes last, so it counts.</summary>
    private static void Describe(ResourceBuilder resource) =>
        resource.AddService("hippogriff", serviceVersion: Infotext.ProgramVersion).AddEnvironmentVariableDetector();
}
