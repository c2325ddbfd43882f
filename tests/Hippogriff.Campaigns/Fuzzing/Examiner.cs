using System.Diagnostics;
using System.Text.RegularExpressions;
using Hippogriff.Texts;

namespace Hippogriff.Campaigns.Fuzzing;

/// <summary>What a reader did with an input.</summary>
internal enum Outcome
{
    Fine,
    Refused,
    Broken,
}

/// <summary>
/// Hands inputs to a reader and holds what happens against the rules: nothing but a <see cref="HippogriffException"/>
/// is thrown, its sentence is one that can be shown, and neither time nor memory is out of proportion. What is too slow
/// or too large is tried again, since other work on the machine and first calls cost too.
/// </summary>
internal sealed partial class Examiner(Reader reader, Reading reading)
{
    private const int LongestSentence = Fit.LongestSentence,
        Tries = 3;
    private const long Times = 8,
        FreePixels = 4 << 20;

    /// <summary>Milliseconds of the slowest input, and bytes of the largest.</summary>
    public double Slowest { get; private set; }

    /// <inheritdoc cref="Slowest"/>
    public long Most { get; private set; }

    /// <summary>Reads an input; <paramref name="broken"/> is the rule and what happened.</summary>
    public Outcome Look(byte[] input, out (string Rule, string Detail)? broken)
    {
        broken = null;
        Exception? thrown = Run(input, out double milliseconds, out long bytes);
        long worth = Math.Max(input.Length, reading.Worth?.Invoke(input) ?? 0);
        double slow = reader.Milliseconds * (1 + worth / FreePixels);
        long large = Math.Max(reader.Base, 0) + Times * worth;
        for (
            int again = 1;
            again < Tries && (milliseconds > slow || bytes > large || milliseconds > Slowest + 5);
            again++
        )
        {
            thrown = Run(input, out double next, out long nextBytes);
            (milliseconds, bytes) = (Math.Min(milliseconds, next), Math.Min(bytes, nextBytes));
        }
        (Slowest, Most) = (Math.Max(Slowest, milliseconds), Math.Max(Most, bytes));
        if (Fault(thrown) is { } fault)
            broken = fault;
        else if (milliseconds > slow)
            broken = ("time", $"{milliseconds:F0} ms for {input.Length} bytes; {slow:F0} ms are allowed.");
        else if (bytes > large)
            broken = (
                "memory",
                $"{bytes >> 10} KB allocated for {input.Length} bytes worth {worth}; {large >> 10} KB are allowed."
            );
        return broken is not null ? Outcome.Broken
            : thrown is null ? Outcome.Fine
            : Outcome.Refused;
    }

    private Exception? Run(byte[] input, out double milliseconds, out long bytes)
    {
        long before = GC.GetTotalAllocatedBytes(precise: false),
            own = GC.GetAllocatedBytesForCurrentThread(),
            start = Stopwatch.GetTimestamp();
        TimeSpan worked = Environment.CpuUsage.TotalTime;
        Exception? thrown = null;
        try
        {
            reading.Read(input);
        }
        catch (Exception error)
        {
            thrown = error;
        }
        // On a machine that others use as well, the process may have waited: what it worked counts. One that waits for
        // ever is seen from outside.
        milliseconds = Math.Min(
            Stopwatch.GetElapsedTime(start).TotalMilliseconds,
            (Environment.CpuUsage.TotalTime - worked).TotalMilliseconds
        );
        bytes = Math.Max(
            GC.GetAllocatedBytesForCurrentThread() - own,
            GC.GetTotalAllocatedBytes(precise: false) - before
        );
        return thrown;
    }

    /// <summary>What is wrong with what was thrown; null for nothing, and for a refusal that can be shown.</summary>
    private static (string Rule, string Detail)? Fault(Exception? thrown) =>
        thrown switch
        {
            null => null,
            BrokenRule rule => (rule.Rule, rule.Message),
            HippogriffException refusal => Sentence.Fault(refusal.Message, LongestSentence) is { } fault
                ? ($"sentence {fault} at {Place(refusal)}", Sentence.Shown(refusal.Message))
                : null,
            _ => ($"{thrown.GetType().Name} at {Place(thrown)}", thrown.ToString()),
        };

    /// <summary>The method of ours in which it came up.</summary>
    private static string Place(Exception thrown) =>
        Frame()
            .Matches(thrown.StackTrace ?? "")
            .Select(match => match.Groups[1].Value)
            .FirstOrDefault(name => !name.StartsWith("Hippogriff.Campaigns", StringComparison.Ordinal))
        ?? "?";

    [GeneratedRegex(@"at (Hippogriff\.[\w.<>`]+)")]
    private static partial Regex Frame();
}
