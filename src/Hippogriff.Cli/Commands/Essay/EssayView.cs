using System.Globalization;
using Hippogriff.Cli.Views;
using Hippogriff.Essay;
using Hippogriff.Essay.Measuring;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Essay;

/// <summary>What came out of the claims, and of what they were asked.</summary>
/// <param name="Results">The answers so far.</param>
/// <param name="Complete">Whether all were asked.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record EssayOutcome(IReadOnlyList<ClaimResult> Results, bool Complete, double Seconds)
{
    public required string Model { get; init; }

    public required string ModelHash { get; init; }

    /// <summary>First ten hex digits of the hash of the judge's weights.</summary>
    public required string Judge { get; init; }

    public required string Story { get; init; }

    public required EssayPlan Plan { get; init; }

    /// <summary>All of this in one line.</summary>
    public string Heading =>
        $"Model {Model} ({ModelHash}), story model {Story}, judge {Judge}, seed {Plan.Seed}"
        + (Plan.Quick ? ", a quarter of the questions" : "");
}

/// <summary>Writes the claims for people and for programs.</summary>
internal static class EssayView
{
    public static void Write(Terminal terminal, EssayOutcome outcome, EssayChoices choices)
    {
        if (choices.Json)
        {
            Json.Write(terminal.Out, Document(outcome, choices.Page));
            return;
        }
        foreach (ClaimResult result in outcome.Results)
            Write(terminal.Out, result);
        terminal.Out.WriteLine(EssayPage.Summary(outcome.Results));
        if (choices.Page is { } page)
            terminal.Out.WriteLine(page);
        terminal.Error.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{outcome.Heading}; {Lasted(outcome.Seconds)}")
        );
    }

    private static void Write(TextWriter output, ClaimResult result)
    {
        output.WriteLine($"{result.Id}: {result.Claim}");
        if (result.Number is { } number)
        {
            output.WriteLine($"  {EssayPage.Said(result.Verdict)}: {number.What}: {number.Written}");
            output.WriteLine($"  wanted: {result.Wanted}");
        }
        else
            output.WriteLine($"  {EssayPage.Said(result.Verdict)}: {result.Reason}");
        foreach (ClaimNumber beside in result.Beside)
            output.WriteLine($"    {beside.What}: {beside.Written}");
        foreach (string example in result.Examples.Take(3))
            output.WriteLine($"    {example}");
        output.WriteLine();
    }

    private static string Lasted(double seconds) =>
        seconds < 90
            ? FormattableString.Invariant($"{seconds:0} s")
            : $"{Counted.Of((long)Math.Round(seconds / 60), "minute")}";

    private static object Document(EssayOutcome outcome, string? page) =>
        new
        {
            Seconds = Math.Round(outcome.Seconds, 1),
            outcome.Complete,
            outcome.Model,
            outcome.ModelHash,
            outcome.Story,
            outcome.Judge,
            outcome.Plan.Seed,
            outcome.Plan.Quick,
            Holds = outcome.Results.Count(result => result.Verdict == ClaimVerdict.Holds),
            Page = page,
            Claims = outcome.Results.Select(result => new
            {
                result.Id,
                result.Claim,
                Verdict = EssayPage.Said(result.Verdict),
                Number = result.Number is { } number ? Document(number) : null,
                Wanted = result.Wanted.Length > 0 ? result.Wanted : null,
                Beside = result.Beside.Select(Document),
                result.Examples,
                Reason = result.Reason.Length > 0 ? result.Reason : null,
                result.Seconds,
            }),
        };

    private static object Document(ClaimNumber number) =>
        new
        {
            number.What,
            Value = Math.Round(number.Range.Value, 5),
            Low = Math.Round(number.Range.Low, 5),
            High = Math.Round(number.Range.High, 5),
            Unit = number.Unit.ToString().ToLowerInvariant(),
        };
}
