using System.Globalization;

namespace Hippogriff.Pipelines;

/// <summary>A stretch of network time, 0 (clean) to 1 (pure noise), in which guidance acts.</summary>
/// <param name="Low">Its lower end, 0 or more; not part of it.</param>
/// <param name="High">Its upper end, at most 1; part of it.</param>
public sealed record GuidanceInterval(double Low, double High)
{
    /// <summary>From pure noise to clean.</summary>
    public static GuidanceInterval Whole { get; } = new(0, 1);

    /// <summary>"0.1-0.8" as an interval; null where it is none that is possible.</summary>
    public static GuidanceInterval? Read(string text) => ReadEnds(text) is { } read && read.IsPossible() ? read : null;

    /// <summary>"0.1-0.8" as an interval, possible or not; null where the text is not two numbers.</summary>
    internal static GuidanceInterval? ReadEnds(string text) =>
        text.Split('-', StringSplitOptions.TrimEntries) is [var low, var high]
        && Share(low) is { } from
        && Share(high) is { } to
            ? new GuidanceInterval(from, to)
            : null;

    /// <summary>The interval as <see cref="Read"/> takes it: "0.1-0.8".</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Low:0.######}-{High:0.######}");

    /// <summary>True where it lies within 0 and 1 and has a length; not where an end is no number.</summary>
    public bool IsPossible() => Low >= 0 && Low < High && High <= 1;

    /// <summary>True from above the lower end up to the upper one.</summary>
    public bool Holds(double time) => Low < time && time <= High;

    private static double? Share(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;
}
