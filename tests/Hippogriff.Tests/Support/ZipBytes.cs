using System.IO.Compression;

namespace Hippogriff.Tests.Support;

/// <summary>Zips in memory, and what can be done to their bytes.</summary>
internal static class ZipBytes
{
    private const int EndRecord = 22;

    public static byte[] Of(params (string Name, byte[] Bytes)[] files)
    {
        MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach ((string name, byte[] bytes) in files)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        return stream.ToArray();
    }

    /// <summary>A zip that holds one symbolic link.</summary>
    public static byte[] Link(string name, string to)
    {
        MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            ZipArchiveEntry entry = zip.CreateEntry(name);
            entry.ExternalAttributes = 0xA1FF << 16;
            using StreamWriter target = new(entry.Open());
            target.Write(to);
        }
        return stream.ToArray();
    }

    /// <summary>
    /// A zip whose only entry, called by one letter, has no name at all in the directory: the letter counts as what may
    /// follow a name.
    /// </summary>
    public static byte[] Nameless(byte[] zip)
    {
        byte[] changed = [.. zip];
        int entry = changed.AsSpan().LastIndexOf("PK\x01\x02"u8);
        (changed[entry + 28], changed[entry + 30]) = (0, 1);
        return changed;
    }

    /// <summary>The same zip with another number where the record at its end says how many entries there are.</summary>
    public static byte[] Counting(byte[] zip, ushort entries)
    {
        byte[] changed = [.. zip];
        BitConverter.GetBytes(entries).CopyTo(changed, zip.Length - EndRecord + 10);
        return changed;
    }

    /// <summary>
    /// The same zip with the records of large zips (APPNOTE.TXT 4.3.14 and 4.3.15), to which the one at its end points
    /// by the numbers of disks that no zip has.
    /// </summary>
    public static byte[] Large(byte[] zip, ulong entries)
    {
        ReadOnlySpan<byte> end = zip.AsSpan(zip.Length - EndRecord);
        long at = zip.Length - EndRecord;
        MemoryStream stream = new();
        using BinaryWriter to = new(stream);
        to.Write(zip.AsSpan(0, (int)at));
        to.Write(0x06064b50);
        to.Write(44L);
        to.Write((ushort)45);
        to.Write((ushort)45);
        to.Write(0);
        to.Write(0);
        to.Write(entries);
        to.Write(entries);
        to.Write((ulong)BitConverter.ToUInt32(end[12..]));
        to.Write((ulong)BitConverter.ToUInt32(end[16..]));
        to.Write(0x07064b50);
        to.Write(0);
        to.Write(at);
        to.Write(1);
        byte[] points = [.. end];
        BitConverter.GetBytes(uint.MaxValue).CopyTo(points, 4);
        to.Write(points);
        to.Flush();
        return stream.ToArray();
    }
}
