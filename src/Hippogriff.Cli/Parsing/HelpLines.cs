namespace Hippogriff.Cli.Parsing;

/// <summary>Writes the parts of a help page in lines of at most <paramref name="width"/> characters.</summary>
internal sealed class HelpLines(TextWriter output, int width)
{
    private const string Indent = "  ";
    private const int WidestLabel = 32;

    public void Blank() => output.WriteLine();

    /// <summary>A text from the left edge, and an empty line.</summary>
    public void Paragraph(string text)
    {
        foreach (string line in Wrapped(text, width))
            output.WriteLine(line);
        Blank();
    }

    /// <summary>One way to call a command.</summary>
    public void Usage(string call) => output.WriteLine($"Usage: {call}");

    /// <summary>Labels on the left, texts on the right; nothing if there are no rows.</summary>
    public void Rows(string title, IReadOnlyList<(string Label, string Text)> rows)
    {
        if (rows.Count == 0)
            return;
        output.WriteLine($"{title}:");
        int most = Math.Min(WidestLabel, width * 2 / 5),
            left = rows.Select(row => row.Label.Length).Where(length => length <= most).DefaultIfEmpty(most).Max(),
            right = Math.Max(12, width - left - 2 * Indent.Length);
        foreach ((string label, string text) in rows)
        {
            string[] lines = [.. Wrapped(text, right)];
            bool fits = label.Length <= left;
            if (!fits)
                output.WriteLine(Indent + label);
            for (int i = 0; i < lines.Length; i++)
                output.WriteLine($"{Indent}{(i == 0 && fits ? label : "").PadRight(left)}{Indent}{lines[i]}".TrimEnd());
        }
        Blank();
    }

    /// <summary>Command lines to copy: never broken.</summary>
    public void Examples(IReadOnlyList<string> examples)
    {
        if (examples.Count == 0)
            return;
        output.WriteLine("Examples:");
        foreach (string example in examples)
            output.WriteLine(Indent + example);
        Blank();
    }

    /// <summary>The text in lines; a word that is longer than a line has one of its own.</summary>
    internal static IEnumerable<string> Wrapped(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        yield return line;
    }
}
