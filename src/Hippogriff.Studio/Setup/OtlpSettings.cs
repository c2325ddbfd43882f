using Hippogriff.Weights;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace Hippogriff.Studio.Setup;

/// <summary>
/// What OpenTelemetry's environment variables say of one signal. The library reads the variables that count for all
/// signals; those of one signal, and which exporter it has, are read here.
/// </summary>
/// <param name="configuration">The environment.</param>
/// <param name="signal">TRACES, METRICS or LOGS.</param>
internal sealed class OtlpSettings(IConfiguration configuration, string signal)
{
    private const string Disabled = "OTEL_SDK_DISABLED",
        Common = "OTEL_EXPORTER_OTLP_ENDPOINT",
        Otlp = "otlp";

    /// <summary>Whether nothing is to be measured at all.</summary>
    public static bool AreDisabled(IConfiguration configuration) =>
        string.Equals(configuration[Disabled]?.Trim(), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the signal is sent: OTEL_TRACES_EXPORTER and its like say otlp, or say nothing and there is an address.
    /// </summary>
    public bool IsSent =>
        Said($"OTEL_{signal}_EXPORTER") is { } named
            ? named.Split(',', StringSplitOptions.TrimEntries).Contains(Otlp, StringComparer.OrdinalIgnoreCase)
            : Said(Common) is not null || Own("ENDPOINT") is not null;

    /// <summary>Puts the variables of this signal over those of all signals.</summary>
    /// <exception cref="HippogriffException">A value cannot be read.</exception>
    public void Apply(OtlpExporterOptions options)
    {
        if (Own("PROTOCOL") is { } protocol)
            options.Protocol = protocol switch
            {
                "grpc" => OtlpExportProtocol.Grpc,
                "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
                _ => throw Wrong("PROTOCOL", protocol, "grpc or http/protobuf"),
            };
        if (Own("ENDPOINT") is { } endpoint)
            options.Endpoint = Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address)
                ? address
                : throw Wrong("ENDPOINT", endpoint, "an address such as http://localhost:4318/v1/traces");
        if (Own("HEADERS") is { } headers)
            options.Headers = headers;
        if (Own("TIMEOUT") is { } timeout)
            options.TimeoutMilliseconds = int.TryParse(timeout, out int milliseconds)
                ? milliseconds
                : throw Wrong("TIMEOUT", timeout, "a whole number of milliseconds");
    }

    private string? Own(string what) => Said($"OTEL_EXPORTER_OTLP_{signal}_{what}");

    private string? Said(string variable) => configuration[variable]?.Trim() is { Length: > 0 } value ? value : null;

    private HippogriffException Wrong(string what, string value, string allowed) =>
        new($"The variable OTEL_EXPORTER_OTLP_{signal}_{what} is {Quoted.Name(value)}, and has to be {allowed}.");
}
