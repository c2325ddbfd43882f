using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Devices;

/// <summary>Parses device names and checks that the device exists.</summary>
public static class DeviceChoice
{
    /// <summary>The accepted names.</summary>
    public const string Allowed = "auto, cpu, cuda, cuda:N";

    /// <summary>
    /// The device called <paramref name="name"/>: "cpu", "cuda" (the first), "cuda:1", or "auto" (CUDA if available,
    /// otherwise the CPU).
    /// </summary>
    /// <exception cref="HippogriffException">The name is not one of these, the CUDA device does not exist, or libtorch
    /// cannot be loaded.</exception>
    public static Device Parse(string name)
    {
        NativeRuntime.EnsureLoaded();
        return Parse(name, CudaDevices());
    }

    /// <summary>Number of CUDA devices that libtorch can use.</summary>
    public static int CudaDevices()
    {
        NativeRuntime.EnsureLoaded();
        return cuda.is_available() ? cuda.device_count() : 0;
    }

    internal static Device Parse(string name, int cudaDevices)
    {
        string wanted = name.Trim().ToLowerInvariant();
        if (wanted == "cpu" || (wanted == "auto" && cudaDevices == 0))
            return CPU;
        if (wanted is "cuda" or "auto")
            wanted = "cuda:0";
        if (
            !wanted.StartsWith("cuda:", StringComparison.Ordinal)
            || !int.TryParse(wanted.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
        )
            throw new HippogriffException(
                $"There is no device '{(name.Length > 40 ? name[..40] : name)}'; allowed are {Allowed}."
            );
        if (cudaDevices == 0)
            throw new HippogriffException(
                $"CUDA is not available ({CudaSupport.Read().State}); use the device cpu.",
                FaultKind.Resource
            );
        if (index >= cudaDevices)
            throw new HippogriffException(
                $"There is no device cuda:{index}; there "
                    + $"{(cudaDevices == 1 ? "is cuda:0" : $"are cuda:0 to cuda:{cudaDevices - 1}")}.",
                FaultKind.Resource
            );
        return new Device(DeviceType.CUDA, index);
    }
}
