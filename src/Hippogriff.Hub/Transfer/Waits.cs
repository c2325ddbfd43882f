using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Hippogriff.Hub.Transfer;

/// <summary>What a hub says of its limit of calls.</summary>
/// <param name="Kind">What is counted: "resolvers", "api".</param>
/// <param name="Remaining">Calls that are left.</param>
/// <param name="Seconds">Seconds until the count begins anew.</param>
/// <param name="Limit">Calls in a window; null if it was not said.</param>
/// <param name="Window">Seconds of a window; null if it was not said.</param>
internal sealed record RateLimit(string Kind, int Remaining, int Seconds, int? Limit, int? Window)
{
    /// <summary>What an answer says of it; null if nothing.</summary>
    public static RateLimit? Of(HttpResponseMessage answer) =>
        Read(Waits.HeaderOf(answer, "RateLimit"), Waits.HeaderOf(answer, "RateLimit-Policy"));

    /// <summary>Reads the headers RateLimit and RateLimit-Policy; null if the first says nothing.</summary>
    public static RateLimit? Read(string? limit, string? policy)
    {
        if (limit is null || Waits.LimitPattern().Match(limit) is not { Success: true } found)
            return null;
        Match? said = policy is null ? null : Waits.PolicyPattern().Match(policy);
        return new RateLimit(
            found.Groups[1].Value,
            Waits.Number(found.Groups[2].Value),
            Waits.Number(found.Groups[3].Value),
            said is { Success: true } ? Waits.Number(said.Groups[1].Value) : null,
            said is { Success: true } ? Waits.Number(said.Groups[2].Value) : null
        );
    }
}

/// <summary>How long to wait before a request is repeated.</summary>
internal static partial class Waits
{
    /// <summary>Waits between tries where the hub says nothing.</summary>
    private static readonly int[] s_usual = [1, 2, 4, 8, 8];

    /// <summary>How often a request is repeated.</summary>
    public static int Tries => s_usual.Length;

    /// <summary>Longer than this is left to the user.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The wait before a repetition.</summary>
    /// <param name="repeated">How many repetitions there were already.</param>
    /// <param name="answer">The answer that failed; null if none came.</param>
    public static TimeSpan Before(int repeated, HttpResponseMessage? answer) =>
        TimeSpan.FromSeconds(
            AskedFor(answer) is { } asked ? asked + 1.0 : s_usual[Math.Min(repeated, s_usual.Length - 1)]
        );

    /// <summary>The seconds that an answer asks to wait; null if it does not.</summary>
    public static int? AskedFor(HttpResponseMessage? answer)
    {
        if (answer is null)
            return null;
        return RateLimit.Of(answer) is { Remaining: 0 } limit
            ? limit.Seconds
            : RetryAfter(HeaderOf(answer, "Retry-After"));
    }

    /// <summary>Whole seconds of a Retry-After header; null for anything else, such as a date.</summary>
    public static int? RetryAfter(string? header) =>
        header is not null
        && int.TryParse(header.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            ? seconds
            : null;

    /// <summary>Whether an answer with this status may be repeated.</summary>
    public static bool MayRepeat(int status) => status is 408 or 429 or 500 or 502 or 503 or 504;

    /// <summary>A header as it was sent; null if there is none.</summary>
    public static string? HeaderOf(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString()
        : answer.Content.Headers.NonValidated.TryGetValues(name, out HeaderStringValues inner) ? inner.ToString()
        : null;

    internal static int Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;

    [GeneratedRegex(@"""(\w+)""\s*;\s*r\s*=\s*(\d+)\s*;\s*t\s*=\s*(\d+)")]
    internal static partial Regex LimitPattern();

    [GeneratedRegex(@"q\s*=\s*(\d+).*?w\s*=\s*(\d+)")]
    internal static partial Regex PolicyPattern();
}
