using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Hippogriff.Files;
using TorchSharp;

namespace Hippogriff.Devices;

/// <summary>
/// Decides once per process, between the loading of libtorch and its first operation, whether oneDNN is used. A
/// resolver for TorchSharp's native library, set when this assembly is initialised, triggers the decision. An assembly
/// can have only one resolver. If the program has set its own, <see cref="NativeRuntime"/> triggers the decision;
/// sampling and training call it first.
/// </summary>
internal sealed record NativeStart(OneDnnDecision OneDnn, string? Problem)
{
    private static readonly Lock s_gate = new();

    /// <summary>The decision; null before it was made.</summary>
    public static NativeStart? Done { get; private set; }

    /// <summary>Makes the decision once.</summary>
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
            // the program has set its own resolver
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
        OneDnnDecision? remembered = SelfTestMemory.Read(UserCache.Folder, signature);
        if (remembered is not null && (byProcessor.On || !remembered.On))
            return new(remembered, null);
        if (SelfTestRun.Decide(byProcessor, SelfTestRun.Start) is not { } verdict)
            return new(byProcessor, null);
        if (verdict.Problem is null)
            SelfTestMemory.Write(UserCache.Folder, signature, verdict.Decision);
        return verdict;
    }

    private static string NoSwitch(OneDnnDecision decision, string missing) =>
        $"oneDNN must not be used here ({decision.Why}), and this libtorch has no switch for it "
        + $"({missing} is not exported); build with the TorchSharp and libtorch that the project names.";
}
