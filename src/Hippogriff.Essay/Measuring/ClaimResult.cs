using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Insight.Spread;

namespace Hippogriff.Essay.Measuring;

/// <summary>What an experiment says of its claim.</summary>
public enum ClaimVerdict
{
    /// <summary>The number and its interval are on the claim's side of a threshold that was chosen before.</summary>
    Holds,

    /// <summary>They are not.</summary>
    DoesNotHold,

    /// <summary>The models cannot be asked this, for the reason in <see cref="ClaimResult.Reason"/>.</summary>
    NotAsked,
}

/// <summary>How a number is written.</summary>
public enum ClaimUnit
{
    /// <summary>A share, 0 to 1, written in percent.</summary>
    Share,

    /// <summary>A difference of two shares, -1 to 1, written in percentage points.</summary>
    Points,

    /// <summary>A ratio of two like numbers.</summary>
    Ratio,

    /// <summary>A cosine or a difference of two, -2 to 2.</summary>
    Cosine,

    /// <summary>A root mean square difference of pixels, 0 to 255.</summary>
    Pixels,
}

/// <summary>A number with its 95 % interval.</summary>
/// <param name="What">What was measured, in a few words.</param>
/// <param name="Range">The number and its interval; both ends are equal where nothing was sampled.</param>
/// <param name="Unit">How it is written.</param>
public sealed record ClaimNumber(string What, Measured Range, ClaimUnit Unit)
{
    /// <summary>"83 % (71 to 91)"; without an interval where nothing was sampled.</summary>
    public string Written =>
        Unit switch
        {
            ClaimUnit.Share when Range.Value is > 0 and < 0.01 => In("0.00", 100, " %"),
            ClaimUnit.Share => In("0", 100, " %"),
            ClaimUnit.Points => In("+0;-0;0", 100, " points"),
            ClaimUnit.Pixels => In("0.0", 1, " of 255"),
            _ => In("0.00", 1, ""),
        };

    private string In(string format, double times, string unit)
    {
        string value = Number(Range.Value);
        return Range.Low == Range.High
            ? $"{value}{unit}"
            : $"{value}{unit} ({Number(Range.Low)} to {Number(Range.High)})";

        string Number(double number) => (number * times).ToString(format, CultureInfo.InvariantCulture);
    }
}

/// <summary>A picture that shows what was measured.</summary>
/// <param name="Label">What it shows.</param>
/// <param name="Picture">The picture.</param>
public sealed record ClaimPicture(string Label, RgbImage Picture);

/// <summary>One claim of the essay and what its experiment measured.</summary>
/// <param name="Id">Name of the experiment, such as <c>levels</c>.</param>
/// <param name="Claim">The claim, one sentence.</param>
/// <param name="Verdict">What the experiment says of it.</param>
public sealed record ClaimResult(string Id, string Claim, ClaimVerdict Verdict)
{
    /// <summary>The number that decides; null if the claim was not asked.</summary>
    public ClaimNumber? Number { get; init; }

    /// <summary>What the number and the others must be for the claim to hold.</summary>
    public string Wanted { get; init; } = "";

    /// <summary>Further numbers, some of which also decide.</summary>
    public IReadOnlyList<ClaimNumber> Beside { get; init; } = [];

    /// <summary>Examples in words.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Examples in pictures, at most eight.</summary>
    public IReadOnlyList<ClaimPicture> Pictures { get; init; } = [];

    /// <summary>Why it was not asked; empty if it was.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How long it took, in seconds.</summary>
    public double Seconds { get; init; }
}
