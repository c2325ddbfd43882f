namespace Hippogriff.Imaging.Drawing;

/// <summary>A picture of a sheet with its label.</summary>
public readonly record struct SheetPicture(RgbImage Image, string Label = "");

/// <summary>Arranges many pictures on one: a grid with labels, or strips of the steps of a run.</summary>
public static class ContactSheet
{
    private const int Margin = 16,
        Gap = 10,
        LargestSide = 16_384,
        Background = 0xfafaf7,
        Ink = 0x202020,
        Soft = 0x606060;

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
        return Compose([.. pictures.Chunk(columns)], columns, cellWidth, cellHeight, title, factor, labelLines, []);
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
        return Compose(
            [.. rows.Select(row => row.ToArray())],
            rows.Max(row => row.Count),
            all.Max(p => p.Image.Width) * factor,
            all.Max(p => p.Image.Height) * factor,
            title,
            factor,
            2,
            rowNames ?? []
        );
    }

    private static int Factor(IReadOnlyCollection<SheetPicture> pictures, int enlarge) =>
        enlarge > 0
            ? enlarge
            : Math.Max(1, (int)Math.Ceiling(128.0 / pictures.Max(p => Math.Max(p.Image.Width, p.Image.Height))));

    private static RgbImage Compose(
        SheetPicture[][] rows,
        int columns,
        int cellWidth,
        int cellHeight,
        string title,
        int factor,
        int labelLines,
        IReadOnlyList<string> rowNames
    )
    {
        int textScale = cellWidth >= 256 ? 2 : 1,
            lineHeight = (PixelFont.CellHeight + 1) * textScale,
            signs = cellWidth / (PixelFont.CellWidth * textScale);
        int namesWidth = rowNames.Count == 0 ? 0 : PixelFont.CellHeight * textScale + Gap;
        int width = 2 * Margin + namesWidth + columns * cellWidth + (columns - 1) * Gap;
        IReadOnlyList<string> head = PixelFont.Wrap(title, (width - 2 * Margin) / (PixelFont.CellWidth * 2), 6);
        int headHeight = head.Count == 0 ? 0 : head.Count * (PixelFont.CellHeight + 2) * 2 + Gap;
        IReadOnlyList<string>[][] labels =
        [
            .. rows.Select(row => row.Select(p => PixelFont.Wrap(p.Label, signs, labelLines)).ToArray()),
        ];
        int[] rowHeights =
        [
            .. labels.Select(row =>
                cellHeight + Gap + (row.Max(lines => lines.Count) is > 0 and int most ? 4 + most * lineHeight : 0)
            ),
        ];

        int height = 2 * Margin + headHeight + rowHeights.Sum() - Gap;
        if (width > LargestSide || height > LargestSide)
            throw new HippogriffException(
                $"The sheet would be {width}x{height} pixels, and {LargestSide}x{LargestSide} is the most; "
                    + "fewer or smaller pictures fit."
            );
        Canvas canvas = new(width, height, Background);
        for (int i = 0; i < head.Count; i++)
            canvas.Text(head[i], Margin, Margin + i * (PixelFont.CellHeight + 2) * 2, 2, Ink);
        int top = Margin + headHeight;
        for (int r = 0; r < rows.Length; top += rowHeights[r++])
        {
            if (r < rowNames.Count)
                canvas.TextUpwards(rowNames[r], Margin, top + cellHeight, textScale, Soft);
            for (int c = 0; c < rows[r].Length; c++)
            {
                int left = Margin + namesWidth + c * (cellWidth + Gap);
                RgbImage image = ImageScaling.Enlarge(rows[r][c].Image, factor);
                canvas.Draw(image, left + (cellWidth - image.Width) / 2, top + (cellHeight - image.Height) / 2);
                for (int line = 0; line < labels[r][c].Count; line++)
                    canvas.Text(labels[r][c][line], left, top + cellHeight + 4 + line * lineHeight, textScale, Ink);
            }
        }
        return canvas.Image;
    }
}
