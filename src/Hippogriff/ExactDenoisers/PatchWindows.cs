using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.ExactDenoisers;

/// <summary>How a patch continues beyond the border of a picture.</summary>
public enum PatchBorder
{
    /// <summary>
    /// The patch ends at the border. It is compared only with patches at the same distance from the same border. Zero
    /// padding gives a network the same information (2412.20292, section 4.3).
    /// </summary>
    Ends,

    /// <summary>
    /// The patch continues on the opposite side. All positions are equivalent, and a shifted picture gives exactly a
    /// shifted guess.
    /// </summary>
    Wraps,
}

/// <summary>
/// Positions with patches of one shape: rows and columns of their centres, and the patch's extent up, down, left and
/// right.
/// </summary>
internal readonly record struct PatchWindow(
    int Row,
    int Rows,
    int Column,
    int Columns,
    int Up,
    int Down,
    int Left,
    int Right
)
{
    /// <summary>
    /// All positions of a picture grouped by patch shape: inner ones together, those near a border individually. With a
    /// side of 2 H - 1, each position is its own group, and its patch is the whole picture.
    /// </summary>
    public static IReadOnlyList<PatchWindow> Of(int height, int width, int side)
    {
        (int First, int Count, int Before, int After)[] rows = Lines(height, side / 2),
            columns = Lines(width, side / 2);
        return
        [
            .. rows.SelectMany(r =>
                columns.Select(c => new PatchWindow(
                    r.First,
                    r.Count,
                    c.First,
                    c.Count,
                    r.Before,
                    r.After,
                    c.Before,
                    c.After
                ))
            ),
        ];
    }

    /// <summary>
    /// The patches of a batch [N, C, H, W] in this window: [N * Rows * Columns, C * patch height * patch width]; a view
    /// if a patch is the whole picture, otherwise a copy.
    /// </summary>
    public Tensor Cut(Tensor batch)
    {
        using DisposeScope scope = NewDisposeScope();
        int high = Up + 1 + Down,
            wide = Left + 1 + Right;
        Tensor region = batch.narrow(2, Row - Up, Rows - 1 + high).narrow(3, Column - Left, Columns - 1 + wide);
        return region
            .unfold(2, high, 1)
            .unfold(3, wide, 1) // [N, C, Rows, Columns, high, wide]
            .permute(0, 2, 3, 1, 4, 5)
            .reshape(-1, batch.shape[1] * high * wide)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The centres of the same patches, [N * Rows * Columns, C]; a view or a copy.</summary>
    public Tensor Middles(Tensor batch)
    {
        using DisposeScope scope = NewDisposeScope();
        return batch
            .narrow(2, Row, Rows)
            .narrow(3, Column, Columns)
            .permute(0, 2, 3, 1)
            .reshape(-1, batch.shape[1])
            .MoveToOuterDisposeScope();
    }

    /// <summary>Writes guesses of the centres [N * Rows * Columns, C] to their positions.</summary>
    public void Put(Tensor middles, Tensor batch)
    {
        using DisposeScope scope = NewDisposeScope();
        batch
            .narrow(2, Row, Rows)
            .narrow(3, Column, Columns)
            .copy_(middles.view(batch.shape[0], Rows, Columns, batch.shape[1]).permute(0, 3, 1, 2));
    }

    private static (int First, int Count, int Before, int After)[] Lines(int length, int reach) =>
        [
            .. Enumerable
                .Range(0, length)
                .GroupBy(i => (Before: Math.Min(reach, i), After: Math.Min(reach, length - 1 - i)))
                .Select(g => (g.Min(), g.Count(), g.Key.Before, g.Key.After)),
        ];
}
