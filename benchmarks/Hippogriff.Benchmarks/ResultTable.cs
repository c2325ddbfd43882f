using System.Globalization;
using System.Text;

namespace Hippogriff.Benchmarks;

/// <summary>The results for people.</summary>
internal static class ResultTable
{
    public static string Text(IReadOnlyList<ResultRow> rows, Yardstick yardstick)
    {
        int width = rows.Max(row => row.Name.Length);
        StringBuilder text = new();
        text.AppendLine().AppendLine($"{"".PadRight(width)}      median        best   GFLOP/s   of peak");
        foreach (ResultRow row in rows)
        {
            text.Append(row.Name.PadRight(width));
            if (row.Failure is { } failure)
                text.AppendLine($"  {failure}");
            else
            {
                text.Append($"{Time(row.Seconds), 12}{Time(row.Best), 12}");
                if (row.Speed is { } speed)
                    text.Append(CultureInfo.InvariantCulture, $"{speed, 10:0}{speed / yardstick.Peak, 10:0 %}");
                if (row.ProcessorSeconds is { } busy)
                    text.Append(CultureInfo.InvariantCulture, $"   {busy:0.0} s of processor time");
                if (row.PeakBytes is { } bytes)
                    text.Append(CultureInfo.InvariantCulture, $"   at most {bytes / 1e6:0} MB of memory");
                text.AppendLine();
            }
        }
        text.Append(
            "Operations are those of the matrix work; time is that of everything. In bfloat16 more than the "
                + "float32 peak is possible."
        );
        return text.ToString();
    }

    private static string Time(double seconds) =>
        seconds switch
        {
            < 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0.0} us"),
            < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.0} ms"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s"),
        };
}
