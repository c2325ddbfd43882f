namespace Hippogriff.Imaging.Drawing;

/// <summary>A picture of a sheet with its label.</summary>
public readonly record struct SheetPicture(RgbImage Image, string Label = "");

/// <summary>Arranges many pictures on one: a grid with labels, or strips of the steps of a run.</summary>
public static class ContactSheet
{
    /// <summary>A grid, row by row.</summary>
    /// <param name="pictures">At least one. Sizes may differ; a cell is as large as the largest.</param>
    /// <param name="columns">Number of columns; 0 makes the sheet about square.</param>
    /// <param name="title">One or more lines above the pictures.</param>
    /// <param name="enlarge">Integer scale factor; 0 enlarges small pictures to at least 128 pixels.</param>
    /// <param name="labelLines">Maximum number of lines of a label; a longer one ends in an ellipsis.</param>
    /// <exception cref="HippogriffException">The sheet would be larger than 16,384 pixels a side.</exception>
    public static RgbImage Grid(
        IReadOnlyList<SheetPicture> pictures,
        int columns = 0,
        string title = "",
        int enlarge = 0,
        int labelLines = 4
    )
    {
        if (pictures.Count == 0)
            throw new ArgumentException("A sheet needs at least one picture.", nameof(pictures));
        int factor = Factor(pictures, enlarge);
        int cellWidth = pictures.Max(p => p.Image.Width) * factor,
            cellHeight = pictures.Max(p => p.Image.Height) * factor;
        if (columns <= 0)
            columns = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(pictures.Count * (cellHeight + 30.0) / cellWidth)));
        columns = Math.Min(columns, pictures.Count);
        return new SheetComposition
        {
            Rows = [.. pictures.Chunk(columns)],
            Columns = columns,
            CellWidth = cellWidth,
            CellHeight = cellHeight,
            Factor = factor,
            Title = title,
            LabelLines = labelLines,
        }.Draw();
    }

    /// <summary>
    /// Rows of pictures that correspond column by column. For example, the noisy picture above the denoised one, with
    /// the noise level below.
    /// </summary>
    /// <param name="rows">At least one row with at least one picture.</param>
    /// <param name="title">One or more lines above the pictures.</param>
    /// <param name="rowNames">Label at the left of each row; may be empty.</param>
    /// <param name="enlarge">As in <see cref="Grid"/>.</param>
    /// <inheritdoc cref="Grid" path="/exception"/>
    public static RgbImage Strip(
        IReadOnlyList<IReadOnlyList<SheetPicture>> rows,
        string title = "",
        IReadOnlyList<string>? rowNames = null,
        int enlarge = 0
    )
    {
        SheetPicture[] all = [.. rows.SelectMany(row => row)];
        if (all.Length == 0)
            throw new ArgumentException("A strip needs at least one picture.", nameof(rows));
        int factor = Factor(all, enlarge);
        return new SheetComposition
        {
            Rows = [.. rows.Select(row => row.ToArray())],
            Columns = rows.Max(row => row.Count),
            CellWidth = all.Max(p => p.Image.Width) * factor,
            CellHeight = all.Max(p => p.Image.Height) * factor,
            Factor = factor,
            Title = title,
            LabelLines = 2,
            RowNames = rowNames ?? [],
        }.Draw();
    }

    private static int Factor(IReadOnlyCollection<SheetPicture> pictures, int enlarge) =>
        enlarge > 0
            ? enlarge
            : Math.Max(1, (int)Math.Ceiling(128.0 / pictures.Max(p => Math.Max(p.Image.Width, p.Image.Height))));
}
