using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hippogriff.Files;
using TorchSharp;

namespace Hippogriff.Devices;

/// <summary>
/// Remembers, in the user's cache folder, how the self-test ended: one small file for each processor, libtorch and
/// version of ours. It can only take oneDNN away: what the processor
/// forbids, no file allows. A file that is damaged, or that cannot be read or written, is as if there were none: the
/// test is run again.
/// </summary>
internal static class SelfTestMemory
{
    private const int LongestFile = 4096;

    /// <summary>Where this user's programs keep what they can make again; null where there is no such place.</summary>
    public static string? Folder
    {
        get
        {
            string? own = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (!string.IsNullOrEmpty(own) && Path.IsPathRooted(own))
                return Path.Combine(own, "hippogriff");
            if (OperatingSystem.IsWindows())
                return Below(Environment.SpecialFolder.LocalApplicationData, "Hippogriff", "cache");
            return OperatingSystem.IsMacOS()
                ? Below(Environment.SpecialFolder.UserProfile, "Library", "Caches", "hippogriff")
                : Below(Environment.SpecialFolder.UserProfile, ".cache", "hippogriff");
        }
    }

    /// <summary>Everything that the outcome depends on.</summary>
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

    /// <summary>What a file remembers for exactly this signature; null where there is none.</summary>
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

    /// <summary>Remembers; where that cannot be, nothing happens. Two processes at once write the same.</summary>
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
            // a home that is read only or full, or the other process was first
        }
    }

    internal static string PathOf(string folder, string signature) =>
        Path.Combine(folder, $"self-test-{Convert.ToHexStringLower(SHA256.HashData(Bytes(signature)))[..12]}.json");

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Below(Environment.SpecialFolder place, params string[] names) =>
        Environment.GetFolderPath(place, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } path
            ? Path.Combine([path, .. names])
            : null;

    /// <summary>What a file holds.</summary>
    private sealed record Remembered(string Signature, bool On, string Why);
}
