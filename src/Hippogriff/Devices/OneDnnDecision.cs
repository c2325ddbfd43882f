using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace Hippogriff.Devices;

/// <summary>
/// Whether libtorch may give convolutions to oneDNN. oneDNN 3.7 ends the process with a floating point exception (a
/// division by zero where it plans 1x1 convolutions) on processors
/// that do not tell their caches, as virtual machines hide them; without it libtorch computes the same with MKL, to
/// rounding.
/// </summary>
/// <param name="On">Whether oneDNN is used.</param>
/// <param name="Why">The reason, a part of a sentence: "this processor tells its caches (32 KB and 1,024 KB a
/// core)".</param>
public sealed record OneDnnDecision(bool On, string Why)
{
    /// <summary>Environment variable that decides instead: on, off, or auto, which is as if it were not set.</summary>
    public const string Variable = "HIPPOGRIFF_ONEDNN";

    /// <summary>What the processor's answers alone lead to.</summary>
    /// <param name="cpuid">The processor; null where it is not x86: there oneDNN asks in other ways, and no fault is
    /// known.</param>
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

    /// <summary>What the variable says: null for nothing or auto.</summary>
    /// <exception cref="HippogriffException">It says something else.</exception>
    internal static OneDnnDecision? Forced(string? value) =>
        value?.Trim().ToLowerInvariant() switch
        {
            null or "" or "auto" => null,
            "on" => new(true, $"{Variable} is on"),
            "off" => new(false, $"{Variable} is off"),
            _ => throw new HippogriffException($"{Variable} takes on, off or auto, not '{value}'."),
        };

    /// <summary>This machine's CPUID; null where there is none.</summary>
    internal static CpuidReader? ThisProcessor =>
        !X86Base.IsSupported
            ? null
            : static (leaf, subleaf) =>
            {
                (int a, int b, int c, int d) = X86Base.CpuId(unchecked((int)leaf), unchecked((int)subleaf));
                return ((uint)a, (uint)b, (uint)c, (uint)d);
            };
}
