using System.Globalization;
using System.Runtime.InteropServices;
using Hippogriff.Devices;
using TorchSharp;

namespace Hippogriff.Benchmarks;

/// <summary>What figures depend on beside the code.</summary>
/// <param name="Cpu">The processor.</param>
/// <param name="Threads">Threads that libtorch uses.</param>
/// <param name="OneDnn">Whether libtorch computes with oneDNN.</param>
/// <param name="Runtime">The .NET runtime and the system.</param>
/// <param name="Load">Load average of the last minute before the run, where the system has one.</param>
/// <param name="WaitPolicy">OMP_WAIT_POLICY, null where it is not set.</param>
internal sealed record Surroundings(
    CpuInfo Cpu,
    int Threads,
    bool OneDnn,
    string Runtime,
    double? Load,
    string? WaitPolicy
)
{
    private const double Idle = 0.5;

    public static Surroundings Look() =>
        new(
            CpuInfo.Read(),
            torch.get_num_threads(),
            NativeRuntime.OneDnn.On,
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}",
            ReadLoad(),
            Environment.GetEnvironmentVariable("OMP_WAIT_POLICY")
        );

    private static double? ReadLoad() =>
        File.Exists("/proc/loadavg")
            ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
            : null;

    public override string ToString() =>
        $"{Cpu.Name}, {Cpu.Vectors}, {Threads} threads, oneDNN {(OneDnn ? "on" : "off")}; {Runtime}; "
        + $"OMP_WAIT_POLICY {WaitPolicy ?? "not set"}."
        + (
            Load > Idle
                ? $"\nThe machine is not idle (load {Load:0.0}): threads of libtorch wait for one another, so "
                    + "the figures are too low; compare nothing with them."
                : ""
        );
}
