using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hippogriff.Devices;

/// <summary>Converts many bfloat16 numbers, which are the upper halves of float32 numbers.</summary>
public static class BFloat16Bits
{
    /// <summary>Widens to float32, exactly.</summary>
    /// <param name="halves">bfloat16 numbers as bits.</param>
    /// <param name="floats">As many float32 numbers.</param>
    public static void Widen(ReadOnlySpan<ushort> halves, Span<float> floats)
    {
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(floats[..halves.Length]);
        ReadOnlySpan<Vector512<ushort>> from = MemoryMarshal.Cast<ushort, Vector512<ushort>>(halves);
        Span<Vector512<uint>> to = MemoryMarshal.Cast<uint, Vector512<uint>>(bits);
        for (int i = 0; i < from.Length; i++)
        {
            (Vector512<uint> low, Vector512<uint> high) = Vector512.Widen(from[i]);
            (to[2 * i], to[2 * i + 1]) = (low << 16, high << 16);
        }
        for (int i = from.Length * Vector512<ushort>.Count; i < halves.Length; i++)
            bits[i] = (uint)halves[i] << 16;
    }

    /// <summary>Copies float32 numbers, or widens bfloat16 ones, to float32.</summary>
    /// <param name="numbers">The numbers as bytes, as many as the target takes.</param>
    /// <param name="half">Whether they are bfloat16, otherwise float32.</param>
    /// <param name="floats">The target.</param>
    public static void Read(ReadOnlySpan<byte> numbers, bool half, Span<float> floats)
    {
        if (half)
            Widen(MemoryMarshal.Cast<byte, ushort>(numbers), floats);
        else
            MemoryMarshal.Cast<byte, float>(numbers).CopyTo(floats);
    }

    /// <summary>Rounds finite float32 numbers to the nearest bfloat16, ties to even.</summary>
    /// <param name="floats">float32 numbers.</param>
    /// <param name="halves">As many bfloat16 numbers as bits.</param>
    public static void Round(ReadOnlySpan<float> floats, Span<ushort> halves)
    {
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(floats);
        ReadOnlySpan<Vector512<uint>> from = MemoryMarshal.Cast<uint, Vector512<uint>>(bits);
        Span<Vector512<ushort>> to = MemoryMarshal.Cast<ushort, Vector512<ushort>>(halves[..floats.Length]);
        Vector512<uint> half = Vector512.Create(0x7FFFu),
            one = Vector512<uint>.One;
        for (int i = 0; i < to.Length; i++)
        {
            Vector512<uint> low = from[2 * i],
                high = from[2 * i + 1];
            low = (low + half + ((low >> 16) & one)) >> 16;
            high = (high + half + ((high >> 16) & one)) >> 16;
            to[i] = Vector512.Narrow(low, high);
        }
        for (int i = to.Length * Vector512<ushort>.Count; i < floats.Length; i++)
            halves[i] = (ushort)((bits[i] + 0x7FFF + ((bits[i] >> 16) & 1)) >> 16);
    }
}
