using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Hippogriff.Devices;
using Hippogriff.Files;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Training.Throughput;
using TorchSharp;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>One check.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Value">What was found.</param>
/// <param name="Advice">One sentence on how to fix a problem.</param>
/// <param name="Blocks">Whether nothing can be drawn until it is fixed.</param>
internal sealed record Finding(string Name, string Value, string? Advice = null, bool Blocks = false);

/// <summary>Checks the machine; never throws.</summary>
internal static class MachineReport
{
    private const long Gigabyte = 1L << 30;

    /// <param name="folder">The folder whose disk is asked for room.</param>
    /// <param name="models">Where models that draw pictures are found.</param>
    public static IReadOnlyList<Finding> Collect(string folder, IModelSource models)
    {
        CpuInfo cpu = CpuInfo.Read();
        return
        [
            new Finding("hippogriff", Version()),
            new Finding(
                "runtime",
                $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, "
                    + $"{RuntimeInformation.ProcessArchitecture}"
            ),
            Libtorch(),
            .. Devices(),
            new Finding("processor", cpu.Name),
            new Finding(
                "vectors",
                cpu.Instructions,
                cpu.Vectors is "AVX" or "SSE" or "none"
                    ? "This processor has no AVX2, so drawing takes several times longer; a newer processor or "
                        + "a GPU helps."
                    : null
            ),
            new Finding("threads", Threads(cpu)),
            new Finding(
                "FMA peak",
                string.Create(CultureInfo.InvariantCulture, $"{FmaPeak.Measure():0} GFLOP/s in float32, all threads")
            ),
            Memory(),
            Models(models.List()),
            FreeDisk(folder),
        ];
    }

    internal static string Version() =>
        typeof(MachineReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    private static Finding Libtorch() =>
        NativeRuntime.Problem is { } problem
            ? new Finding("libtorch", "cannot be loaded", problem, Blocks: true)
            : new Finding("libtorch", $"{NativeRuntime.Version}, loaded");

    private static IEnumerable<Finding> Devices()
    {
        if (NativeRuntime.Problem is not null)
            return [];
        CudaSupport cuda = CudaSupport.Read();
        OneDnnDecision oneDnn = NativeRuntime.OneDnn;
        return
        [
            new Finding("oneDNN", $"{(oneDnn.On ? "on" : "off")}: {oneDnn.Why}"),
            new Finding(
                "devices",
                string.Join(", ", Enumerable.Range(0, cuda.Devices).Select(i => $"cuda:{i}").Prepend("cpu"))
            ),
            new Finding("CUDA", cuda.State, cuda.Advice),
        ];
    }

    private static string Threads(CpuInfo cpu) =>
        NativeRuntime.Problem is null
            ? $"{torch.get_num_threads()} of {cpu.Threads} used by libtorch"
            : $"{cpu.Threads}";

    private static Finding Memory()
    {
        long bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new Finding(
            "memory",
            Size(bytes),
            bytes < 2 * Gigabyte
                ? "Less than 2 GB of memory is there for Hippogriff; close other programs or allow it more."
                : null
        );
    }

    private static Finding Models(IReadOnlyList<ListedModel> models)
    {
        if (models.Count > 0)
            return new Finding("models", string.Join(", ", models.Select(model => model.Name)));
        return new Finding(
            "models",
            "none",
            "No model was found: put the folder models beside the program, set HIPPOGRIFF_MODELS to a folder "
                + "of models, or train one with hippogriff train.",
            Blocks: true
        );
    }

    private static Finding FreeDisk(string folder) =>
        FreeSpace.Of(folder) is { } free
            ? new Finding(
                "free disk",
                Size(free),
                free < Gigabyte
                    ? $"Less than 1 GB is free on the disk of '{folder}'; pictures are small, but training "
                        + "needs room for its checkpoints."
                    : null
            )
            : new Finding("free disk", "unknown");

    private static string Size(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)Gigabyte:0.0} GB");
}
