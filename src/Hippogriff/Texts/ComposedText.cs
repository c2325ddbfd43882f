using System.Text;

namespace Hippogriff.Texts;

/// <summary>
/// Converts text to Normalization Form C (Unicode Standard Annex 15): a letter with an accent becomes one character if
/// Unicode has one. The runtime's own <c>string.Normalize</c> does nothing without the ICU libraries, so the words of a
/// prompt would depend on the host. This implementation gives the same result everywhere and accepts any text. Unpaired
/// surrogates and noncharacters stay as they are.
/// </summary>
public static class ComposedText
{
    private const int FirstThatMatters = 0x300; // below, every text is composed already

    /// <summary>The text in Normalization Form C; the same instance if it already is.</summary>
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
    /// Sorts the combining marks after each letter into canonical order; marks of one class keep their order.
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

    /// <summary>Composes each letter with the marks after it that are not blocked by another mark.</summary>
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
