using System.Buffers.Binary;

namespace Hippogriff.Studio.Trainings;

/// <summary>
/// Looks at the end of a zip before it is opened: who opens one reads its whole directory into memory, and a small file may list millions of entries. The record there
/// (APPNOTE.TXT 4.3.16) says how many there are and where their list begins.
/// </summary>
internal static class ZipDirectory
{
    private const int RecordBytes = 22, LongestComment = 65_535, MostBytesOfEntry = 1_024;
    private const uint Signature = 0x06054b50;

    /// <summary>Refuses a directory with too many entries, or whose size does not fit their number.</summary>
    /// <exception cref="HippogriffException">It is no zip, or lists too much.</exception>
    public static void Check(Stream zip, int mostEntries)
    {
        byte[] end = new byte[(int)Math.Min(zip.Length, RecordBytes + LongestComment)];
        zip.Position = zip.Length - end.Length;
        zip.ReadExactly(end);
        zip.Position = 0;
        for (int at = end.Length - RecordBytes; at >= 0; at--)
        {
            ReadOnlySpan<byte> record = end.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) != Signature) continue;
            int entries = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
            uint start = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
            long bytes = zip.Length - end.Length + at - start;
            if (entries == ushort.MaxValue || start == uint.MaxValue || entries > mostEntries || bytes > (long)mostEntries * MostBytesOfEntry)
                throw new HippogriffException($"The zip lists more than the {mostEntries:N0} files and folders that are allowed.");
            return;
        }
        throw new HippogriffException("The upload is no zip archive; pack the pictures and their captions into one.");
    }
}
