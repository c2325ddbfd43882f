using System.Globalization;

namespace Hippogriff.Data.Emoji;

/// <summary>An emoji with our name for it.</summary>
public sealed record EmojiName(int CodePoint, string Name, IReadOnlyList<string> Keywords);

/// <summary>
/// Our table of emoji names (Data/emoji-names.txt, embedded): a code point, a name, a semicolon and other words.
/// </summary>
public static class EmojiNames
{
    private static readonly Lazy<IReadOnlyList<EmojiName>> s_table = new(Read);

    /// <summary>All names, in the order of the table.</summary>
    public static IReadOnlyList<EmojiName> All => s_table.Value;

    private static List<EmojiName> Read()
    {
        using StreamReader reader = new(typeof(EmojiNames).Assembly.GetManifestResourceStream("emoji-names.txt")!);
        List<EmojiName> names = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Length == 0)
                continue;
            (string code, string[] rest) = (
                line[..line.IndexOf(' ')],
                line[(line.IndexOf(' ') + 1)..].Split(';', StringSplitOptions.TrimEntries)
            );
            names.Add(
                new(
                    int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    rest[0],
                    rest.Length > 1 ? rest[1].Split(',', StringSplitOptions.TrimEntries) : []
                )
            );
        }
        return names;
    }
}
