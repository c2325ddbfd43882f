using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Hippogriff.Devices;

namespace Hippogriff.Training.Objectives;

/// <summary>
/// <see cref="PixelError"/> of one plane (one channel of one picture), value and gradient. It goes down four rows at a
/// time. Cells of two and four pixels are summed at every column. Only the columns where a cell begins count, and each
/// column takes the sign of its cell's first one.
/// </summary>
/// <param name="height">Rows H, a multiple of 4.</param>
/// <param name="width">Columns W, a multiple of 16.</param>
/// <param name="planes">Planes of the batch, whose mean the error is.</param>
/// <param name="edgeWeight">Weight of the differences between neighbours.</param>
/// <param name="half">Whether pixels are bfloat16, otherwise float32.</param>
internal sealed class PixelErrorKernel(int height, int width, long planes, double edgeWeight, bool half)
{
    private const int Pad = 16; // zeros on both sides of a row, so that neighbours can always be read
    private static readonly Vector512<float>[] s_pairs = Starts(2);
    private static readonly Vector512<float>[] s_fours = Starts(4);
    private readonly float _pixel = (float)(1.0 / (planes * height * width)),
        _down = (float)(edgeWeight / (planes * (height - 1) * width)),
        _right = (float)(edgeWeight / (planes * height * (width - 1)));

    /// <summary>Adds up the plane's part of the error, and writes its gradient.</summary>
    public double Compute(ReadOnlySpan<byte> painted, ReadOnlySpan<byte> truth, Span<byte> gradient)
    {
        float[][] rows = [.. Enumerable.Range(0, 6).Select(_ => NewRow())]; // the row before, four, the row after
        float[] spare = NewRow(),
            upper = NewRow(),
            lower = NewRow(),
            whole = NewRow(),
            result = NewRow();
        double error = 0;
        for (int y = 0; y < height; y += 4)
        {
            if (y == 0)
                Read(painted, truth, 0, rows[1], spare);
            else
                (rows[0], rows[1], rows[4], rows[5]) = (rows[4], rows[5], rows[0], rows[1]);
            for (int i = 2; i < 6; i++)
                if (y + i - 1 < height)
                    Read(painted, truth, y + i - 1, rows[i], spare);
            error += _pixel * (Pairs(rows[1], rows[2], upper) + Pairs(rows[3], rows[4], lower));
            error += _pixel * Fours(upper, lower, whole);
            for (int i = 1; i <= 4; i++)
            {
                int at = y + i - 1;
                error += Row(
                    at > 0 ? rows[i - 1] : rows[i],
                    rows[i],
                    at + 1 < height ? rows[i + 1] : rows[i],
                    i < 3 ? upper : lower,
                    whole,
                    result
                );
                Write(result, gradient, at);
            }
        }
        return error;
    }

    /// <summary>Sums of two by two pixels from each column on; returns the absolute sum over cells.</summary>
    private double Pairs(float[] first, float[] second, float[] sums)
    {
        Vector512<float> error = default;
        for (int x = Pad; x < Pad + width; x += 16)
        {
            Vector512<float> sum = At(first, x) + At(first, x + 1) + At(second, x) + At(second, x + 1);
            sum.CopyTo(sums, x);
            error += Vector512.Abs(sum) * s_pairs[0];
        }
        return Vector512.Sum(error);
    }

    private double Fours(float[] upper, float[] lower, float[] sums)
    {
        Vector512<float> error = default;
        for (int x = Pad; x < Pad + width; x += 16)
        {
            Vector512<float> sum = At(upper, x) + At(upper, x + 2) + At(lower, x) + At(lower, x + 2);
            sum.CopyTo(sums, x);
            error += Vector512.Abs(sum) * s_fours[0];
        }
        return Vector512.Sum(error);
    }

    /// <summary>The gradient of one row, and its errors of pixels and of neighbours to the right and below.</summary>
    private double Row(float[] above, float[] row, float[] below, float[] pairs, float[] fours, float[] result)
    {
        Vector512<float> pixels = default,
            down = default,
            right = default,
            last = LastColumn();
        for (int x = Pad; x < Pad + width; x += 16)
        {
            Vector512<float> e = At(row, x),
                cells = Sign(e);
            for (int i = 0; i < 2; i++)
                cells += Sign(At(pairs, x - i)) * s_pairs[i];
            for (int i = 0; i < 4; i++)
                cells += Sign(At(fours, x - i)) * s_fours[i];
            Vector512<float> toBelow = At(below, x) - e,
                fromAbove = e - At(above, x),
                toRight = At(row, x + 1) - e,
                fromLeft = e - At(row, x - 1);
            if (x == Pad)
                fromLeft = fromLeft.WithElement(0, 0);
            if (x + 16 == Pad + width)
                toRight *= last;
            (
                cells * _pixel + (Sign(fromAbove) - Sign(toBelow)) * _down + (Sign(fromLeft) - Sign(toRight)) * _right
            ).CopyTo(result, x);
            pixels += Vector512.Abs(e);
            down += Vector512.Abs(toBelow);
            right += Vector512.Abs(toRight);
        }
        return _pixel * Vector512.Sum(pixels) + _down * Vector512.Sum(down) + _right * Vector512.Sum(right);
    }

    private void Read(ReadOnlySpan<byte> painted, ReadOnlySpan<byte> truth, int y, float[] row, float[] spare)
    {
        Floats(painted, y, row);
        Floats(truth, y, spare);
        for (int x = Pad; x < Pad + width; x += 16)
            (At(row, x) - At(spare, x)).CopyTo(row, x);
    }

    private void Floats(ReadOnlySpan<byte> plane, int y, float[] row)
    {
        int bytes = width * (half ? sizeof(ushort) : sizeof(float));
        BFloat16Bits.Read(plane.Slice(y * bytes, bytes), half, row.AsSpan(Pad, width));
    }

    private void Write(float[] row, Span<byte> plane, int y)
    {
        ReadOnlySpan<float> source = row.AsSpan(Pad, width);
        if (half)
            BFloat16Bits.Round(source, MemoryMarshal.Cast<byte, ushort>(plane).Slice(y * width, width));
        else
            source.CopyTo(MemoryMarshal.Cast<byte, float>(plane).Slice(y * width, width));
    }

    private float[] NewRow() => new float[width + 2 * Pad];

    private static Vector512<float> At(float[] row, int x) => Vector512.LoadUnsafe(ref row[x]);

    private static Vector512<float> Sign(Vector512<float> value) =>
        Vector512.ConditionalSelect(
            Vector512.GreaterThan(value, Vector512<float>.Zero),
            Vector512<float>.One,
            Vector512.ConditionalSelect(
                Vector512.LessThan(value, Vector512<float>.Zero),
                Vector512.Create(-1f),
                Vector512<float>.Zero
            )
        );

    private static Vector512<float> LastColumn() => Vector512<float>.One.WithElement(15, 0);

    /// <summary>One where a column is the i-th of its cell, otherwise zero; for each i.</summary>
    private static Vector512<float>[] Starts(int cell) =>
        [
            .. Enumerable
                .Range(0, cell)
                .Select(i => Vector512.Create([.. Enumerable.Range(0, 16).Select(x => x % cell == i ? 1f : 0f)])),
        ];
}
