using System.Diagnostics.Metrics;
using Hippogriff.Devices;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Setup;

/// <summary>Metrics of the studio's memory. Almost free without listeners.</summary>
internal sealed class MemoryTelemetry : IDisposable
{
    private readonly Meter _meter = new(JobTelemetry.Name);

    public MemoryTelemetry(StudioOptions options)
    {
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

    public void Dispose() => _meter.Dispose();
}
