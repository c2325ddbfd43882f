using System.Text;

namespace Hippogriff.Tests.Devices;

/// <summary>
/// The native shim asks for a newer libstdc++ than Debian 12 has; the build makes that request optional in its own
/// copy.
/// </summary>
public class ShimTests
{
    private const string Library = "libLibTorchSharp.so",
        Version = "GLIBCXX_3.4.32";

    [Fact]
    public void The_shim_in_the_output_asks_for_the_newer_libstdcxx_only_as_an_option()
    {
        if (!OperatingSystem.IsLinux())
            return;
        string path = Path.Combine(AppContext.BaseDirectory, Library);
        ushort? flags = VersionNeedFlags(File.ReadAllBytes(path), Version);
        if (flags is not null)
            Assert.Equal(2, flags.Value & 2); // VER_FLG_WEAK; null: the package no longer asks
    }

    [Fact]
    public void The_package_cache_is_left_as_it_came()
    {
        string? cache =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string original = Path.Combine(cache, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native", Library);
        if (!OperatingSystem.IsLinux() || !File.Exists(original))
            return;
        Assert.Equal(0, VersionNeedFlags(File.ReadAllBytes(original), Version)!.Value & 2);
    }

    /// <summary>
    /// vna_flags of one entry of .gnu.version_r (System V gABI), null where there is none. Written apart from the build
    /// step that it checks.
    /// </summary>
    private static ushort? VersionNeedFlags(byte[] elf, string version)
    {
        using BinaryReader reader = new(new MemoryStream(elf));
        T At<T>(long offset, Func<T> read)
        {
            reader.BaseStream.Position = offset;
            return read();
        }
        long sections = At(0x28, reader.ReadInt64);
        int size = At(0x3a, reader.ReadUInt16),
            count = At(0x3c, reader.ReadUInt16);
        for (int i = 0; i < count; i++)
        {
            long header = sections + i * size;
            if (At(header + 4, reader.ReadUInt32) != 0x6ffffffe)
                continue;
            long names = At(sections + At(header + 0x28, reader.ReadInt32) * size + 0x18, reader.ReadInt64);
            for (long need = At(header + 0x18, reader.ReadInt64), step = 1; step != 0; need += step)
            {
                for (long entry = need + At(need + 8, reader.ReadUInt32), next = 1; next != 0; entry += next)
                {
                    long name = names + At(entry + 8, reader.ReadUInt32);
                    if (Encoding.ASCII.GetString(elf, (int)name, version.Length) == version)
                        return At(entry + 4, reader.ReadUInt16);
                    next = At(entry + 12, reader.ReadUInt32);
                }
                step = At(need + 12, reader.ReadUInt32);
            }
        }
        return null;
    }
}
