// Makes src/Hippogriff/Texts/letters.bin from two files of the Unicode Character Database:
//   dotnet run eng/MakeLetterTable.cs -- UnicodeData.txt CompositionExclusions.txt src/Hippogriff/Texts/letters.bin
// Its form, deflated; numbers are 7-bit encoded:
// how many runs of marks there are; of each how far it lies behind the beginning of the one before, how long it is, and
// one byte: the canonical combining class of all in it;
// how many characters have a canonical decomposition; of each how far it lies behind the one before, twice its first
// part (and 1 where the parts are joined again), and its second part or 0.
using System.Globalization;
using System.IO.Compression;

string[][] rows = [.. File.ReadLines(args[0]).Select(line => line.Split(';'))];
Dictionary<int, byte> classes = rows.Where(row => row[3] != "0")
    .ToDictionary(row => Point(row[0]), row => byte.Parse(row[3], CultureInfo.InvariantCulture));
HashSet<int> excluded =
[
    .. File.ReadLines(args[1]).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0).Select(Point),
];
using MemoryStream packed = new();
using (BinaryWriter table = new(new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)))
{
    List<(int Start, int Length, byte Class)> runs = [];
    foreach ((int point, byte order) in classes.OrderBy(pair => pair.Key))
    {
        if (runs.Count > 0 && runs[^1] is var last && last.Start + last.Length == point && last.Class == order)
            runs[^1] = last with { Length = last.Length + 1 };
        else
            runs.Add((point, 1, order));
    }
    table.Write7BitEncodedInt(runs.Count);
    int before = 0;
    foreach ((int start, int length, byte order) in runs)
    {
        table.Write7BitEncodedInt(start - before);
        table.Write7BitEncodedInt(length);
        table.Write(order);
        before = start;
    }
    (int Point, int[] Parts)[] written =
    [
        .. rows.Where(row => row[5].Length > 0 && row[5][0] != '<')
            .Select(row => (Point(row[0]), row[5].Split(' ').Select(Point).ToArray()))
            .OrderBy(pair => pair.Item1),
    ];
    table.Write7BitEncodedInt(written.Length);
    before = 0;
    foreach ((int point, int[] parts) in written)
    {
        // Not joined again: single characters, those that begin with a mark or are one, and those on the list (Annex
        // 15, section 5).
        bool joined =
            parts.Length == 2
            && !excluded.Contains(point)
            && !classes.ContainsKey(point)
            && !classes.ContainsKey(parts[0]);
        table.Write7BitEncodedInt(point - before);
        table.Write7BitEncodedInt(parts[0] * 2 + (joined ? 1 : 0));
        table.Write7BitEncodedInt(parts.Length == 2 ? parts[1] : 0);
        before = point;
    }
}
File.WriteAllBytes(args[2], packed.ToArray());
Console.WriteLine($"{args[2]}: {packed.Length} bytes");

static int Point(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
