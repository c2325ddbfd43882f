using SkiaSharp;

namespace Hippogriff.Training.Scenes;

/// <summary>
/// Small letters drawn here, 5 dots wide and 8 high (the last row hangs below the line), because a machine need not have any
/// font: captions on sheets look the same everywhere. Capitals are written small, unknown letters as a question mark.
/// </summary>
internal static class DotFont
{
    // A line of letters six columns apart, then their eight rows.
    private const string Art = """
        a     b     c     d     e     f     g     h     i     j     k     l     m     n
        ..... #.... ..... ....# ..... ..##. ..... #.... ..#.. ...#. #.... .##.. ..... .....
        ..... #.... ..... ....# ..... .#... ..... #.... ..... ..... #.... ..#.. ..... .....
        .###. ####. .#### .#### .###. ####. .#### ####. .##.. ..##. #..#. ..#.. ##.#. ####.
        ....# #...# #.... #...# #...# .#... #...# #...# ..#.. ...#. #.#.. ..#.. #.#.# #...#
        .#### #...# #.... #...# ##### .#... #...# #...# ..#.. ...#. ##... ..#.. #.#.# #...#
        #...# #...# #.... #...# #.... .#... .#### #...# ..#.. ...#. #.#.. ..#.. #.#.# #...#
        .#### ####. .#### .#### .###. .#... ....# #...# .###. #..#. #..#. .###. #.#.# #...#
        ..... ..... ..... ..... ..... ..... .###. ..... ..... .##.. ..... ..... ..... .....
        o     p     q     r     s     t     u     v     w     x     y     z     0     1
        ..... ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... ..... .###. ..#..
        ..... ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... ..... #...# .##..
        .###. ####. .#### #.##. .#### ####. #...# #...# #.#.# #...# #...# ##### #..## ..#..
        #...# #...# #...# ##... #.... .#... #...# #...# #.#.# .#.#. #...# ...#. #.#.# ..#..
        #...# #...# #...# #.... .###. .#... #...# #...# #.#.# ..#.. #...# ..#.. ##..# ..#..
        #...# ####. .#### #.... ....# .#... #...# .#.#. #.#.# .#.#. .#### .#... #...# ..#..
        .###. #.... ....# #.... ####. ..##. .#### ..#.. .#.#. #...# ....# ##### .###. .###.
        ..... #.... ....# ..... ..... ..... ..... ..... ..... ..... .###. ..... ..... .....
        2     3     4     5     6     7     8     9     .     ,     -     :     ;     !
        .###. .###. ...#. ##### .###. ##### .###. .###. ..... ..... ..... ..... ..... ..#..
        #...# #...# ..##. #.... #.... ....# #...# #...# ..... ..... ..... ..... ..... ..#..
        ....# ....# .#.#. ####. #.... ...#. #...# #...# ..... ..... ..... .##.. .##.. ..#..
        ..##. ..##. #..#. ....# ####. ..#.. .###. .#### ..... ..... ..... .##.. .##.. ..#..
        .#... ....# ##### ....# #...# ..#.. #...# ....# ..... ..... .###. ..... ..... ..#..
        #.... #...# ...#. #...# #...# .#... #...# ....# .##.. .##.. ..... .##.. .##.. .....
        ##### .###. ...#. .###. .###. .#... .###. .###. .##.. ..#.. ..... .##.. ..#.. ..#..
        ..... ..... ..... ..... ..... ..... ..... ..... ..... .#... ..... ..... .#... .....
        ?     '     "     (     )     /     +     =     %     &     _     #     *
        .###. ..#.. .#.#. ...#. .#... ....# ..... ..... ##..# .##.. ..... .#.#. .....
        #...# ..#.. .#.#. ..#.. ..#.. ....# ..... ..... ##..# #..#. ..... .#.#. #.#.#
        ....# ..... ..... .#... ...#. ...#. ..#.. ##### ...#. .##.. ..... ##### .###.
        ..##. ..... ..... .#... ...#. ..#.. ..#.. ..... ..#.. .##.# ..... .#.#. #####
        ..#.. ..... ..... .#... ...#. .#... ##### ##### .#... #..#. ..... ##### .###.
        ..... ..... ..... ..#.. ..#.. #.... ..#.. ..... #..## #..#. ..... .#.#. #.#.#
        ..#.. ..... ..... ...#. .#... #.... ..#.. ..... #..## .##.# ##### .#.#. .....
        ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... ..... .....
        """;

    /// <summary>Width of a letter with the space after it, in dots.</summary>
    public const int Advance = 6;

    /// <summary>Height of a line with the space below it, in dots.</summary>
    public const int LineHeight = 10;

    private static readonly Dictionary<char, bool[]> Letters = Read();

    /// <summary>Draws one line of text with its upper left corner at (x, y); a dot is <paramref name="dot"/> pixels wide and high.</summary>
    public static void Draw(SKCanvas canvas, string text, int x, int y, int dot, SKPaint paint)
    {
        foreach (var letter in text)
        {
            var dots = Letters.GetValueOrDefault(char.ToLowerInvariant(letter)) ?? (letter == ' ' ? [] : Letters['?']);
            for (var i = 0; i < dots.Length; i++)
            {
                if (dots[i])
                    canvas.DrawRect(x + i % 5 * dot, y + i / 5 * dot, dot, dot, paint);
            }
            x += Advance * dot;
        }
    }

    /// <summary>Breaks text between words into lines of at most <paramref name="letters"/> letters; longer words are cut.</summary>
    public static List<string> Wrap(string text, int letters)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var whole in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var word = whole.Length > letters ? whole[..letters] : whole;
            if (line.Length > 0 && line.Length + 1 + word.Length > letters)
            {
                lines.Add(line);
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        if (line.Length > 0)
            lines.Add(line);
        return lines;
    }

    private static Dictionary<char, bool[]> Read()
    {
        var (rows, letters) = (Art.ReplaceLineEndings("\n").Split('\n'), new Dictionary<char, bool[]>());
        for (var top = 0; top + 8 < rows.Length; top += 9)
        {
            for (var at = 0; at < rows[top].Length; at += Advance)
            {
                var dots = new bool[40];
                for (var i = 0; i < dots.Length; i++)
                    dots[i] = rows[top + 1 + i / 5][at + i % 5] == '#';
                letters[rows[top][at]] = dots;
            }
        }
        return letters;
    }
}
