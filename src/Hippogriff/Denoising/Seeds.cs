using System.Buffers.Binary;
using System.Security.Cryptography;
using Hippogriff.Texts;

namespace Hippogriff.Denoising;

/// <summary>Defines the seeds of consecutive pictures and their limit.</summary>
public static class Seeds
{
    /// <summary>The last seed, 2^63 - 1: the largest signed 64-bit integer, which other programs can read.</summary>
    public const long Last = long.MaxValue;

    /// <summary>
    /// A seed where nobody names one, 0 to 2^32 - 1: what other programs draw, and short enough to be typed.
    /// </summary>
    public static long Random() =>
        BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(sizeof(uint)));

    /// <summary>The seed of picture <paramref name="number"/> (0-based).</summary>
    /// <param name="first">Seed of the first picture.</param>
    /// <param name="number">0 or more.</param>
    /// <exception cref="HippogriffException">It would be above <see cref="Last"/>.</exception>
    public static long At(long first, int number)
    {
        RequireRoom(first, number + 1L);
        return first + number;
    }

    /// <summary>The seeds of several pictures.</summary>
    /// <param name="first">Seed of the first picture, 0 to <see cref="Last"/>.</param>
    /// <param name="count">Number of pictures, 1 or more.</param>
    /// <exception cref="HippogriffException">A seed would be above <see cref="Last"/>.</exception>
    public static long[] From(long first, int count)
    {
        Require(first, count);
        return [.. Enumerable.Range(0, count).Select(i => first + i)];
    }

    /// <summary>A seed far from those of other numbers, for pictures drawn in addition to the requested ones.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="apart">Distance between the seeds of consecutive numbers.</param>
    /// <param name="number">0-based number.</param>
    /// <returns>0 to <see cref="Last"/>; wraps around after the last.</returns>
    public static long Apart(long seed, long apart, int number) => unchecked(seed * apart + number) & Last;

    /// <summary>Refuses invalid seeds, and pictures that would need seeds above the last.</summary>
    /// <param name="first">Seed of the first picture.</param>
    /// <param name="count">Number of pictures with consecutive seeds.</param>
    /// <exception cref="HippogriffException">A seed is out of range; the message names it and the last one.</exception>
    public static void Require(long first, long count = 1)
    {
        if (first < 0)
            throw new HippogriffException($"The seed {first} is not between 0 and {Last}.") { Field = "seed" };
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
            )
            {
                Field = "seed",
            };
        }
    }
}
