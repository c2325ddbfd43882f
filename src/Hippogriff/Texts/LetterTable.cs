using System.IO.Compression;

namespace Hippogriff.Texts;

/// <summary>
/// Unicode's canonical decompositions and combining classes. The table <c>letters.bin</c> was made from UnicodeData.txt
/// and CompositionExclusions.txt of Unicode 15.0 by eng/MakeLetterTable.cs, which documents its format. Hangul
/// syllables are computed (The Unicode Standard, section 3.12).
/// </summary>
internal sealed class LetterTable
{
    private const int Syllables = 0xAC00,
        Leads = 0x1100,
        Vowels = 0x1161,
        Tails = 0x11A7,
        LeadCount = 19,
        VowelCount = 21,
        TailCount = 28,
        SyllableCount = LeadCount * VowelCount * TailCount;
    private readonly Dictionary<int, byte> _classes = [];
    private readonly Dictionary<int, (int First, int Second)> _parts = [];
    private readonly Dictionary<(int First, int Second), int> _whole = [];

    private LetterTable(Stream packed)
    {
        using BinaryReader table = new(new DeflateStream(packed, CompressionMode.Decompress));
        for (int left = table.Read7BitEncodedInt(), point = 0; left > 0; left--)
        {
            point += table.Read7BitEncodedInt();
            int run = table.Read7BitEncodedInt();
            byte order = table.ReadByte();
            for (int i = 0; i < run; i++)
                _classes[point + i] = order;
        }
        for (int left = table.Read7BitEncodedInt(), point = 0; left > 0; left--)
        {
            point += table.Read7BitEncodedInt();
            int first = table.Read7BitEncodedInt(),
                second = table.Read7BitEncodedInt();
            _parts[point] = (first >> 1, second);
            if ((first & 1) != 0)
                _whole[(first >> 1, second)] = point;
        }
    }

    /// <summary>The shared table.</summary>
    public static LetterTable Shared => s_shared.Value;

    private static readonly Lazy<LetterTable> s_shared = new(() =>
        new LetterTable(typeof(LetterTable).Assembly.GetManifestResourceStream("letters.bin")!)
    );

    /// <summary>Canonical combining class; 0 for base characters.</summary>
    public int ClassOf(int point) => _classes.GetValueOrDefault(point);

    /// <summary>Appends the full decomposition of a character, or the character itself.</summary>
    public void Decompose(int point, List<int> into)
    {
        int syllable = point - Syllables;
        if (syllable is >= 0 and < SyllableCount)
        {
            into.Add(Leads + syllable / (VowelCount * TailCount));
            into.Add(Vowels + syllable % (VowelCount * TailCount) / TailCount);
            if (syllable % TailCount != 0)
                into.Add(Tails + syllable % TailCount);
        }
        else if (_parts.TryGetValue(point, out (int First, int Second) parts))
        {
            Decompose(parts.First, into);
            if (parts.Second != 0)
                Decompose(parts.Second, into);
        }
        else
            into.Add(point);
    }

    /// <summary>The composition of two characters; null if there is none.</summary>
    public int? Join(int first, int second)
    {
        int lead = first - Leads,
            vowel = second - Vowels,
            syllable = first - Syllables,
            tail = second - Tails;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
            return Syllables + (lead * VowelCount + vowel) * TailCount;
        if (syllable is >= 0 and < SyllableCount && syllable % TailCount == 0 && tail is > 0 and < TailCount)
            return first + tail;
        return _whole.TryGetValue((first, second), out int whole) ? whole : null;
    }
}
