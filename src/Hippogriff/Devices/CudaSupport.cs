using System.Runtime.InteropServices;

namespace Hippogriff.Devices;

/// <summary>Why CUDA is available or not. It needs a CUDA build of libtorch, a driver and a device.</summary>
/// <param name="Build">Whether libtorch is its CUDA build.</param>
/// <param name="Driver">Whether NVIDIA's driver is installed.</param>
/// <param name="Devices">How many devices libtorch sees.</param>
public sealed record CudaSupport(bool Build, bool Driver, int Devices)
{
    /// <summary>The support of this program on this machine. Loads libtorch.</summary>
    /// <exception cref="HippogriffException">libtorch cannot be loaded.</exception>
    public static CudaSupport Read() => new(HasCudaBuild(), HasDriver(), DeviceChoice.CudaDevices());

    /// <summary>The state, in a few words.</summary>
    public string State =>
        (Build, Driver, Devices) switch
        {
            (_, _, > 0) => Devices == 1 ? "one device" : $"{Devices} devices",
            (true, true, _) => "CUDA build of libtorch and a driver, but no device",
            (true, false, _) => "CUDA build of libtorch, but no NVIDIA driver",
            (false, true, _) => "NVIDIA driver, but the CPU build of libtorch",
            _ => "CPU build of libtorch, no NVIDIA driver",
        };

    /// <summary>
    /// One sentence on how to get what is missing; null if nothing is missing or no device could be used.
    /// </summary>
    public string? Advice =>
        (Build, Driver, Devices) switch
        {
            (_, _, > 0) or (false, false, _) => null,
            (true, true, _) =>
                "libtorch sees no CUDA device: nvidia-smi has to list one, CUDA_VISIBLE_DEVICES must not hide it, "
                    + "and the driver has to be one for CUDA 12.8 or newer.",
            (true, false, _) =>
                "No NVIDIA driver was found, so everything is drawn on the CPU; install the driver of the system.",
            (false, true, _) =>
                "To draw on the GPU, build with the CUDA build of libtorch: dotnet build -c Release -p:Torch=cuda.",
        };

    private static bool HasDriver() =>
        NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out _);

    private static bool HasCudaBuild()
    {
        string library = OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so";
        string searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return searched
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Any(folder => File.Exists(Path.Combine(folder, library)));
    }
}
