using System.Text;

namespace Hippogriff.Texts;

/// <summary>
/// Writes letters with accents in one way: as one character where there is one (Normalization Form C, Unicode Standard
/// Annex 15). The runtime's own <c>string.Normalize</c> does nothing in a program without the ICU libraries, and the
/// same text would be other words there than in a host that has them; this gives the same result everywhere, and takes
/// any text: halves of surrogate pairs and characters that are none stay as they are.
/// </summary>
public static class ComposedText
{
    private const int FirstThatMatters = 0x300; // below, every text is composed already

    /// <summary>The text in Normalization Form C; the same string where that is how it stands.</summary>
    public static string Of(string text)
    {
        int first = 0;
        while (first < text.Length && text[first] < FirstThatMatters)
            first++;
        if (first == text.Length)
            return text;
        LetterTable table = LetterTable.Shared;
        int start = Math.Max(0, first - 1); // the letter that a mark joins stands before it
        List<int> points = [];
        for (int i = start; i < text.Length; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            table.Decompose(pair ? char.ConvertToUtf32(text[i], text[++i]) : text[i], points);
        }
        Order(points, table);
        Compose(points, table);
        StringBuilder composed = new(text, 0, start, text.Length);
        foreach (int point in points)
            Append(composed, point);
        return composed.Length == text.Length && composed.Equals(text.AsSpan()) ? text : composed.ToString();
    }

    /// <summary>
    /// Puts the marks behind each letter into their canonical order, those of one class as they came.
    /// </summary>
    private static void Order(List<int> points, LetterTable table)
    {
        for (int i = 0; i < points.Count; )
        {
            if (table.ClassOf(points[i]) == 0)
            {
                i++;
                continue;
            }
            int end = i + 1;
            while (end < points.Count && table.ClassOf(points[end]) != 0)
                end++;
            if (end - i > 1)
            {
                int[] marks = [.. points.GetRange(i, end - i).OrderBy(table.ClassOf)]; // stable
                for (int k = 0; k < marks.Length; k++)
                    points[i + k] = marks[k];
            }
            i = end;
        }
    }

    /// <summary>Joins each letter with the marks behind it that nothing keeps away from it.</summary>
    private static void Compose(List<int> points, LetterTable table)
    {
        int letter = -1,
            kept = 0,
            before = 0; // before: class of the mark kept last behind the letter
        foreach (int point in points.ToArray())
        {
            int own = table.ClassOf(point);
            bool near = letter >= 0 && (kept == letter + 1 || (before < own && before != 0));
            if (near && table.Join(points[letter], point) is { } joined)
            {
                points[letter] = joined;
                continue;
            }
            if (own == 0)
                letter = kept;
            before = own;
            points[kept++] = point;
        }
        points.RemoveRange(kept, points.Count - kept);
    }

    private static void Append(StringBuilder text, int point)
    {
        if (point < 0x10000)
            text.Append((char)point); // a half of a pair among them
        else
            text.Append(char.ConvertFromUtf32(point));
    }
}
