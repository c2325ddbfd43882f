using System.Globalization;

namespace Hippogriff.Imaging.Drawing;

/// <summary>One axis of a plot: its range, its place on the picture and its ticks.</summary>
public sealed class PlotAxis
{
    private readonly bool _log;
    private readonly double _from,
        _to; // in the axis' own measure: values, or their decimal logarithms
    private readonly double _pixelFrom,
        _pixelTo;

    private PlotAxis(bool log, double from, double to, double pixelFrom, double pixelTo)
    {
        (_log, _from, _to, _pixelFrom, _pixelTo) = (log, from, to, pixelFrom, pixelTo);
        double[] values = [.. log && to - from >= 1 ? Decades() : Round()];
        double largest = values.Length == 0 ? 0 : values.Max(Math.Abs);
        Ticks = [.. values.Select(value => (value, Number(value, log ? Math.Abs(value) : largest)))];
    }

    /// <summary>The ticks: value and label.</summary>
    public IReadOnlyList<(double Value, string Text)> Ticks { get; }

    /// <summary>An axis over <paramref name="values"/>.</summary>
    /// <param name="values">The values to span; those that the axis cannot show are ignored.</param>
    /// <param name="log">Whether the axis is logarithmic.</param>
    /// <param name="pixelFrom">Pixel of the smallest value.</param>
    /// <param name="pixelTo">Pixel of the largest value.</param>
    /// <param name="tight">Whether the axis ends at the values; otherwise there is a small margin.</param>
    public static PlotAxis Over(IEnumerable<double> values, bool log, double pixelFrom, double pixelTo, bool tight)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsFinite(value) || (log && value <= 0))
                continue;
            double measured = log ? Math.Log10(value) : value;
            (low, high) = (Math.Min(low, measured), Math.Max(high, measured));
        }
        if (low > high)
            (low, high) = (0, 1);
        double air =
            high > low
                ? (tight ? 0 : (high - low) * 0.05)
                : Math.Max(
                    Math.Abs(high) * 0.1,
                    1e-9
                        + (
                            log ? 0.5
                            : high == 0 ? 1
                            : 0
                        )
                );
        // a range that nearly reaches 0 begins at 0
        double bottom = !tight && !log && low >= 0 && low < air * 8 ? 0 : low - air;
        return new PlotAxis(log, bottom, high + air, pixelFrom, pixelTo);
    }

    /// <summary>True if the value has a place on this axis.</summary>
    public bool Holds(double value) => double.IsFinite(value) && (!_log || value > 0);

    /// <summary>The pixel of a value.</summary>
    public double Place(double value) =>
        _pixelFrom + ((_log ? Math.Log10(value) : value) - _from) / (_to - _from) * (_pixelTo - _pixelFrom);

    /// <summary>Round values, 1, 2 or 5 times a power of ten apart, at least 70 pixels (50 upwards).</summary>
    private IEnumerable<double> Round()
    {
        (double from, double to) = _log ? (Math.Pow(10, _from), Math.Pow(10, _to)) : (_from, _to);
        double raw = (to - from) / Math.Max(2, Math.Abs(_pixelTo - _pixelFrom) / (_pixelTo > _pixelFrom ? 70 : 50));
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step =
            power
            * (raw / power) switch
            {
                <= 1 => 1,
                <= 2 => 2,
                <= 5 => 5,
                _ => 10,
            };
        for (double i = Math.Ceiling(from / step - 1e-9); i * step <= to + step * 1e-9; i++)
            yield return Math.Round(i * step, 12) + 0.0; // + 0: no negative zero
    }

    /// <summary>Powers of ten; with 2 and 5 between them if there are few, without some if there are many.</summary>
    private IEnumerable<double> Decades()
    {
        int stride = Math.Max(1, (int)Math.Ceiling((_to - _from) * 45 / Math.Abs(_pixelTo - _pixelFrom)));
        double[] between = _to - _from < 2.5 ? [1, 2, 5] : [1];
        for (int power = (int)Math.Floor(_from); power <= _to; power++)
        {
            if (power % stride != 0)
                continue;
            foreach (double factor in between)
            {
                double value = factor * Math.Pow(10, power);
                if (Math.Log10(value) >= _from - 1e-9 && Math.Log10(value) <= _to + 1e-9)
                    yield return value;
            }
        }
    }

    /// <summary>
    /// The shortest form of a number, in the unit of the largest value of its axis: 0.05, 20, 15k, 0.5M, 1e-7.
    /// </summary>
    private static string Number(double value, double largest)
    {
        (double divisor, string unit) = largest switch
        {
            >= 1e9 or (< 0.999e-3 and > 0) => (0, ""),
            >= 1e6 => (1e6, "M"),
            >= 1e4 => (1e3, "k"),
            _ => (1, ""),
        };
        return divisor == 0 && value != 0
            ? value.ToString("0.##e0", CultureInfo.InvariantCulture)
            : (value / Math.Max(divisor, 1)).ToString("0.######", CultureInfo.InvariantCulture)
                + (value == 0 ? "" : unit);
    }
}
