using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hippogriff.Files;
using TorchSharp;

namespace Hippogriff.Devices;

/// <summary>
/// Remembers the result of the self-test in the user's cache folder: one small file for each processor, libtorch and
/// version of this library. A file can only disable oneDNN, never enable it against the processor's answers. A file
/// that is damaged or cannot be read or written is ignored, and the test runs again.
/// </summary>
internal static class SelfTestMemory
{
    private const int LongestFile = 4096;

    /// <summary>Everything that the result depends on.</summary>
    public static string Signature(CpuidReader? cpuid, OneDnnDecision byProcessor)
    {
        StringBuilder text = new();
        if (cpuid is not null)
        {
            uint maker = cpuid(0, 0).Ebx,
                family = cpuid(1, 0).Eax,
                features = cpuid(7, 0).Ebx,
                more = cpuid(7, 1).Eax;
            text.Append($"{maker:x8} {family:x8} {features:x8} {more:x8} ");
        }
        int vectors =
            Vector512.IsHardwareAccelerated ? 512
            : Vector256.IsHardwareAccelerated ? 256
            : 128;
        text.Append($"{CpuInfo.Read().Name}; vectors {vectors}; oneDNN {(byProcessor.On ? "on" : "off")}; ");
        text.Append($"ISA {Environment.GetEnvironmentVariable("ONEDNN_MAX_CPU_ISA")}; ");
        text.Append($"{typeof(torch).Assembly.GetName().Version}; ");
        text.Append($"{typeof(SelfTestMemory).Assembly.ManifestModule.ModuleVersionId}"); // another with every build
        return text.ToString();
    }

    /// <summary>The remembered decision for exactly this signature; null if there is none.</summary>
    public static OneDnnDecision? Read(string? folder, string signature)
    {
        if (folder is null)
            return null;
        try
        {
            const FileShare Anything = FileShare.ReadWrite | FileShare.Delete;
            using FileStream file = new(PathOf(folder, signature), FileMode.Open, FileAccess.Read, Anything);
            if (file.Length is 0 or > LongestFile)
                return null;
            Remembered? content = JsonSerializer.Deserialize<Remembered>(file);
            if (content is not { Why: { Length: > 0 } why } || content.Signature != signature)
                return null;
            return why.Any(char.IsControl) ? null : new(content.On, why);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Writes the decision; failures are ignored. Two processes that write at the same time write the same.
    /// </summary>
    public static void Write(string? folder, string signature, OneDnnDecision decision)
    {
        if (folder is null)
            return;
        try
        {
            Remembered content = new(signature, decision.On, decision.Why);
            AtomicFile.Write(PathOf(folder, signature), JsonSerializer.SerializeToUtf8Bytes(content));
        }
        catch (HippogriffException)
        {
            // a read-only or full home, or another process was first
        }
    }

    internal static string PathOf(string folder, string signature) =>
        Path.Combine(folder, $"self-test-{Convert.ToHexStringLower(SHA256.HashData(Bytes(signature)))[..12]}.json");

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The content of a file.</summary>
    private sealed record Remembered(string Signature, bool On, string Why);
}
