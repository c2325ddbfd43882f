using System.Globalization;

namespace Hippogriff.Pipelines;

/// <summary>An interval of network time, 0 (clean) to 1 (pure noise), in which guidance is applied.</summary>
/// <param name="Low">Its lower end, 0 or more; exclusive.</param>
/// <param name="High">Its upper end, at most 1; inclusive.</param>
public sealed record GuidanceInterval(double Low, double High)
{
    /// <summary>From pure noise to clean.</summary>
    public static GuidanceInterval Whole { get; } = new(0, 1);

    /// <summary>Parses an interval such as "0.1-0.8"; null if it is not valid.</summary>
    public static GuidanceInterval? Read(string text) => ReadEnds(text) is { } read && read.IsPossible() ? read : null;

    /// <summary>Parses an interval such as "0.1-0.8", valid or not; null if the text is not two numbers.</summary>
    internal static GuidanceInterval? ReadEnds(string text) =>
        text.Split('-', StringSplitOptions.TrimEntries) is [var low, var high]
        && Share(low) is { } from
        && Share(high) is { } to
            ? new GuidanceInterval(from, to)
            : null;

    /// <summary>The interval as text for <see cref="Read"/>: "0.1-0.8".</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Low:0.######}-{High:0.######}");

    /// <summary>True if it is within [0, 1] and not empty; false if an end is NaN.</summary>
    public bool IsPossible() => Low >= 0 && Low < High && High <= 1;

    /// <summary>Whether it contains a time; the lower end is exclusive, the upper one inclusive.</summary>
    public bool Holds(double time) => Low < time && time <= High;

    private static double? Share(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;
}
