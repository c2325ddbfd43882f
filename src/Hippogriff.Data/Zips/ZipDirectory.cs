using System.Buffers.Binary;

namespace Hippogriff.Data.Zips;

/// <summary>
/// Looks at the end of a zip before it is opened: who opens one reads its whole directory into memory, and a small file
/// may list millions of entries. The record there (APPNOTE.TXT 4.3.16, and 4.3.14 for large zips) says how many there
/// are and where their list begins.
/// </summary>
public static class ZipDirectory
{
    private const int RecordBytes = 22,
        LongestComment = 65_535,
        MostBytesOfEntry = 1_024,
        LocatorBytes = 20,
        LargeRecordBytes = 56;
    private const uint Signature = 0x06054b50,
        LocatorSignature = 0x07064b50,
        LargeSignature = 0x06064b50;

    /// <summary>Number of entries, where their list begins, and where it ends at the latest.</summary>
    private readonly record struct Listing(ulong Entries, ulong Start, long End);

    /// <summary>Refuses a directory with too many entries, or whose size does not fit their number.</summary>
    /// <param name="zip">The zip; is left at its beginning.</param>
    /// <param name="mostEntries">Most files and folders.</param>
    /// <param name="called">What to call the zip in a sentence.</param>
    /// <param name="advice">What the sentence ends with where it is no zip.</param>
    /// <exception cref="HippogriffException">It is no zip, or lists too much.</exception>
    public static void Check(Stream zip, int mostEntries, string called, string advice = "")
    {
        Listing listing =
            Find(zip)
            ?? throw new HippogriffException(
                $"{called} cannot be opened: it is no archive of that kind, or only a part of one{advice}.",
                FaultKind.DamagedFile
            );
        zip.Position = 0;
        if (
            listing.Entries > (ulong)mostEntries
            || listing.Start > (ulong)listing.End
            || listing.End - (long)listing.Start > (long)mostEntries * MostBytesOfEntry
        )
            throw new HippogriffException(
                $"{called} lists more than the {mostEntries:N0} files and folders that are allowed."
            );
    }

    private static Listing? Find(Stream zip)
    {
        int length = (int)Math.Min(zip.Length, RecordBytes + LongestComment);
        byte[] end = Bytes(zip, zip.Length - length, length);
        for (int at = end.Length - RecordBytes; at >= 0; at--)
        {
            ReadOnlySpan<byte> record = end.AsSpan(at);
            if (BinaryPrimitives.ReadUInt32LittleEndian(record) != Signature)
                continue;
            long place = zip.Length - end.Length + at;
            ushort disk = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]),
                entries = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
            uint start = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
            // any of them makes readers look for the larger record
            bool large = disk == ushort.MaxValue || entries == ushort.MaxValue || start == uint.MaxValue;
            return large ? Large(zip, place) : new Listing(entries, start, place);
        }
        return null;
    }

    /// <summary>
    /// The record of zips with more than 65,534 entries or 4 GB; the locator just before the usual record says where.
    /// </summary>
    private static Listing? Large(Stream zip, long record)
    {
        if (record < LocatorBytes + LargeRecordBytes)
            return null;
        ReadOnlySpan<byte> locator = Bytes(zip, record - LocatorBytes, LocatorBytes);
        ulong at = BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]);
        if (
            BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorSignature
            || at > (ulong)(record - LocatorBytes - LargeRecordBytes)
        )
            return null;
        ReadOnlySpan<byte> large = Bytes(zip, (long)at, LargeRecordBytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(large) == LargeSignature
            ? new Listing(
                BinaryPrimitives.ReadUInt64LittleEndian(large[32..]),
                BinaryPrimitives.ReadUInt64LittleEndian(large[48..]),
                (long)at
            )
            : null;
    }

    private static byte[] Bytes(Stream zip, long at, int count)
    {
        byte[] bytes = new byte[count];
        zip.Position = at;
        zip.ReadExactly(bytes);
        return bytes;
    }
}
