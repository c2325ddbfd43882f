namespace Hippogriff.Data.Examples;

/// <summary>
/// Ground truth of a picture on a square grid, rows from the top: thing, colour and point of its artwork per cell.
/// Available for composed scenes, not for folders of pictures.
/// </summary>
/// <param name="Side">Cells per row and column.</param>
/// <param name="Things">Per cell 0 for none, otherwise 1 + the thing's index in its world [Side * Side].</param>
/// <param name="Colours">Per cell 0 for none or the artwork's own colours, otherwise 1 + the index of the thing's
/// colour [Side * Side].</param>
/// <param name="Places">Per cell the point of the thing's upright artwork, x then y, 0 to 1 [Side * Side * 2]; 0 where
/// there is none.</param>
public sealed record PartMap(int Side, ushort[] Things, byte[] Colours, float[] Places);

/// <summary>A source with ground truth for its pictures.</summary>
public interface IPartSource : IExampleSource
{
    /// <summary>Number of distinct things; <see cref="PartMap.Things"/> goes from 0 to this.</summary>
    int ThingCount { get; }

    /// <summary>
    /// Number of colours that things can be given; <see cref="PartMap.Colours"/> goes from 0 to this.
    /// </summary>
    int ColourCount { get; }

    /// <summary>
    /// The caption of picture number <paramref name="index"/>, without drawing it; a pure, thread-safe function.
    /// </summary>
    string Caption(long index);

    /// <summary>Ground truth of picture number <paramref name="index"/>; a pure, thread-safe function.</summary>
    PartMap Parts(long index, int side);
}
