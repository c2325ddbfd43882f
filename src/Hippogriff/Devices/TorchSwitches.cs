using System.Runtime.InteropServices;
using TorchSharp;

namespace Hippogriff.Devices;

/// <summary>
/// libtorch's switches for its backend libraries. TorchSharp does not expose them; libtorch exports them under C++
/// names: <c>at::globalContext()</c> and <c>at::Context::setUserEnabledMkldnn(bool)</c>,
/// <c>setUserEnabledNNPACK(bool)</c>. They apply to the whole process, from the next operation on.
/// </summary>
internal static class TorchSwitches
{
    private static readonly string[] s_itanium =
    [
        "_ZN2at13globalContextEv",
        "_ZN2at7Context20setUserEnabledMkldnnEb",
        "_ZN2at7Context20setUserEnabledNNPACKEb",
    ];

    private static readonly string[] s_microsoft =
    [
        "?globalContext@at@@YAAEAVContext@1@XZ",
        "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z",
        "?setUserEnabledNNPACK@Context@at@@QEAAX_N@Z",
    ];

    private delegate nint GlobalContext();

    private delegate void SetEnabled(nint context, byte enabled);

    /// <summary>
    /// Switches oneDNN on or off, and NNPACK always off. libtorch uses NNPACK only where oneDNN declines, and there it
    /// is no faster than libtorch's own kernels. Where NNPACK cannot run, it repeats a warning on standard error.
    /// Returns null, or the missing exports; then nothing was switched.
    /// </summary>
    /// <param name="shim">Handle of TorchSharp's native library, which is linked to libtorch.</param>
    /// <param name="oneDnn">Whether oneDNN is used.</param>
    public static string? Set(nint shim, bool oneDnn) =>
        Set(LibraryOf(shim), oneDnn, OperatingSystem.IsWindows() ? s_microsoft : s_itanium);

    internal static string? Set(nint library, bool oneDnn, string[] names)
    {
        nint Find(string name) =>
            library != 0 && NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0;
        nint[] found = [.. names.Select(Find)];
        if (found.Contains(0))
            return string.Join(" and ", names.Where((_, i) => found[i] == 0));
        nint context = Marshal.GetDelegateForFunctionPointer<GlobalContext>(found[0])();
        Marshal.GetDelegateForFunctionPointer<SetEnabled>(found[1])(context, oneDnn ? (byte)1 : (byte)0);
        Marshal.GetDelegateForFunctionPointer<SetEnabled>(found[2])(context, 0);
        return null;
    }

    /// <summary>
    /// The library that has the exports: on Windows libtorch itself, elsewhere the shim, which is linked to it.
    /// </summary>
    private static nint LibraryOf(nint shim) =>
        !OperatingSystem.IsWindows() ? shim
        : NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out nint library) ? library
        : 0;
}
