using SkiaSharp;

namespace Hippogriff.Data.Scenes;

/// <summary>
/// The colour that most of an artwork has: the maximum of a coarse, blurred (a, b) histogram in OKLab. Black and white
/// count only if there is little else.
/// </summary>
internal sealed class DominantColour
{
    private const int Cells = 33;
    private readonly (double L, double A, double B)[] _lab;
    private readonly bool[] _counts;

    private DominantColour(SKColor[] pixels)
    {
        _lab = new (double L, double A, double B)[pixels.Length];
        _counts = new bool[pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            _counts[i] = pixels[i].Alpha >= 128;
            if (_counts[i])
                _lab[i] = i > 0 && pixels[i] == pixels[i - 1] ? _lab[i - 1] : OkLab.Of(pixels[i]);
        }
    }

    /// <summary>The colour in OKLab of straight-alpha pixels; those less than half opaque do not count.</summary>
    public static (double L, double A, double B) Of(SKColor[] pixels)
    {
        DominantColour colour = new(pixels);
        colour.LeaveOutEnds();
        return colour.MeanAround(colour.Peak());
    }

    // Black and white do not count unless they are most of it.
    private void LeaveOutEnds()
    {
        (int ends, int total) = (0, 0);
        for (int i = 0; i < _lab.Length; i++)
        {
            total += _counts[i] ? 1 : 0;
            ends += _counts[i] && IsEnd(_lab[i]) ? 1 : 0;
        }
        if (ends > 0.7 * total)
            return;
        for (int i = 0; i < _lab.Length; i++)
            _counts[i] &= !IsEnd(_lab[i]);
    }

    private int Peak()
    {
        double[] mass = new double[Cells * Cells];
        for (int i = 0; i < _lab.Length; i++)
        {
            if (!_counts[i])
                continue;
            int at = Cell(_lab[i]);
            for (int dy = -1; dy <= 1; dy++)
            {
                for (int dx = -1; dx <= 1; dx++)
                    mass[at + dy * Cells + dx] += dx == 0 && dy == 0 ? 2 : 1;
            }
        }
        return Array.IndexOf(mass, mass.Max());
    }

    private (double L, double A, double B) MeanAround(int peak)
    {
        ((double L, double A, double B) sum, int count) = ((0, 0, 0), 0);
        for (int i = 0; i < _lab.Length; i++)
        {
            int at = _counts[i] ? Cell(_lab[i]) : 0;
            if (!_counts[i] || Math.Abs(at / Cells - peak / Cells) > 1 || Math.Abs(at % Cells - peak % Cells) > 1)
                continue;
            sum = (sum.L + _lab[i].L, sum.A + _lab[i].A, sum.B + _lab[i].B);
            count++;
        }
        return count == 0 ? (0.5, 0, 0) : (sum.L / count, sum.A / count, sum.B / count);
    }

    private static bool IsEnd((double L, double A, double B) p) =>
        p.L < 0.3 || p.L > 0.93 && Math.Abs(p.A) + Math.Abs(p.B) < 0.04;

    private static int Cell((double L, double A, double B) p) =>
        Math.Clamp((int)((p.A + 0.33) * 50), 1, Cells - 2) * Cells + Math.Clamp((int)((p.B + 0.33) * 50), 1, Cells - 2);
}
