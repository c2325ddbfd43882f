using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Studio.Pages.Compare;

/// <summary>
/// A grid of jobs over two varying settings; all other settings, including the seed, are the same in all cells.
/// </summary>
/// <param name="Down">The setting of the rows.</param>
/// <param name="Across">The setting of the columns; null for a single column.</param>
/// <param name="Rows">Its values.</param>
/// <param name="Columns">Its values; a single empty one without an axis.</param>
/// <param name="Orders">Row by row.</param>
internal sealed record Comparison(
    Axis Down,
    Axis? Across,
    IReadOnlyList<string> Rows,
    IReadOnlyList<string> Columns,
    IReadOnlyList<JobRequest> Orders
)
{
    private const int MostCells = 64;

    /// <exception cref="HippogriffException">Both axes are the same setting, a value is not valid, or there are too
    /// many cells.</exception>
    public static Comparison Plan(JobRequest common, Axis down, string downText, Axis? across, string acrossText)
    {
        if (down == across)
            throw new SaidException(new Phrase("Compare.Both", down.Many));
        IReadOnlyList<string> rows = down.Values(downText),
            columns = across?.Values(acrossText) ?? [""];
        if (rows.Count * columns.Count > MostCells)
            throw new SaidException(
                new Phrase(
                    "Compare.TooLarge",
                    rows.Count,
                    columns.Count,
                    Forms.Spoken.Pictures(rows.Count * columns.Count),
                    MostCells
                )
            );
        JobRequest[] orders =
        [
            .. rows.SelectMany(row =>
                columns.Select(column =>
                    across is null ? down.Apply(common, row) : across.Apply(down.Apply(common, row), column)
                )
            ),
        ];
        return new Comparison(down, across, rows, columns, orders);
    }
}
