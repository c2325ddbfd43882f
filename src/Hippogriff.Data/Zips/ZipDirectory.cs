using System.Buffers.Binary;

namespace Hippogriff.Data.Zips;

/// <summary>
/// Checks the end of a zip before it is opened. Opening reads the whole directory into memory, and a small file may
/// list millions of entries. The end record (APPNOTE.TXT 4.3.16, and 4.3.14 for large zips) has their number and the
/// start of the list.
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

    /// <summary>Number of entries, start of the list, and its latest possible end.</summary>
    private readonly record struct Listing(ulong Entries, ulong Start, long End);

    /// <summary>Refuses a directory with too many entries, or whose size does not fit their number.</summary>
    /// <param name="zip">The zip; rewound afterwards.</param>
    /// <param name="mostEntries">Maximum number of files and folders.</param>
    /// <param name="called">Name of the zip in messages.</param>
    /// <param name="advice">End of the message if it is not a zip.</param>
    /// <exception cref="HippogriffException">It is not a zip, or lists too many entries.</exception>
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
            // any of them makes readers use the larger record
            bool large = disk == ushort.MaxValue || entries == ushort.MaxValue || start == uint.MaxValue;
            return large ? Large(zip, place) : new Listing(entries, start, place);
        }
        return null;
    }

    /// <summary>
    /// The record of zips with more than 65,534 entries or 4 GB; its position is in the locator before the usual
    /// record.
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
