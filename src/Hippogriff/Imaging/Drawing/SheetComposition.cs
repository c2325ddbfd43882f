namespace Hippogriff.Imaging.Drawing;

/// <summary>A sheet whose rows, columns and sizes are settled: measures it and draws it.</summary>
internal sealed class SheetComposition
{
    private const int Margin = 16,
        Gap = 10,
        LargestSide = 16_384,
        Background = 0xfafaf7,
        Ink = 0x202020,
        Soft = 0x606060;

    /// <summary>The pictures, row by row.</summary>
    public required SheetPicture[][] Rows { get; init; }

    /// <summary>Number of columns of the longest row.</summary>
    public required int Columns { get; init; }

    /// <summary>Width of a cell in pixels.</summary>
    public required int CellWidth { get; init; }

    /// <summary>Height of a cell in pixels, without its label.</summary>
    public required int CellHeight { get; init; }

    /// <summary>How many times pictures are enlarged.</summary>
    public required int Factor { get; init; }

    /// <summary>One or more lines above the pictures.</summary>
    public required string Title { get; init; }

    /// <summary>Most lines of a label.</summary>
    public required int LabelLines { get; init; }

    /// <summary>Label at the left of each row; may be empty.</summary>
    public IReadOnlyList<string> RowNames { get; init; } = [];

    private int TextScale => CellWidth >= 256 ? 2 : 1;

    private int LineHeight => (PixelFont.CellHeight + 1) * TextScale;

    private int NamesWidth => RowNames.Count == 0 ? 0 : PixelFont.CellHeight * TextScale + Gap;

    private int Width => 2 * Margin + NamesWidth + Columns * CellWidth + (Columns - 1) * Gap;

    /// <summary>The sheet.</summary>
    /// <exception cref="HippogriffException">It would be larger than 16,384 pixels a side.</exception>
    public RgbImage Draw()
    {
        IReadOnlyList<string> head = PixelFont.Wrap(Title, (Width - 2 * Margin) / (PixelFont.CellWidth * 2), 6);
        int headHeight = head.Count == 0 ? 0 : head.Count * (PixelFont.CellHeight + 2) * 2 + Gap;
        int signs = CellWidth / (PixelFont.CellWidth * TextScale);
        IReadOnlyList<string>[][] labels =
        [
            .. Rows.Select(row => row.Select(p => PixelFont.Wrap(p.Label, signs, LabelLines)).ToArray()),
        ];
        int[] heights =
        [
            .. labels.Select(row =>
                CellHeight + Gap + (row.Max(lines => lines.Count) is > 0 and int most ? 4 + most * LineHeight : 0)
            ),
        ];
        Canvas canvas = Blank(2 * Margin + headHeight + heights.Sum() - Gap);
        for (int i = 0; i < head.Count; i++)
            canvas.Text(head[i], Margin, Margin + i * (PixelFont.CellHeight + 2) * 2, 2, Ink);
        int top = Margin + headHeight;
        for (int r = 0; r < Rows.Length; top += heights[r++])
        {
            if (r < RowNames.Count)
                canvas.TextUpwards(RowNames[r], Margin, top + CellHeight, TextScale, Soft);
            for (int c = 0; c < Rows[r].Length; c++)
                DrawCell(canvas, Margin + NamesWidth + c * (CellWidth + Gap), top, Rows[r][c].Image, labels[r][c]);
        }
        return canvas.Image;
    }

    private Canvas Blank(int height) =>
        Width <= LargestSide && height <= LargestSide
            ? new Canvas(Width, height, Background)
            : throw new HippogriffException(
                $"The sheet would be {Width}x{height} pixels, and {LargestSide}x{LargestSide} is the most; "
                    + "fewer or smaller pictures fit."
            );

    /// <summary>A picture in the middle of its cell, with its label below.</summary>
    private void DrawCell(Canvas canvas, int left, int top, RgbImage picture, IReadOnlyList<string> label)
    {
        RgbImage image = ImageScaling.Enlarge(picture, Factor);
        canvas.Draw(image, left + (CellWidth - image.Width) / 2, top + (CellHeight - image.Height) / 2);
        for (int line = 0; line < label.Count; line++)
            canvas.Text(label[line], left, top + CellHeight + 4 + line * LineHeight, TextScale, Ink);
    }
}
