using Hippogriff.Texts;
using Spectre.Console;

namespace Hippogriff.Cli.Views;

/// <summary>Rows of text under headings: a table on a terminal, padded columns without decoration in a pipe.</summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; the content of a cell stays on one line.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Fit.Line)]);

    public void Write(Terminal terminal)
    {
        if (terminal.IsWatched)
        {
            Table table = new() { Border = TableBorder.Rounded };
            foreach (string heading in headings)
                table.AddColumn(new TableColumn($"[bold]{Markup.Escape(heading)}[/]"));
            foreach (string[] row in _rows)
                table.AddRow([.. row.Select(cell => Markup.Escape(cell))]);
            terminal.Results.Write(table);
            return;
        }
        int[] widths =
        [
            .. headings.Select((heading, i) => _rows.Select(row => row[i].Length).Append(heading.Length).Max()),
        ];
        foreach (string[] row in _rows.Prepend(headings))
            terminal.Out.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
    }
}
