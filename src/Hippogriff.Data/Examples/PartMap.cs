namespace Hippogriff.Data.Examples;

/// <summary>
/// What truly lies where in a picture, on a square grid of cells, rows from the top: which thing, in which colour, and
/// which point of its artwork. Composed scenes know it; folders of pictures do not.
/// </summary>
/// <param name="Side">Cells a row and column.</param>
/// <param name="Things">Per cell 0 for none, else 1 + the thing's number in its world [Side * Side].</param>
/// <param name="Colours">Per cell 0 for none or the artwork's own, else 1 + the number of the colour that the thing was
/// given [Side * Side].</param>
/// <param name="Places">Per cell the point of the thing's upright artwork, x then y, 0 to 1 [Side * Side * 2]; 0 where
/// there is none.</param>
public sealed record PartMap(int Side, byte[] Things, byte[] Colours, float[] Places);

/// <summary>A source that knows what lies where in its pictures.</summary>
public interface IPartSource : IExampleSource
{
    /// <summary>Number of different things; <see cref="PartMap.Things"/> goes from 0 to this.</summary>
    int ThingCount { get; }

    /// <summary>
    /// Number of colours that things can be given; <see cref="PartMap.Colours"/> goes from 0 to this.
    /// </summary>
    int ColourCount { get; }

    /// <summary>
    /// The caption of picture number <paramref name="index"/>, without drawing it; a pure function, safe to call from
    /// several threads.
    /// </summary>
    string Caption(long index);

    /// <summary>
    /// The truth of picture number <paramref name="index"/>; a pure function, safe to call from several threads.
    /// </summary>
    PartMap Parts(long index, int side);
}
