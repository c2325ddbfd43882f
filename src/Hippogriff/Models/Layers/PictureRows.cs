using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Hippogriff.Devices;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Reads and writes pictures that lie channels last as float32 vectors, a chunk at a time. Coefficients of channels are
/// repeated to a period, the least multiple of the channels that fills whole vectors.
/// </summary>
internal static class PictureRows
{
    /// <summary>Numbers that are worked on at once, so that they stay in the first cache.</summary>
    public const int Chunk = 4096;

    private const int Lanes = 16;

    /// <summary>Values of channels, repeated to whole vectors.</summary>
    public static Vector512<float>[] Repeated(float[] values)
    {
        float[] repeated = new float[Period(values.Length)];
        for (int i = 0; i < repeated.Length; i++)
            repeated[i] = values[i % values.Length];
        return MemoryMarshal.Cast<float, Vector512<float>>(repeated.AsSpan()).ToArray();
    }

    /// <summary>The least common multiple of the channels and a vector's length.</summary>
    public static int Period(int channels)
    {
        int period = channels;
        while (period % Lanes != 0)
            period += channels;
        return period;
    }

    /// <summary>Adds a vector to sums that have a place for each number of a period.</summary>
    public static void AddTo(double[] sums, int vector, Vector512<float> values)
    {
        (Vector512<double> low, Vector512<double> high) = Vector512.Widen(values);
        Span<double> place = sums.AsSpan(vector * Lanes, Lanes);
        (Vector512.Create<double>(place) + low).CopyTo(place);
        (Vector512.Create<double>(place[(Lanes / 2)..]) + high).CopyTo(place[(Lanes / 2)..]);
    }

    /// <summary>Adds up what belongs to the same channel.</summary>
    public static void Fold(double[] sums, int channels)
    {
        for (int i = channels; i < sums.Length; i++)
            sums[i % channels] += sums[i];
    }

    /// <summary>Numbers of a whole chunk: as many periods as fit.</summary>
    public static int Step(NormSizes sizes) => Chunk / Period(sizes.Channels) * Period(sizes.Channels);

    private static int Length(NormSizes sizes, int at) => Math.Min(Step(sizes), sizes.Count - at);

    /// <summary>The same numbers as vectors.</summary>
    public static ReadOnlySpan<Vector512<float>> Wide(ReadOnlySpan<float> values) =>
        MemoryMarshal.Cast<float, Vector512<float>>(values);

    /// <summary>The chunk at a number, widened into the buffer if it is bfloat16.</summary>
    public static ReadOnlySpan<float> Read(ReadOnlySpan<byte> picture, NormSizes sizes, int at, Span<float> buffer)
    {
        int length = Length(sizes, at);
        if (!sizes.Half)
            return MemoryMarshal.Cast<byte, float>(picture).Slice(at, length);
        BFloat16Bits.Widen(MemoryMarshal.Cast<byte, ushort>(picture).Slice(at, length), buffer);
        return buffer[..length];
    }

    /// <summary>Where a chunk is computed: in its place, or in the buffer if it is bfloat16.</summary>
    public static Span<float> Target(Span<byte> picture, NormSizes sizes, int at, Span<float> buffer) =>
        sizes.Half
            ? buffer[..Length(sizes, at)]
            : MemoryMarshal.Cast<byte, float>(picture).Slice(at, Length(sizes, at));

    /// <summary>Rounds a computed chunk to bfloat16 in its place, if that is the type.</summary>
    public static void Write(ReadOnlySpan<float> values, Span<byte> picture, NormSizes sizes, int at)
    {
        if (sizes.Half)
            BFloat16Bits.Round(values, MemoryMarshal.Cast<byte, ushort>(picture).Slice(at, values.Length));
    }
}
