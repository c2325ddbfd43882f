using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Hippogriff.Devices;

/// <summary>
/// What happens once in a process, between the loading of libtorch and its first operation, whoever asks for that: it
/// is decided whether oneDNN is used, and libtorch is told. TorchSharp
/// is watched for it from the moment that this assembly runs any code: the first of its calls into native code comes by
/// here. A program that watches TorchSharp itself (one resolver an
/// assembly is allowed) is left alone; there <see cref="NativeRuntime"/> does it, which whatever draws or trains asks
/// first.
/// </summary>
internal sealed record NativeStart(OneDnnDecision OneDnn, string? Problem)
{
    private static readonly Lock s_gate = new();

    /// <summary>What was done; null before.</summary>
    public static NativeStart? Done { get; private set; }

    /// <summary>Does it, once.</summary>
    /// <param name="shim">Handle of TorchSharp's native library.</param>
    public static NativeStart Of(nint shim)
    {
        lock (s_gate)
            return Done ??= Begin(shim);
    }

    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "It loads nothing, and a convolution before any call of ours could end the process."
    )]
    internal static void Watch()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, Resolve);
        }
        catch (InvalidOperationException)
        {
            // the program has one of its own
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != NativeRuntime.Shim)
            return 0;
        if (!NativeLibrary.TryLoad(name, assembly, path, out nint shim))
            return 0; // the usual way says what is wrong
        Of(shim);
        return shim;
    }

    private static NativeStart Begin(nint shim)
    {
        try
        {
            CpuidReader? cpuid = OneDnnDecision.ThisProcessor;
            OneDnnDecision? forced = OneDnnDecision.Forced(Environment.GetEnvironmentVariable(OneDnnDecision.Variable));
            OneDnnDecision byProcessor = OneDnnDecision.ByProcessor(cpuid);
            SelfTestVerdict tested =
                forced is null && NativeSelfTest.IsAllowed
                    ? Test(cpuid, byProcessor)
                    : new(forced ?? byProcessor, null);
            string? missing = TorchSwitches.Set(shim, tested.Decision.On);
            string? stuck = missing is null || tested.Decision.On ? null : NoSwitch(tested.Decision, missing);
            return new(tested.Decision, tested.Problem ?? stuck);
        }
        catch (HippogriffException mistake)
        {
            return new(OneDnnDecision.ByProcessor(OneDnnDecision.ThisProcessor), mistake.Message);
        }
    }

    private static SelfTestVerdict Test(CpuidReader? cpuid, OneDnnDecision byProcessor)
    {
        string signature = SelfTestMemory.Signature(cpuid, byProcessor);
        OneDnnDecision? remembered = SelfTestMemory.Read(SelfTestMemory.Folder, signature);
        if (remembered is not null && (byProcessor.On || !remembered.On))
            return new(remembered, null);
        if (SelfTestRun.Decide(byProcessor, SelfTestRun.Start) is not { } verdict)
            return new(byProcessor, null);
        if (verdict.Problem is null)
            SelfTestMemory.Write(SelfTestMemory.Folder, signature, verdict.Decision);
        return verdict;
    }

    private static string NoSwitch(OneDnnDecision decision, string missing) =>
        $"oneDNN must not be used here ({decision.Why}), and this libtorch has no switch for it "
        + $"({missing} is not exported); build with the TorchSharp and libtorch that the project names.";
}
