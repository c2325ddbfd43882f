using System.Globalization;
using System.Runtime.InteropServices;

namespace Hippogriff.Devices;

/// <summary>
/// Memory in use on an NVIDIA device, by its driver (NVML, nvmlDeviceGetMemoryInfo). Includes memory cached by
/// libtorch. Thread-safe.
/// </summary>
public sealed class CudaMemory
{
    private const int Fine = 0;
    private readonly nint _device;
    private readonly MemoryInfo _read;

    private CudaMemory(nint device, MemoryInfo read) => (_device, _read) = (device, read);

    private delegate int Init();

    private delegate int HandleByIndex(uint index, out nint device);

    private delegate int MemoryInfo(nint device, out Counts counts);

    /// <summary>The device called "cuda" or "cuda:N"; null if no driver reports it.</summary>
    public static CudaMemory? Open(string device) =>
        Open(device, Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES"));

    /// <summary>Bytes; null if the driver reports nothing.</summary>
    public (long Used, long Total)? Read() =>
        _read(_device, out Counts counts) == Fine ? ((long)counts.Used, (long)counts.Total) : null;

    /// <summary>
    /// The driver's index of a device. CUDA_VISIBLE_DEVICES can hide and reorder devices. Null if they are named by
    /// UUID.
    /// </summary>
    internal static uint? IndexOf(string device, string? visible)
    {
        int own =
            device.Split(':') is [_, var number]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int named)
                ? named
                : 0;
        if (string.IsNullOrWhiteSpace(visible))
            return (uint)own;
        string[] shown = visible.Split(',', StringSplitOptions.TrimEntries);
        return
            own < shown.Length
            && uint.TryParse(shown[own], NumberStyles.None, CultureInfo.InvariantCulture, out uint index)
            ? index
            : null;
    }

    private static CudaMemory? Open(string device, string? visible)
    {
        string library = OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1";
        if (IndexOf(device, visible) is not { } index || !NativeLibrary.TryLoad(library, out nint loaded))
            return null;
        if (
            Function<Init>(loaded, "nvmlInit_v2") is not { } init
            || Function<HandleByIndex>(loaded, "nvmlDeviceGetHandleByIndex_v2") is not { } find
            || Function<MemoryInfo>(loaded, "nvmlDeviceGetMemoryInfo") is not { } read
        )
            return null;
        return init() == Fine && find(index, out nint handle) == Fine ? new CudaMemory(handle, read) : null;
    }

    private static T? Function<T>(nint library, string name)
        where T : Delegate =>
        NativeLibrary.TryGetExport(library, name, out nint address)
            ? Marshal.GetDelegateForFunctionPointer<T>(address)
            : null;

    /// <summary>nvmlMemory_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Counts
    {
        public readonly ulong Total,
            Free,
            Used;
    }
}
