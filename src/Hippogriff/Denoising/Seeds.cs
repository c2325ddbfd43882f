using System.Buffers.Binary;
using System.Security.Cryptography;
using Hippogriff.Texts;

namespace Hippogriff.Denoising;

/// <summary>
/// How seeds are counted on: the one place that decides what the seed of the next picture is, and where there is
/// none.
/// </summary>
public static class Seeds
{
    /// <summary>
    /// The last seed, 2^63 - 1: what a signed number of 64 bits holds, and what other programs can read.
    /// </summary>
    public const long Last = long.MaxValue;

    /// <summary>
    /// A seed where nobody names one, 0 to 2^32 - 1: what other programs draw, and short enough to be typed.
    /// </summary>
    public static long Random() =>
        BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(sizeof(uint)));

    /// <summary>The seed of picture <paramref name="number"/> of a row of pictures, counted from 0.</summary>
    /// <param name="first">Seed of the first picture.</param>
    /// <param name="number">0 or more.</param>
    /// <exception cref="HippogriffException">There is none: it would lie beyond <see cref="Last"/>.</exception>
    public static long At(long first, int number)
    {
        RequireRoom(first, number + 1L);
        return first + number;
    }

    /// <summary>The seeds of so many pictures.</summary>
    /// <param name="first">Seed of the first picture, 0 to <see cref="Last"/>.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <exception cref="HippogriffException">Some would lie beyond <see cref="Last"/>.</exception>
    public static long[] From(long first, int count)
    {
        Require(first, count);
        return [.. Enumerable.Range(0, count).Select(i => first + i)];
    }

    /// <summary>
    /// A seed far from those that other numbers give: for what is drawn beside the pictures that were asked for.
    /// </summary>
    /// <param name="seed">Any number.</param>
    /// <param name="apart">How far neighbouring numbers lie apart.</param>
    /// <param name="number">Counted from 0.</param>
    /// <returns>0 to <see cref="Last"/>: beyond the last one they begin anew.</returns>
    public static long Apart(long seed, long apart, int number) => unchecked(seed * apart + number) & Last;

    /// <summary>Refuses seeds that are none, and pictures that would need seeds beyond the last.</summary>
    /// <param name="first">Seed of the first picture.</param>
    /// <param name="count">Pictures, each with the next seed.</param>
    /// <exception cref="HippogriffException">The message names the seed and the last one.</exception>
    public static void Require(long first, long count = 1)
    {
        if (first < 0)
            throw new HippogriffException($"The seed {first} is not between 0 and {Last}.");
        RequireRoom(first, count);
    }

    private static void RequireRoom(long first, long count)
    {
        if (first > Last - (count - 1))
        {
            throw new HippogriffException(
                $"{Counted.Of(count, "picture")} from the seed {first} on "
                    + $"{Counted.Noun(count, "needs", "need")} seeds beyond {Last}, the last one; begin with a "
                    + "smaller one."
            );
        }
    }
}
