using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Marks one version requirement of an ELF64 library as weak, in a copy, so that the loader of an older system accepts
/// it. The native shim of TorchSharp asks for GLIBCXX_3.4.32 through one symbol that no relocation uses; Debian 12 and
/// Ubuntu 22.04 end at 3.4.30. Weak means VER_FLG_WEAK (2) in vna_flags, System V gABI, "Symbol versioning".
/// </summary>
public class MendVersionNeed : Task
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort Weak = 0x2;

    /// <summary>The library as it comes; only read.</summary>
    [Required]
    public string Library { get; set; }

    /// <summary>The version that becomes optional.</summary>
    [Required]
    public string Version { get; set; }

    /// <summary>Where the copy goes.</summary>
    [Required]
    public string Mended { get; set; }

    public override bool Execute()
    {
        byte[] elf = File.ReadAllBytes(Library);
        int flags = FindFlags(elf, Version);
        if (flags >= 0)
            elf[flags] |= (byte)Weak;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Mended)));
        string temporary = Mended + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, elf);
        File.Delete(Mended); // a hard link from an output is broken, never written through
        File.Move(temporary, Mended);
        Log.LogMessage(MessageImportance.Normal, "{0}: {1} is optional now", Path.GetFileName(Library), Version);
        return true;
    }

    /// <summary>
    /// The offset of vna_flags of the entry called <paramref name="version"/>, or -1 where there is none.
    /// </summary>
    private static int FindFlags(byte[] elf, string version)
    {
        bool elf64LittleEndian =
            elf.Length > 64
            && elf[0] == 0x7f
            && elf[1] == 'E'
            && elf[2] == 'L'
            && elf[3] == 'F'
            && elf[4] == 2
            && elf[5] == 1;
        if (!elf64LittleEndian)
            return -1;
        long table = BitConverter.ToInt64(elf, 0x28);
        int size = BitConverter.ToUInt16(elf, 0x3a),
            count = BitConverter.ToUInt16(elf, 0x3c);
        for (int i = 0; i < count; i++)
        {
            int header = checked((int)(table + (long)i * size));
            if (BitConverter.ToUInt32(elf, header + 4) != VersionNeedSection)
                continue;
            int strings = (int)
                BitConverter.ToInt64(
                    elf,
                    checked((int)(table + (long)BitConverter.ToInt32(elf, header + 0x28) * size)) + 0x18
                );
            int need = (int)BitConverter.ToInt64(elf, header + 0x18);
            for (int next = -1; next != 0; need += next)
            {
                int entries = BitConverter.ToUInt16(elf, need + 2);
                int entry = need + BitConverter.ToInt32(elf, need + 8);
                for (int e = 0; e < entries; e++)
                {
                    int name = strings + BitConverter.ToInt32(elf, entry + 8);
                    int end = Array.IndexOf(elf, (byte)0, name);
                    if (Encoding.ASCII.GetString(elf, name, end - name) == version)
                        return entry + 4;
                    entry += BitConverter.ToInt32(elf, entry + 12);
                }
                next = BitConverter.ToInt32(elf, need + 12);
            }
        }
        return -1;
    }
}
