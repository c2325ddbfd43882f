using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace Hippogriff.Devices;

/// <summary>
/// Whether libtorch may use oneDNN for convolutions. oneDNN 3.7 divides by zero while it plans 1x1 convolutions if the
/// processor does not report its caches, as in some virtual machines. The floating point exception ends the process.
/// Without oneDNN, libtorch uses MKL; results differ only by rounding.
/// </summary>
/// <param name="On">Whether oneDNN is used.</param>
/// <param name="Why">The reason, a part of a sentence about the processor's caches.</param>
public sealed record OneDnnDecision(bool On, string Why)
{
    /// <summary>Environment variable that overrides the decision: on, off, or auto (the same as unset).</summary>
    public const string Variable = "HIPPOGRIFF_ONEDNN";

    /// <summary>The decision by the processor's answers alone.</summary>
    /// <param name="cpuid">The processor; null if it is not x86: there oneDNN reads caches in other ways, without a
    /// known fault.</param>
    internal static OneDnnDecision ByProcessor(CpuidReader? cpuid)
    {
        if (cpuid is null)
            return new(true, "this is no x86 processor, and the fault is known of those only");
        OneDnnCaches caches = OneDnnCaches.Read(cpuid);
        if (caches.Fault is { } fault)
            return new(false, $"{fault}, without which oneDNN divides by zero");
        if (!caches.AreKnown)
            return new(false, "this processor hides its caches, and oneDNN would divide by their size");
        if (caches.Guessed)
            return new(true, "this processor tells no caches, and oneDNN takes usual sizes");
        return new(
            true,
            string.Create(
                CultureInfo.InvariantCulture,
                $"this processor tells its caches ({caches.First >> 10:#,0} KB and {caches.Second >> 10:#,0} KB a core)"
            )
        );
    }

    /// <summary>The decision of the variable; null if it is unset or auto.</summary>
    /// <exception cref="HippogriffException">The variable has another value.</exception>
    internal static OneDnnDecision? Forced(string? value) =>
        value?.Trim().ToLowerInvariant() switch
        {
            null or "" or "auto" => null,
            "on" => new(true, $"{Variable} is on"),
            "off" => new(false, $"{Variable} is off"),
            _ => throw new HippogriffException($"{Variable} takes on, off or auto, not '{value}'."),
        };

    /// <summary>CPUID of this machine; null if there is none.</summary>
    internal static CpuidReader? ThisProcessor =>
        !X86Base.IsSupported
            ? null
            : static (leaf, subleaf) =>
            {
                (int a, int b, int c, int d) = X86Base.CpuId(unchecked((int)leaf), unchecked((int)subleaf));
                return ((uint)a, (uint)b, (uint)c, (uint)d);
            };
}
